"""A person's page, and the pages on which two become one."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.actions import ActionItemFactory
from tests.factories.emails import DeliveryFactory, EarlierCopyFactory
from tests.factories.workshops import (
    START,
    ApprovalFactory,
    OpenQuestionFactory,
    ParticipantFactory,
    PersonFactory,
    PreWorkFactory,
    ProjectFactory,
    RiskFactory,
    StakeholderGroupFactory,
    WorkshopFactory,
)
from workshops.models import Person
from workshops.states import PartStat


@pytest.fixture
def person(project, at):
    at(START - timedelta(days=4))
    return PersonFactory(project=project, name="Ada Quill", email="ada@example.org")


def load(person, count):
    """So many rows of each kind that the page shows."""
    for _ in range(count):
        workshop = WorkshopFactory(project=person.project)
        ParticipantFactory(workshop=workshop, person=person)
        PreWorkFactory(workshop=workshop)
        OpenQuestionFactory(workshop=workshop, owner=person)
        ApprovalFactory(workshop=workshop, owner=person)
        RiskFactory(workshop=workshop, owner=person)
        ActionItemFactory(project=person.project, workshop=workshop, owner=person)
        delivery = DeliveryFactory(touchpoint__workshop=workshop, person=person)
        EarlierCopyFactory(delivery=delivery)


@pytest.mark.parametrize("name", ["workshops:person", "actions:person-panel", "emails:person-mails"])
def test_each_part_takes_the_same_queries_for_one_and_for_three_rows(name, manager_client, person, project):
    three = PersonFactory(project=project)
    load(person, 1)
    load(three, 3)
    manager_client.get(reverse(name, args=[person.pk]))

    with CaptureQueriesContext(connection) as of_one:
        manager_client.get(reverse(name, args=[person.pk]))
    with CaptureQueriesContext(connection) as of_three:
        manager_client.get(reverse(name, args=[three.pk]))

    assert len(of_three) == len(of_one)


def test_page_shows_what_waits_for_the_person(person, member_client, project):
    group, other = StakeholderGroupFactory.create_batch(2, project=project)
    person.groups.set([group])
    workshop = WorkshopFactory(project=project)
    participant = ParticipantFactory(workshop=workshop, person=person)
    PreWorkFactory(workshop=workshop, group=group, text="Read the tide tables")
    PreWorkFactory(workshop=workshop, group=other, text="Bring the cargo lists")
    done = PreWorkFactory(workshop=workshop, text="Look at the map")
    participant.prework_ticks.create(prework=done, at=START - timedelta(days=5))
    RiskFactory(workshop=workshop, owner=person, text="The gauge fails")
    OpenQuestionFactory(workshop=workshop, owner=person, state="answered", text="Answered long ago")

    page = member_client.get(person.get_absolute_url()).content.decode()

    assert "Read the tide tables" in page
    assert "The gauge fails" in page
    for hidden in ("Bring the cargo lists", "Look at the map", "Answered long ago"):
        assert hidden not in page


def test_who_declined_owes_no_prework(person, member_client, project):
    workshop = WorkshopFactory(project=project)
    ParticipantFactory(workshop=workshop, person=person, partstat=PartStat.DECLINED)
    PreWorkFactory(workshop=workshop, text="Read the tide tables")

    assert "Read the tide tables" not in member_client.get(person.get_absolute_url()).content.decode()


def test_only_managers_see_the_buttons(person, member_client, manager_client):
    edit = reverse("workshops:person-edit", args=[person.pk])

    assert edit in manager_client.get(person.get_absolute_url()).content.decode()
    assert edit not in member_client.get(person.get_absolute_url()).content.decode()


def test_duplicates_are_offered_with_the_reason(manager_client, person, project):
    double = PersonFactory(project=project, name="Quill, Ada", email="quill@example.com")
    PersonFactory(project=project, name="Bo Finch", email="bo@example.org")
    url = reverse("workshops:person-merge", args=[person.pk, double.pk])

    listed = manager_client.get(reverse("workshops:duplicates", args=[project.pk])).content.decode()
    offered = manager_client.get(reverse("workshops:person-merge-choose", args=[person.pk])).content.decode()

    for page in (listed, offered):
        assert url in page
        assert "Same name" in page
        assert "Bo Finch" not in page


def test_anybody_of_the_project_can_be_found_to_merge_with(manager_client, person, project):
    other = PersonFactory(project=project, name="Bo Finch")
    foreign = PersonFactory(name="Bo Finch")
    url = reverse("workshops:person-merge-choose", args=[person.pk])

    page = manager_client.get(f"{url}?q=finch").content.decode()

    assert reverse("workshops:person-merge", args=[person.pk, other.pk]) in page
    assert reverse("workshops:person-merge", args=[person.pk, foreign.pk]) not in page


def test_confirmation_shows_what_moves_and_moves_nothing(manager_client, person, project):
    gone = PersonFactory(project=project, name="A. Quill", email="quill@example.com")
    load(gone, 2)
    shared = WorkshopFactory(project=project, title="Tide Tables")
    ParticipantFactory(workshop=shared, person=person)
    ParticipantFactory(workshop=shared, person=gone, partstat=PartStat.ACCEPTED, answered_at=START)

    page = manager_client.get(reverse("workshops:person-merge", args=[person.pk, gone.pk])).content.decode()

    for text in ("2 actions", "2 risks", "3 participations", "2 mails", "Tide Tables: “Accepted” stays"):
        assert text in page
    assert Person.objects.filter(pk=gone.pk).exists()


def test_who_organizes_a_workshop_is_not_offered_to_be_deleted(manager_client, person, project):
    WorkshopFactory(project=project, organizer=person)

    page = manager_client.get(reverse("workshops:person-delete", args=[person.pk])).content.decode()

    assert "1 workshop organized – name somebody else there first" in page
    assert "Delete person</button>" not in page


def test_two_people_become_one(manager_client, person, project):
    gone = PersonFactory(project=project, name="A. Quill", email="quill@example.com")
    load(gone, 2)

    answer = manager_client.post(
        reverse("workshops:person-merge", args=[person.pk, gone.pk]),
        {"name": "A. Quill", "email": "ada@example.org"},
    )

    person.refresh_from_db()
    assert answer.url == person.get_absolute_url()
    assert (person.name, person.email) == ("A. Quill", "ada@example.org")
    assert person.participations.count() == 2


def test_a_name_that_is_neither_of_the_two_is_a_form_error(manager_client, person, project):
    gone = PersonFactory(project=project)
    url = reverse("workshops:person-merge", args=[person.pk, gone.pk])

    answer = manager_client.post(url, {"name": "Somebody", "email": person.email})

    assert list(answer.context["form"].errors) == ["name"]
    assert Person.objects.filter(pk=gone.pk).exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_23_nobody_of_another_project_is_merged(
    method, person, manager_client, member_client, stranger_client
):
    own, foreign = PersonFactory(project=person.project), PersonFactory(project=ProjectFactory())
    url = reverse("workshops:person-merge", args=[person.pk, own.pk])
    values = {"name": person.name, "email": person.email}

    answers = [
        getattr(manager_client, method)(reverse("workshops:person-merge", args=pair), values).status_code
        for pair in ([person.pk, foreign.pk], [foreign.pk, person.pk], [person.pk, person.pk])
    ]
    answers += [
        getattr(client, method)(url, values).status_code for client in (member_client, stranger_client)
    ]

    assert answers == [404, 404, 404, 404, 404]
    assert Person.objects.filter(pk=own.pk).exists()


@pytest.mark.parametrize("name", ["actions:person-panel", "emails:person-mails"])
def test_23_parts_of_a_foreign_person_are_a_404(name, person, member_client, stranger_client):
    url = reverse(name, args=[person.pk])

    assert [client.get(url).status_code for client in (member_client, stranger_client)] == [200, 404]
    assert [client.post(url).status_code for client in (member_client, stranger_client)] == [405, 405]
