from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from emails.states import DeliveryState
from tests.factories.actions import ActionItemFactory
from tests.factories.emails import DeliveryFactory, HoldFactory
from tests.factories.workshops import (
    START,
    ParticipantFactory,
    ProjectFactory,
    TouchpointFactory,
    UserFactory,
    WorkshopFactory,
)


@pytest.fixture
def at_start(time_machine):
    time_machine.move_to(START, tick=False)


def fill(project, count):
    for _ in range(count):
        workshop = WorkshopFactory(project=project, start=START + timedelta(days=2))
        ParticipantFactory(workshop=workshop)
        touchpoint = TouchpointFactory(workshop=workshop)
        HoldFactory(touchpoint=touchpoint)
        DeliveryFactory(touchpoint=touchpoint, state=DeliveryState.DEAD)
        TouchpointFactory(workshop=workshop, opens_at=START + timedelta(days=1))
        ActionItemFactory(project=project, due_on=date(2026, 12, 1))


def test_first_visit_leads_to_the_first_project(db):
    client = Client()
    client.force_login(UserFactory())

    page = client.get(reverse("dashboard")).content.decode()

    assert "Create your first project" in page
    assert reverse("workshops:project-new") in page


@pytest.mark.parametrize(("name", "is_asked"), [("", True), ("Mara", False)])
def test_first_visit_asks_for_a_name_that_is_not_known(db, name, is_asked):
    client = Client()
    client.force_login(UserFactory(first_name=name, last_name=""))

    page = client.get(reverse("dashboard")).content.decode()

    assert ("Say your name" in page) == is_asked


def test_dashboard_shows_what_waits_and_what_leaves(at_start, manager_client, project):
    fill(project, 1)

    page = manager_client.get(reverse("dashboard")).content.decode()

    wanted = ["Late", "Failed", "Overdue", "Tue 15 Dec 2026, 10:00 (Europe/Berlin)"]
    assert [text for text in wanted if text not in page] == []


@pytest.mark.parametrize("several", [False, True])
def test_projects_are_named_where_there_are_several(at_start, manager, manager_client, project, several):
    if several:
        fill(ProjectFactory(name="Zenith", manager=manager), 1)
    fill(project, 1)

    shown = manager_client.get(reverse("dashboard")).context["page"].needs

    names = {need.project for need in shown if "overdue" not in need.text}
    assert names == ({project.name, "Zenith"} if several else {""})


def test_who_is_not_sure_counts_as_tentative_and_not_as_accepted(at_start, manager_client, project):
    workshop = WorkshopFactory(project=project)
    for partstat in ("accepted", "tentative", "declined"):
        ParticipantFactory(workshop=workshop, partstat=partstat)

    page = manager_client.get("/").content.decode()

    assert "1 of 3 accepted, 1 tentative" in page


def test_dashboard_takes_the_same_queries_for_1_and_3_workshops(
    at_start, manager_client, project, django_assert_num_queries, django_assert_max_num_queries
):
    fill(project, 1)
    # One of them asks whether mails leave at all, one whom reminders do not reach.
    with django_assert_max_num_queries(14) as first:
        manager_client.get(reverse("dashboard"))
    fill(project, 2)

    with django_assert_num_queries(len(first.captured_queries)):
        manager_client.get(reverse("dashboard"))


def test_stranger_sees_nothing_of_another_project(at_start, stranger_client, project):
    fill(project, 1)

    page = stranger_client.get(reverse("dashboard")).content.decode()

    assert str(project) not in page


def test_dashboard_asks_to_sign_in(client, db):
    response = client.get(reverse("dashboard"))

    assert response["Location"] == "/accounts/login/?next=/"


def test_projects_are_listed_with_their_sizes(manager_client, project):
    WorkshopFactory.create_batch(2, project=project, organizer=None)

    page = manager_client.get(reverse("projects")).content.decode()

    assert str(project) in page
    assert "2 workshops, 0 people, Europe/Berlin" in page


def test_other_projects_are_not_listed(stranger_client, project):
    page = stranger_client.get(reverse("projects")).content.decode()

    assert str(project) not in page


def test_health_is_told_to_anybody_without_a_query(client, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok\n")
