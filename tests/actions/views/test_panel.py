"""The actions of one workshop, as a part of other pages and as a page."""

from datetime import date

import pytest
from django.urls import reverse

from actions.models import ActionItem
from tests.factories.actions import ActionItemFactory
from tests.factories.workshops import PersonFactory, RiskFactory, StakeholderGroupFactory, WorkshopFactory

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

    assert "?next=%2Fworkshops%2F7%2Frecap%2F#id_state" in part.text


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

    # Session, user, workshop with its project, people, the rows with their owners, what they wait for.
    with django_assert_num_queries(6):
        member_client.get(panel(workshop), headers=HTMX)


@pytest.fixture
def risk(workshop):
    return RiskFactory(workshop=workshop, key="R-3", text="The tide gauge fails")


def risk_panel(risk):
    return reverse("actions:risk-panel", args=[risk.pk])


def test_an_action_added_at_a_risk_is_against_it_and_says_where_it_came_from(member_client, risk, project):
    ActionItemFactory(project=project, action="Not against it")

    response = member_client.post(risk_panel(risk), {"action": "Buy a second gauge"}, headers=HTMX)

    item = ActionItem.objects.get(action="Buy a second gauge")
    assert (list(item.risks.all()), item.workshop, item.source) == (
        [risk],
        risk.workshop,
        "R-3: The tide gauge fails",
    )
    assert [event.changes.get("risk") for event in item.history.order_by("pk")] == [
        None,
        ["", "R-3: The tide gauge fails"],
    ]
    assert ("Buy a second gauge" in response.text, "Not against it" in response.text) == (True, False)


def test_an_action_that_is_there_is_linked_and_loosened_again(member_client, risk, project):
    item = ActionItemFactory(project=project, key="A-7")
    ActionItemFactory(key="A-8")

    linked = member_client.post(risk_panel(risk), {"link": "A-7"}, headers=HTMX)
    again = member_client.post(risk_panel(risk), {"link": "A-7"}, headers=HTMX)
    foreign = member_client.post(risk_panel(risk), {"link": "A-8"}, headers=HTMX)
    nothing = member_client.post(risk_panel(risk), {"link": ""}, headers=HTMX)
    tied = list(item.risks.all())
    loosened = member_client.post(risk_panel(risk), {"unlink": "A-7"})

    assert ("A-7 is linked." in linked.text, again.status_code, tied) == (True, 200, [risk])
    assert (foreign.status_code, "There is no action A-8 in this project." in foreign.text) == (422, True)
    assert (nothing.status_code, "Type the id of an action" in nothing.text) == (422, True)
    assert (loosened.status_code, item.risks.count(), item.history.count()) == (302, 0, 2)


def test_the_page_of_an_action_names_its_risks(member_client, risk, project):
    item = ActionItemFactory(project=project)
    item.risks.add(risk)

    page = member_client.get(reverse("actions:action-edit", args=[item.pk])).text

    assert f'<a href="{risk_panel(risk)}">R-3: The tide gauge fails</a>' in page


def test_a_persons_part_shows_what_is_theirs_by_name_and_by_role(member_client, project):
    ada = PersonFactory(project=project)
    StakeholderGroupFactory(project=project, name="BI Lead").people.add(ada)
    ActionItemFactory(project=project, owner=ada, action="Own")
    ActionItemFactory(project=project, action="Of another")
    ActionItemFactory(project=project, owner=None, owner_text="BI lead", action="By role")

    part = member_client.get(reverse("actions:person-panel", args=[ada.pk]), headers=HTMX).text

    assert [word in part for word in ("Own", "By role", "Of another")] == [True, True, False]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_part_of_a_risk_asks_the_same_number_of_questions_too(
    member_client, risk, project, rows, django_assert_num_queries
):
    for _ in range(rows):
        ActionItemFactory(project=project, owner=None, owner_text="BI Lead").risks.add(risk)

    # Session, user, the risk with its project, people, the rows, what they wait for, the roles' groups.
    with django_assert_num_queries(7):
        member_client.get(risk_panel(risk), headers=HTMX)
