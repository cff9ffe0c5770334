"""Many actions changed at once: all as they were seen, or none."""

from datetime import date

import pytest
from django.urls import reverse

from actions import services
from actions.models import ActionEvent, ActionItem
from tests.actions.services.test_items import NOW
from tests.factories.actions import ActionItemFactory
from tests.factories.workshops import PersonFactory, ProjectFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def items(project):
    return [ActionItemFactory(project=project, key=f"A-{n}", owner=None) for n in (1, 2, 3)]


def change(client, project, items, query=None, **values):
    address = reverse("actions:action-bulk", args=[project.pk], query=query)
    chosen = [f"{item.pk}:{item.version}" for item in items]
    return client.post(address, {"item": chosen} | values)


def states(project):
    return list(ActionItem.objects.filter(project=project).order_by("pk").values_list("state", flat=True))


def test_the_chosen_ones_are_changed_and_each_has_its_history(member_client, project, items):
    ada = PersonFactory(project=project, name="Ada Quill")

    response = change(
        member_client, project, items[:2], state="in-progress", owner="ada quill", due_on="24.12.2026"
    )

    first = ActionItem.objects.get(pk=items[0].pk)
    assert response["Location"] == reverse("actions:action-log", args=[project.pk])
    assert states(project) == ["in-progress", "in-progress", "open"]
    assert (first.owner, first.due_on, first.version) == (ada, date(2026, 12, 24), 2)
    assert [set(event.changes) for event in ActionEvent.objects.all()] == [{"state", "owner", "due"}] * 2


def test_what_is_left_empty_stays_and_none_takes_away(member_client, project):
    item = ActionItemFactory(project=project, state="in-progress")

    change(member_client, project, [item], owner="none", due_on="None")

    assert ActionItem.objects.get(owner=None, owner_text="", due_on=None, state="in-progress") == item


@pytest.mark.parametrize("state", ["done", "cancelled"])
def test_closing_waits_for_a_yes(member_client, project, items, state):
    asked = change(member_client, project, items, state=state)
    before = states(project)
    data = {
        "item": asked.context["chosen"],
        "confirmed": "1",
        "state": asked.context["form"]["state"].value(),
    }
    member_client.post(reverse("actions:action-bulk", args=[project.pk]), data)

    assert (asked.context["count"], before, states(project)) == (3, ["open"] * 3, [state] * 3)
    assert "Change 3 actions?" in asked.text


def test_blocked_needs_its_reason_beside_the_field(member_client, project, items):
    asked = change(member_client, project, items, state="blocked")
    change(member_client, project, items, state="blocked", blocked_reason="No access")

    assert asked.context["form"].errors == {"blocked_reason": ["Say what blocks the actions."]}
    assert set(ActionItem.objects.values_list("state", "blocked_reason")) == {("blocked", "No access")}


def test_one_that_changed_meanwhile_stops_all_and_is_named(member_client, project, items):
    services.update_action(action_id=items[1].pk, version=1, values={"notes": "theirs"}, by=None, now=NOW)

    told = change(member_client, project, items, state="in-progress")
    before = states(project)
    data = {"item": told.context["chosen"], "state": "in-progress"}
    member_client.post(reverse("actions:action-bulk", args=[project.pk]), data)

    assert "Nothing was saved: somebody changed or removed A-2 in the meantime." in told.text
    assert (before, states(project)) == (["open"] * 3, ["in-progress"] * 3)
    assert ActionItem.objects.get(pk=items[1].pk).notes == "theirs"


def test_all_that_match_are_changed_after_a_yes_whatever_page_they_stand_on(member_client, project):
    ActionItemFactory.create_batch(60, project=project, owner=None, action="Write the runbook")
    other = ActionItemFactory(project=project, action="Order")

    asked = change(member_client, project, [], query={"q": "runbook"}, all="1", state="in-progress")
    data = {"item": asked.context["chosen"], "confirmed": "1", "state": "in-progress"}
    member_client.post(reverse("actions:action-bulk", args=[project.pk]), data)

    other.refresh_from_db()
    assert (asked.context["count"], asked.context["rest"], other.state) == (60, 10, "open")
    assert states(project).count("in-progress") == 60


def test_more_than_a_transaction_should_hold_is_refused(member_client, project, items, monkeypatch):
    monkeypatch.setattr(services, "MOST_AT_ONCE", 2)

    response = change(member_client, project, [], all="1", state="in-progress")

    assert response.status_code == 302
    assert states(project) == ["open"] * 3


@pytest.mark.parametrize(
    "values", [{}, {"state": "lost"}, {"due_on": "later"}, {"owner": "a\0b"}, {"state": "", "owner": " "}]
)
def test_what_makes_no_sense_is_said_and_changes_nothing(member_client, project, items, values):
    response = change(member_client, project, items, **values)

    assert response.context["form"].errors
    assert (states(project), ActionEvent.objects.count()) == (["open"] * 3, 0)


@pytest.mark.parametrize("chosen", ["", "x", "1:", "9" * 40 + ":1", "\0"])
def test_nothing_chosen_leads_back(member_client, project, items, chosen):
    response = member_client.post(
        reverse("actions:action-bulk", args=[project.pk]), {"item": chosen, "state": "in-progress"}
    )

    assert response.status_code == 302 or response.context["form"].errors
    assert states(project) == ["open"] * 3


def test_actions_and_owners_of_another_project_are_not_reached(member_client, project, items):
    foreign = ActionItemFactory()
    stranger = PersonFactory(project=ProjectFactory())

    told = change(member_client, project, [items[0], foreign], state="in-progress")
    change(member_client, project, [items[0]], owner=stranger.email)

    foreign.refresh_from_db()
    items[0].refresh_from_db()
    assert "Nothing was saved" in told.text
    assert (foreign.state, items[0].state, items[0].owner) == ("open", "open", None)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_questions_does_not_grow_with_the_rows(
    project, items, rows, manager, django_assert_num_queries
):
    chosen = {item.pk: 1 for item in items[:rows]}

    # A savepoint and its release, the rows, their change (a savepoint of its own), the history.
    with django_assert_num_queries(5):
        services.change_actions(
            project_id=project.pk, chosen=chosen, values={"state": "in-progress"}, by=manager, now=NOW
        )
