"""The actions of one workshop, as a part of other pages and as a page."""

from datetime import date

import pytest
from django.urls import reverse

from actions.models import ActionItem
from tests.factories.actions import ActionItemFactory
from tests.factories.workshops import PersonFactory, WorkshopFactory

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/workshops/7/recap/"}


@pytest.fixture
def workshop(project):
    return WorkshopFactory(project=project, code="2a", title="Pipeline Design")


def panel(workshop):
    return reverse("actions:workshop-panel", args=[workshop.pk])


def test_htmx_gets_the_part_and_a_browser_the_page(member_client, workshop, project):
    ActionItemFactory(project=project, workshop=workshop, action="Of this workshop")
    ActionItemFactory(project=project, action="Of another one")

    part = member_client.get(panel(workshop), headers=HTMX)
    page = member_client.get(panel(workshop))

    assert [response.templates[0].name for response in (part, page)] == [
        "actions/panel.html",
        "actions/panel_page.html",
    ]
    assert [
        ("Of this workshop" in response.text, "Of another one" in response.text) for response in (part, page)
    ] == [
        (True, False),
        (True, False),
    ]
    assert part["Vary"].startswith("HX-Request")


def test_a_row_of_the_part_leads_back_to_the_page_around_it(member_client, workshop, project):
    ActionItemFactory(project=project, workshop=workshop)

    part = member_client.get(panel(workshop), headers=HTMX)

    assert 'name="next" value="/workshops/7/recap/"' in part.text


def test_an_action_added_in_the_part_belongs_to_the_workshop(member_client, workshop, project):
    ada = PersonFactory(project=project, name="Ada Quill", email="ada@example.org")
    data = {"action": "Ask", "owner": "ada@example.org", "due_on": "2026-12-18"}

    response = member_client.post(panel(workshop), data, headers=HTMX)

    item = ActionItem.objects.get()
    assert (item.workshop, item.owner, item.due_on) == (workshop, ada, date(2026, 12, 18))
    assert item.source == "Workshop 2a: Pipeline Design"
    assert response.context["add_form"].is_bound is False
    assert "A-1 is added." in response.text


def test_without_a_script_the_page_is_shown_again(member_client, workshop):
    response = member_client.post(panel(workshop), {"action": "Ask"})

    assert (response.status_code, response["Location"]) == (302, panel(workshop))
    assert ActionItem.objects.get().workshop == workshop


def test_an_action_without_words_is_refused_in_its_place(member_client, workshop):
    response = member_client.post(panel(workshop), {"action": " ", "owner": "BI Lead"}, headers=HTMX)

    assert response.status_code == 422
    assert response.context["add_form"].errors == {"action": ["This field is required."]}
    assert 'value="BI Lead"' in response.text
    assert not ActionItem.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_part_asks_the_same_number_of_questions_for_any_number_of_rows(
    member_client, workshop, project, rows, django_assert_num_queries
):
    ActionItemFactory.create_batch(rows, project=project, workshop=workshop)

    # Session, user, workshop with its project, people, the rows with their owners.
    with django_assert_num_queries(5):
        member_client.get(panel(workshop), headers=HTMX)
