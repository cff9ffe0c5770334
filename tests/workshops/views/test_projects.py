import re
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.workshops import (
    PersonFactory,
    StakeholderGroupFactory,
    TouchpointFactory,
    UserFactory,
    WorkshopFactory,
)
from workshops.models import Project, StakeholderGroup

PROJECT = {
    "name": "Lighthouse Map",
    "time_zone": "Europe/Berlin",
    "working_days": ["1", "2", "3", "4"],
    "country": "DE",
}


def test_who_creates_a_project_manages_it(manager, manager_client):
    answer = manager_client.post(reverse("workshops:project-new"), PROJECT)

    project = Project.objects.get(name="Lighthouse Map")
    assert answer.url == project.get_absolute_url()
    assert (project.working_days, project.country) == ("1,2,3,4", "DE")
    assert [(row.user, row.role) for row in project.memberships.all()] == [(manager, "manager")]


def test_new_project_works_from_monday_to_friday_until_told_otherwise(manager_client):
    page = manager_client.get(reverse("workshops:project-new")).content.decode()

    ticked = re.findall(r'name="working_days"[^>]*value="(\d)"[^>]* checked', page)
    assert ticked == ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize("written", ["Europe/Berlin", "europe/berlin", "berlin", " Berlin "])
def test_time_zone_is_understood_as_people_write_it(written, manager_client):
    manager_client.post(reverse("workshops:project-new"), PROJECT | {"time_zone": written})

    assert Project.objects.get(name="Lighthouse Map").time_zone == "Europe/Berlin"


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("name", "", "This field is required."),
        ("name", "Two\nlines", "Write it on one line, without control characters."),
        ("time_zone", "Mars/Olympus", "“Mars/Olympus” is no time zone. Example: Europe/Berlin."),
        ("working_days", [], "This field is required."),
        ("working_days", ["8"], "Select a valid choice. 8 is not one of the available choices."),
        ("country", "XX", "Select a valid choice. XX is not one of the available choices."),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(field, value, reason, manager_client):
    answer = manager_client.post(reverse("workshops:project-new"), PROJECT | {field: value})

    assert answer.context["form"].errors == {field: [reason]}
    assert not Project.objects.filter(time_zone="Europe/Berlin", country="DE").exists()


def test_name_of_another_project_is_taken(project, manager_client):
    answer = manager_client.post(reverse("workshops:project-new"), PROJECT | {"name": project.name})

    assert answer.context["form"].errors == {"name": ["Project with this Name already exists."]}


def test_page_of_a_new_project_says_what_comes_next(project, manager_client):
    page = manager_client.get(project.get_absolute_url()).content.decode()

    assert "Start the first workshop" in page
    assert "Add people" in page


def test_member_sees_the_project_without_its_edit_buttons(project, member_client):
    WorkshopFactory(project=project, code="4", title="Pipeline Design")

    page = member_client.get(project.get_absolute_url()).content.decode()

    assert "Workshop 4: Pipeline Design" in page
    assert reverse("workshops:project-edit", args=[project.pk]) not in page
    assert reverse("workshops:members", args=[project.pk]) not in page
    assert reverse("workshops:workshop-new", args=[project.pk]) not in page


def test_workshops_stand_with_their_time_in_their_own_zone(project, manager_client):
    WorkshopFactory(project=project, start=datetime(2026, 12, 14, 9, tzinfo=UTC), time_zone="Asia/Tokyo")

    page = manager_client.get(project.get_absolute_url()).content.decode()

    assert "Mon 14 Dec 2026, 18:00 (Asia/Tokyo)" in page


def test_workshops_stand_in_order_of_their_start_and_groups_by_name(project, manager_client):
    for title, day in [("Second", 15), ("First", 14)]:
        WorkshopFactory(project=project, title=title, start=datetime(2026, 12, day, 9, tzinfo=UTC))
    WorkshopFactory(project=project, title="Undated", draft=True, start=None)
    for name in ["QA", "BI Lead"]:
        StakeholderGroupFactory(project=project, name=name)

    context = manager_client.get(project.get_absolute_url()).context

    assert [workshop.title for workshop in context["workshops"]] == ["First", "Second", "Undated"]
    assert [group.name for group in context["groups"]] == ["BI Lead", "QA"]


