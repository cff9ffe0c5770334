"""The plan check's pages: points 15, 23, 24 and 25."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.workshops import PlanCheckPointFactory, WorkshopFactory

PAGES = ["plan-check", "plan-check-panel", "plan-with-check"]


@pytest.fixture
def point(project):
    return PlanCheckPointFactory(workshop=WorkshopFactory(project=project), name="Ours alone")


def address(name, point):
    return reverse(name, args=[point.pk if name == "plan-check-tick" else point.workshop_id])


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.any_database
def test_point_23_pages_are_read_by_the_project_alone(
    manager_client, member_client, stranger_client, point, name
):
    url = address(name, point)

    found = [client.get(url).status_code for client in (manager_client, member_client, stranger_client)]

    assert found == [200, 200, 404]
    assert manager_client.post(url).status_code == 405
    assert Client().get(url).status_code == 302


@pytest.mark.any_database
def test_point_23_managers_alone_tick(manager_client, member_client, stranger_client, point):
    url = address("plan-check-tick", point)
    clients = (Client(), member_client, stranger_client, manager_client)

    found = [client.post(url, {"ticked": "on"}).status_code for client in clients[:3]]
    point.refresh_from_db()
    assert (found, point.is_ticked) == ([302, 404, 404], False)

    assert manager_client.post(url, {"ticked": "on"}).status_code == 302
    point.refresh_from_db()
    assert point.is_ticked


def test_point_15_looking_ticks_nothing(manager_client, point):
    assert manager_client.get(address("plan-check-tick", point), {"ticked": "on"}).status_code == 405

    point.refresh_from_db()
    assert not point.is_ticked


def test_point_24_extra_fields_change_nothing(manager_client, manager, point):
    theirs = {"name": "Theirs", "workshop": WorkshopFactory().pk, "ticked_by": 1, "ticked_at": "2020-01-01"}

    manager_client.post(address("plan-check-tick", point), theirs | {"ticked": "on"})

    before = (point.name, point.workshop_id)
    point.refresh_from_db()
    assert (point.name, point.workshop_id) == before
    assert (point.ticked_by, point.ticked_at.year > 2020) == (manager, True)


def test_point_25_neighbours_of_other_projects_are_not_told(manager_client, point):
    PlanCheckPointFactory(workshop=point.workshop, name="It fits the roadmap")
    WorkshopFactory(title="Their secret", code="0", start=point.workshop.start.replace(day=1))

    page = manager_client.get(address("plan-check", point)).content.decode()

    assert "Their secret" not in page
