"""Adding and changing one action."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from actions import services
from actions.models import ActionItem
from tests.factories.actions import ActionItemFactory
from tests.factories.workshops import PersonFactory, ProjectFactory, WorkshopFactory
from workshops.services.errors import ServiceError

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 12, 14, 12, 0, tzinfo=UTC)
LATER = datetime(2026, 12, 15, 12, 0, tzinfo=UTC)


def test_each_project_counts_its_own_keys(project):
    ActionItemFactory(key="A-41")
    ActionItemFactory(project=project, key="A-9")
    ActionItemFactory(project=project, key="A-010-old")

    first = services.add_action(project_id=project.pk, action="Ask", by=None, now=NOW)
    second = services.add_action(project_id=project.pk, action="Ask again", by=None, now=NOW)

    assert [first.key, second.key] == ["A-10", "A-11"]


def test_an_added_action_is_open_and_has_its_first_line_of_history(project, manager):
    person = PersonFactory(project=project, name="Ada Quill", email="ada@example.org")

    item = services.add_action(
        project_id=project.pk,
        action="  Write \n the runbook ",
        owner_id=person.pk,
        due_on=date(2026, 12, 18),
        notes="one\r\ntwo",
        by=manager,
        now=NOW,
    )

    event = item.history.get()
    assert (item.action, item.state, item.version, item.notes) == ("Write the runbook", "open", 1, "one\ntwo")
    assert (event.at, event.by, event.changes) == (
        NOW,
        manager,
        {
            "id": ["", "A-1"],
            "action": ["", "Write the runbook"],
            "owner": ["", "Ada Quill <ada@example.org>"],
            "due": ["", "2026-12-18"],
            "state": ["", "open"],
            "notes": ["", "one\ntwo"],
        },
    )


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"action": ""}, "This field cannot be blank."),
        ({"action": "x" * 501}, "Ensure this value has at most 500 characters (it has 501)."),
        ({"action": "a\x00b"}, "Write it on one line, without control characters."),
        ({"notes": "x" * 20_001}, "The notes have more than 20,000 characters."),
        ({"owner_id": 10**6}, "The owner is no longer among the people of this project."),
        ({"workshop_id": 10**6}, "The workshop is no longer there."),
    ],
)
def test_what_cannot_be_kept_is_refused_with_a_sentence(project, values, message):
    with pytest.raises(ServiceError) as refused:
        services.add_action(project_id=project.pk, **({"action": "Ask"} | values), by=None, now=NOW)

    assert str(refused.value) == message
    assert not ActionItem.objects.exists()


def test_owner_and_workshop_of_another_project_are_refused(project):
    person, workshop = PersonFactory(project=ProjectFactory()), WorkshopFactory()

    with pytest.raises(ServiceError, match="Choose an owner among the people"):
        services.add_action(project_id=project.pk, action="Ask", owner_id=person.pk, by=None, now=NOW)
    with pytest.raises(ServiceError, match="Choose a workshop of this project"):
        services.add_action(project_id=project.pk, action="Ask", workshop_id=workshop.pk, by=None, now=NOW)


def test_a_change_counts_the_version_and_is_recorded(manager):
    item = ActionItemFactory(due_on=date(2026, 12, 18))

    changed = services.update_action(
        action_id=item.pk,
        version=1,
        values={"state": "done", "due_on": date(2026, 12, 20)},
        by=manager,
        now=NOW,
    )

    assert (changed.state, changed.version, changed.closed_at) == ("done", 2, NOW)
    assert item.history.get().changes == {"due": ["2026-12-18", "2026-12-20"], "state": ["open", "done"]}


def test_a_closed_action_keeps_its_day_until_it_is_opened_again():
    item = ActionItemFactory()
    services.update_action(action_id=item.pk, version=1, values={"state": "done"}, by=None, now=NOW)

    cancelled = services.update_action(
        action_id=item.pk, version=2, values={"state": "cancelled"}, by=None, now=LATER
    )
    reopened = services.update_action(
        action_id=item.pk, version=3, values={"state": "open"}, by=None, now=LATER
    )

    assert (cancelled.closed_at, reopened.closed_at) == (NOW, None)


def test_a_blocked_action_says_what_blocks_it_until_it_goes_on():
    item = ActionItemFactory()
    values = {"state": "blocked", "blocked_reason": " No  access "}

    with pytest.raises(ValidationError, match="Say what blocks the action"):
        services.update_action(action_id=item.pk, version=1, values={"state": "blocked"}, by=None, now=NOW)
    blocked = services.update_action(action_id=item.pk, version=1, values=values, by=None, now=NOW)
    noted = services.update_action(action_id=item.pk, version=2, values={"notes": "x"}, by=None, now=NOW)
    running = services.update_action(
        action_id=item.pk, version=3, values={"state": "in-progress"}, by=None, now=NOW
    )

    assert [each.blocked_reason for each in (blocked, noted, running)] == ["No access", "No access", ""]
    assert item.history.first().changes == {
        "state": ["blocked", "in-progress"],
        "blocked because": ["No access", ""],
    }


def test_saving_the_same_again_changes_nothing():
    item = ActionItemFactory()

    services.update_action(action_id=item.pk, version=1, values={"action": item.action}, by=None, now=NOW)

    item.refresh_from_db()
    assert (item.version, item.history.count()) == (1, 0)


def test_who_saves_over_a_newer_version_is_told_and_overwrites_nothing():
    item = ActionItemFactory(action="Write the runbook")
    services.update_action(action_id=item.pk, version=1, values={"action": "Write it"}, by=None, now=NOW)

    with pytest.raises(services.NewerVersion) as told:
        services.update_action(action_id=item.pk, version=1, values={"action": "Drop it"}, by=None, now=NOW)

    item.refresh_from_db()
    assert (item.action, item.version) == ("Write it", 2)
    assert (told.value.item.version, str(told.value)) == (
        2,
        f"{item.key} was changed by somebody else in the meantime: nothing was saved.",
    )


def test_an_owner_as_written_replaces_a_person_and_the_other_way_round():
    item = ActionItemFactory()
    person = item.owner

    by_role = services.update_action(
        action_id=item.pk, version=1, values={"owner_id": None, "owner_text": "BI Lead"}, by=None, now=NOW
    )
    role = (by_role.owner, by_role.owner_name)
    again = services.update_action(
        action_id=item.pk,
        version=2,
        values={"owner_id": person.pk, "owner_text": "BI Lead"},
        by=None,
        now=NOW,
    )

    assert role == (None, "BI Lead")
    assert (again.owner, again.owner_text) == (person, "")


def test_a_value_that_an_action_does_not_have_is_a_mistake_of_the_program():
    item = ActionItemFactory()

    with pytest.raises(TypeError, match="project_id"):
        services.update_action(action_id=item.pk, version=1, values={"project_id": 7}, by=None, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_people_who_add_at_once_get_a_key_each():
    project = ProjectFactory()

    def add(number: int) -> str:
        try:
            item = services.add_action(project_id=project.pk, action=f"Ask {number}", by=None, now=NOW)
            return item.key
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=4) as pool:
        keys = list(pool.map(add, range(12)))

    assert sorted(keys) == sorted(f"A-{number}" for number in range(1, 13))