@pytest.mark.parametrize("name", ["project", "people", "members"])
def test_page_asks_as_many_queries_for_three_rows_as_for_one(
    name, project, manager_client, django_assert_num_queries
):
    url = reverse(f"workshops:{name}", args=[project.pk])

    def add_rows():
        WorkshopFactory(project=project)
        group = StakeholderGroupFactory(project=project)
        project.memberships.create(user=UserFactory())
        PersonFactory(project=project, groups=[group])

    add_rows()
    with CaptureQueriesContext(connection) as with_one:
        manager_client.get(url)
    add_rows()
    add_rows()

    with django_assert_num_queries(len(with_one)):
        manager_client.get(url)


def test_new_working_days_move_what_is_not_sent(project, manager_client):
    workshop = WorkshopFactory(project=project)
    # T-7 of a Monday is a Monday; without Mondays the window opens on the Tuesday in it.
    touchpoint = TouchpointFactory(workshop=workshop)
    values = PROJECT | {"name": project.name, "working_days": ["2", "3", "4", "5"], "country": ""}

    manager_client.post(reverse("workshops:project-edit", args=[project.pk]), values)

    touchpoint.refresh_from_db()
    assert touchpoint.opens_at == datetime(2026, 12, 8, 8, tzinfo=UTC)


def test_two_who_edit_a_project_at_once_lose_nothing(project, manager_client):
    address = reverse("workshops:project-edit", args=[project.pk])
    form = manager_client.get(address).context["form"]
    opened = {name: form[name].value() for name in ("name", "time_zone", "working_days", "country", "seen")}
    manager_client.post(address, opened | {"name": "Atlas", "working_days": ["1", "2", "3", "4"]})

    again = manager_client.post(address, opened | {"name": "Borealis"}).context["form"]

    assert "it says now: “Atlas”." in again.errors["name"][0]
    assert again["working_days"].value() == ["1", "2", "3", "4"]

    manager_client.post(address, {name: again[name].value() for name in opened})

    project.refresh_from_db()
    assert (project.name, project.working_days) == ("Borealis", "1,2,3,4")


def test_group_that_two_rename_at_once_takes_the_later_name_only_knowingly(project, manager_client):
    group = StakeholderGroupFactory(project=project, name="QA")
    address = reverse("workshops:group-edit", args=[group.pk])
    seen = manager_client.get(address).context["form"]["seen"].value()
    manager_client.post(address, {"name": "Testers", "seen": seen})

    again = manager_client.post(address, {"name": "Quality", "seen": seen}).context["form"]

    group.refresh_from_db()
    assert ("it says now: “Testers”." in again.errors["name"][0], group.name) == (True, "Testers")

    manager_client.post(address, {"name": "Quality", "seen": again["seen"].value()})

    group.refresh_from_db()
    assert group.name == "Quality"


def test_rejected_edit_keeps_the_saved_name_in_the_heading(project, manager_client):
    url = reverse("workshops:project-edit", args=[project.pk])

    answer = manager_client.post(url, PROJECT | {"name": "Typed name", "time_zone": "nowhere"})

    assert answer.context["project"].name == project.name
    assert answer.context["form"]["name"].value() == "Typed name"


def test_group_is_added_once_however_it_is_spelled(project, manager_client):
    url = reverse("workshops:group-new", args=[project.pk])
    manager_client.post(url, {"name": "ETL / Data Engineers"})

    answer = manager_client.post(url, {"name": "etl/data engineers"})

    assert answer.context["form"].errors == {
        "name": ["The project already has the group “ETL / Data Engineers”."]
    }
    assert [group.name for group in project.groups.all()] == ["ETL / Data Engineers"]


def test_group_is_renamed(project, manager_client):
    group = StakeholderGroupFactory(project=project, name="Harbour Masters")

    manager_client.post(reverse("workshops:group-edit", args=[group.pk]), {"name": "harbour masters"})

    group.refresh_from_db()
    assert group.name == "harbour masters"


def test_deleting_a_group_says_what_changes_and_keeps_its_people(project, manager_client):
    group = StakeholderGroupFactory(project=project)
    person = PersonFactory(project=project, groups=[group])
    url = reverse("workshops:group-delete", args=[group.pk])

    page = manager_client.get(url).content.decode()
    manager_client.post(url)

    assert "1 person is no longer in it" in page
    assert not StakeholderGroup.objects.filter(pk=group.pk).exists()
    assert list(project.people.filter(pk=person.pk)) == [person]
