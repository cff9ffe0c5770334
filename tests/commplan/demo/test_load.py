from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from actions.models import ActionItem
from commplan.demo import load as demo
from commplan.demo.story import WORKSHOPS
from emails.models import Delivery, Hold
from emails.services import tick
from emails.states import DeliveryState
from tests.factories.workshops import ProjectFactory
from workshops.models import Project, Touchpoint, User
from workshops.plan_document import parse
from workshops.states import TouchpointKind

PLANS = sorted((Path(demo.__file__).parent / "plans").glob("*.md"))
FIVE_KINDS = {
    TouchpointKind.SAVE_THE_DATE,
    TouchpointKind.AGENDA,
    TouchpointKind.REMINDER,
    TouchpointKind.RECAP,
    TouchpointKind.FOLLOW_UP,
}


MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
# To the database each is a moment as any other.
OTHER_DAYS = [
    datetime(2026, 12, 25, 0, 0, tzinfo=UTC),  # midnight of a holiday
    datetime(2027, 2, 28, 21, 59, 59, tzinfo=UTC),  # a Sunday evening at the end of a month
    datetime(2026, 3, 30, 7, 30, tzinfo=UTC),  # the day after the clocks of Europe went forward
    datetime(2026, 10, 26, 8, 30, tzinfo=UTC),  # the day after they went back
    datetime(2026, 11, 2, 17, 0, tzinfo=UTC),  # the day after those of America went back
    datetime(2028, 2, 29, 3, 15, tzinfo=UTC),  # a leap day
]


@pytest.mark.parametrize(
    "now", [MONDAY, *(pytest.param(at, marks=pytest.mark.any_database) for at in OTHER_DAYS)]
)
def test_first_tick_after_loading_sends_all_five_kinds(db, now, mailoutbox):
    demo.load_demo(now=now)

    tick(now=now)

    sent = Delivery.objects.filter(state=DeliveryState.SENT)
    kinds = set(sent.values_list("touchpoint__kind", flat=True))
    assert kinds == FIVE_KINDS | {TouchpointKind.RSVP_REQUEST}
    assert Delivery.objects.exclude(state=DeliveryState.SENT).count() == 0
    # With the mails to the participants, one goes to the manager about what is held.
    assert len(mailoutbox) == sent.count() + 1


@pytest.fixture
def now():
    return MONDAY


def test_one_workshop_waits_for_its_recap_and_nothing_else_is_held_or_late(db, now):
    project = demo.load_demo(now=now)

    tick(now=now)

    holds = [(hold.touchpoint.workshop.code, hold.touchpoint.kind) for hold in Hold.objects.all()]
    assert holds == [("3", TouchpointKind.RECAP)]
    assert not any(each.is_late(now) for each in Touchpoint.objects.filter(workshop__project=project))


def test_each_group_has_people_and_each_workshop_has_answers(db, now):
    project = demo.load_demo(now=now)

    assert all(group.people.exists() for group in project.groups.all())
    assert [workshop.participants.confirmed().count() for workshop in project.workshops.all()] == [6] * 5 + [
        0
    ]


def test_demo_has_actions_in_several_states(db, now):
    demo.load_demo(now=now)

    assert set(ActionItem.objects.values_list("state", flat=True)) == {
        "open",
        "in-progress",
        "blocked",
        "done",
    }


def test_nobody_can_sign_in_to_the_demo_with_a_password(db, now):
    demo.load_demo(now=now)

    assert [user.has_usable_password() for user in User.objects.all()] == [False]


def test_nothing_is_loaded_beside_a_project(db):
    ProjectFactory()

    with pytest.raises(CommandError, match="empty database only"):
        call_command("load_demo")

    assert Project.objects.count() == 1


def test_command_says_what_it_loaded(db, capsys):
    call_command("load_demo")

    assert "Demo project “Berth Planner” loaded: 6 workshops" in capsys.readouterr().out


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.name)
def test_plan_of_the_demo_is_understood_whole(plan):
    document = parse(plan.read_text(encoding="utf-8"))

    assert list(document.unparsed) == []
    assert [len(document.touchpoints), len(document.groups)] == [5, 6]
    assert sum(item.max or 0 for item in document.agenda) <= (document.workshop.duration_max or 0)


def test_every_plan_of_the_demo_is_used():
    assert [plan.name for plan in PLANS] == [demo_workshop.plan for demo_workshop in WORKSHOPS]
