from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.actions import ActionItemFactory
from tests.factories.workshops import START, WorkshopFactory


@pytest.fixture
def workshop(project):
    return WorkshopFactory(project=project, start=START + timedelta(days=14))


@pytest.fixture
def earlier(project):
    return WorkshopFactory(project=project)


def url_of(workshop):
    return reverse("actions:carry", args=[workshop.pk])


def test_open_actions_of_earlier_workshops_go_onto_the_agenda_once(
    manager_client, project, workshop, earlier
):
    item = ActionItemFactory(project=project, workshop=earlier, action="Measure the error")
    ActionItemFactory(project=project, workshop=earlier, action="Done already", state="done")
    data = {"chosen": [f"action:{item.pk}"], "how": "each", "title": ""}

    before = manager_client.get(url_of(workshop)).content.decode()
    manager_client.post(url_of(workshop), data)
    again = manager_client.post(url_of(workshop), data)

    assert ("Measure the error" in before, "Done already" in before) == (True, False)
    assert [row.title for row in workshop.agenda_items.all()] == [f"{item.key}: Measure the error"]
    assert again.status_code == 200
    point = workshop.carried_points.get()
    assert (point.subject, point.came_from) == (f"action:{item.pk}", earlier)


def test_the_page_of_open_points_shows_a_part_for_the_actions(manager_client, project, workshop, earlier):
    ActionItemFactory(project=project, workshop=earlier)

    part = manager_client.get(url_of(workshop), headers={"HX-Request": "true"}).content.decode()

    assert part.lstrip().startswith("<form")


@pytest.mark.parametrize("client_name", ["stranger_client", "member_client"])
def test_point_23_only_a_manager_chooses(request, workshop, client_name):
    client, url = request.getfixturevalue(client_name), url_of(workshop)

    found = [client.get(url).status_code, client.head(url).status_code, client.post(url, {}).status_code]

    assert found == [404, 404, 404]


def test_more_actions_need_no_more_queries(manager_client, project, workshop, earlier):
    def count(rows):
        ActionItemFactory.create_batch(rows, project=project, workshop=earlier)
        with CaptureQueriesContext(connection) as queries:
            manager_client.get(url_of(workshop))
        return len(queries)

    assert count(1) == count(2)
