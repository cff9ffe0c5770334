"""Filters kept under a name."""

import pytest
from django.urls import reverse

from actions.models import SavedFilter
from tests.factories.actions import ActionItemFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def saved(project, manager):
    return SavedFilter.objects.create(project=project, user=manager, name="Late", query="overdue=1")


def names(user):
    return list(SavedFilter.objects.filter(user=user).values_list("name", "query"))


def page(project, **query):
    return reverse("actions:saved-filters", args=[project.pk], query=query)


def test_the_filters_of_an_address_are_kept_and_lead_back(manager_client, manager, project):
    ActionItemFactory(project=project)
    offered = manager_client.get(page(project, q="run book", state="open", after="x", page="3"))
    query = offered.context["query"]

    answer = manager_client.post(page(project), {"name": " My  list ", "query": query})
    log = manager_client.get(answer["Location"])

    assert names(manager) == [("My list", "q=run+book&state=open")]
    assert answer["Location"] == reverse("actions:action-log", args=[project.pk]) + "?q=run+book&state=open"
    assert (
        '<a class="filter-chip" href="?q=run+book&amp;state=open" aria-current="true">My list</a>' in log.text
    )


def test_a_name_that_is_there_gets_the_new_filters(manager_client, manager, project, saved):
    manager_client.post(page(project), {"name": "Late", "query": "state=open"})

    assert names(manager) == [("Late", "state=open")]


@pytest.mark.parametrize("name", ["", "a\0b", "x" * 81])
def test_a_name_that_is_none_is_refused_beside_the_field(manager_client, manager, project, name):
    response = manager_client.post(page(project), {"name": name, "query": "state=open"})

    assert "name" in response.context["form"].errors
    assert (names(manager), response.context["query"]) == ([], "state=open")


@pytest.mark.parametrize("query", ["", "&&&", "q=%00", "x=1", "q=" + "y" * 5000])
def test_no_query_breaks_the_page(manager_client, project, query):
    response = manager_client.post(page(project), {"name": "Any", "query": query})

    assert response.status_code in (200, 302)


def test_a_filter_is_renamed_and_deleted_and_a_name_taken_is_said(manager_client, manager, project, saved):
    other = SavedFilter.objects.create(project=project, user=manager, name="Mine")
    url = reverse("actions:saved-filter", args=[saved.pk])

    taken = manager_client.post(url, {"name": "Mine"})
    manager_client.post(url, {"name": "Overdue"})
    renamed = names(manager)
    manager_client.post(reverse("actions:saved-filter", args=[other.pk]), {"delete": "1"})

    assert taken.context["form"].non_field_errors() == ["You have a filter of this name already."]
    assert renamed == [("Mine", ""), ("Overdue", "overdue=1")]
    assert names(manager) == [("Overdue", "overdue=1")]


def test_filters_are_ones_own(member_client, project, saved, manager):
    url = reverse("actions:saved-filter", args=[saved.pk])

    codes = [member_client.get(url).status_code, member_client.post(url, {"delete": "1"}).status_code]

    assert (codes, names(manager)) == ([404, 404], [("Late", "overdue=1")])
    assert "Late" not in member_client.get(page(project)).text


def test_a_project_that_one_left_takes_its_filters_along(manager_client, project, saved, manager):
    project.memberships.get(user=manager).delete()

    assert manager_client.get(reverse("actions:saved-filter", args=[saved.pk])).status_code == 404
