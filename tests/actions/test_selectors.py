"""What mails and pages read of the action log."""

from datetime import date

import pytest

from actions import selectors
from tests.factories.actions import ActionItemFactory
from tests.factories.workshops import PersonFactory, WorkshopFactory

pytestmark = pytest.mark.django_db


def test_a_workshops_actions_come_by_their_day_with_their_owners(project, django_assert_num_queries):
    workshop = WorkshopFactory(project=project)
    later = ActionItemFactory(project=project, workshop=workshop, due_on=date(2026, 12, 20))
    undated = ActionItemFactory(
        project=project, workshop=workshop, due_on=None, owner=None, owner_text="BI Lead"
    )
    sooner = ActionItemFactory(project=project, workshop=workshop, due_on=date(2026, 12, 16), state="done")
    ActionItemFactory(project=project)

    with django_assert_num_queries(1):
        found = [(item, item.owner_name) for item in selectors.workshop_actions(workshop)]

    assert found == [(sooner, sooner.owner.name), (later, later.owner.name), (undated, "BI Lead")]


def test_a_persons_open_actions_leave_out_what_is_closed_or_anothers(project):
    ada = PersonFactory(project=project)
    blocked = ActionItemFactory(project=project, owner=ada, state="blocked", due_on=None)
    running = ActionItemFactory(project=project, owner=ada, state="in-progress")
    for state in ("done", "cancelled"):
        ActionItemFactory(project=project, owner=ada, state=state)
    ActionItemFactory(project=project)

    found = list(selectors.open_action_items(ada))

    assert found == [running, blocked]
