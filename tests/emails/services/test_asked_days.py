"""One mail a person and day asks for what is open."""

from datetime import UTC, date, datetime, timedelta

import pytest

from emails.models import AskedDay, Delivery, Notice
from emails.services.asked_days import take_day
from emails.services.opening import open_deliveries
from emails.services.rehearsal import rehearse
from emails.services.reminders import plan_reminders
from emails.services.ticks import follow_through
from tests.emails.scenes import FOLLOW_UP_AT, run_tick
from tests.factories.actions import ActionItemFactory
from tests.factories.workshops import (
    ParticipantFactory,
    PersonFactory,
    ProjectFactory,
    TouchpointFactory,
    WorkshopFactory,
)

pytestmark = pytest.mark.django_db
# The follow-ups open on a Thursday at nine in Berlin; the next working day begins at eight.
NEXT_MORNING = datetime(2026, 12, 18, 7, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def follow_up(project, *people):
    """A workshop whose follow-up is due, and to whom it goes."""
    workshop = WorkshopFactory(project=project)
    for person in people:
        ParticipantFactory(workshop=workshop, person=person)
    return TouchpointFactory(
        workshop=workshop,
        kind="follow-up",
        first_day=3,
        last_day=3,
        is_after=True,
        opens_at=FOLLOW_UP_AT,
        expires_at=None,
        body="What is open.",
    )


@pytest.fixture
def ada(project):
    return PersonFactory(project=project, email="Ada@example.org")


def test_second_follow_up_of_a_day_waits_for_the_next_working_day(project, ada, mailoutbox):
    first = follow_up(project, ada)
    other = ProjectFactory()
    twin, bo = PersonFactory(project=other, email="ada@example.org"), PersonFactory(project=other)
    second = follow_up(other, twin, bo)

    run_tick(FOLLOW_UP_AT)

    waiting = second.deliveries.get(person=twin)
    assert first.deliveries.get().state == "sent"
    assert second.deliveries.get(person=bo).state == "sent"
    assert (waiting.state, waiting.not_before) == ("queued", NEXT_MORNING)
    assert waiting.error.startswith("Waits for the next working day")


def test_it_goes_then_and_once(project, ada, mailoutbox):
    touchpoints = [follow_up(project, ada) for _ in range(3)]

    days = []
    for day in range(7):
        for _ in range(2):
            run_tick(FOLLOW_UP_AT + day * DAY)
        days.append(len([mail for mail in mailoutbox if "Ada@" in mail.to[0]]))

    # Thursday, Friday, and Monday; in between is a weekend.
    assert days == [1, 2, 2, 2, 3, 3, 3]
    assert Delivery.objects.filter(touchpoint__in=touchpoints, state="sent").count() == 3


def test_digest_leaves_the_day_to_a_follow_up_that_was_put_off(project, ada, mailoutbox):
    for _ in range(2):
        follow_up(project, ada)
    ActionItemFactory(project=project, owner=ada, due_on=date(2026, 12, 18))
    run_tick(FOLLOW_UP_AT)

    run_tick(NEXT_MORNING + timedelta(minutes=1))

    assert Notice.objects.count() == 0
    assert len([mail for mail in mailoutbox if "da@" in mail.to[0]]) == 2


def test_follow_up_waits_where_the_digest_was_first(project, ada, mailoutbox):
    ActionItemFactory(project=project, owner=ada, due_on=FOLLOW_UP_AT.date())
    morning = FOLLOW_UP_AT - timedelta(minutes=50)
    follow_through(now=morning, limit=10)
    touchpoint = follow_up(project, ada)

    run_tick(FOLLOW_UP_AT)

    assert len(mailoutbox) == 1
    assert touchpoint.deliveries.get().not_before == NEXT_MORNING


def test_what_was_put_off_is_no_trouble_for_the_managers(project, ada, mailoutbox):
    for _ in range(2):
        follow_up(project, ada)
    run_tick(FOLLOW_UP_AT)
    late = Delivery.objects.get(state="queued").touchpoint
    late.closes_at = FOLLOW_UP_AT
    late.save()

    assert plan_reminders(now=FOLLOW_UP_AT + timedelta(hours=1)) == 0


def test_play_of_a_plan_is_not_disturbed_by_other_workshops(project, ada):
    follow_up(project, ada)
    open_deliveries(now=FOLLOW_UP_AT)
    second = follow_up(project, ada)

    rehearsal = rehearse(second.workshop_id)

    assert [mail.at for mail in rehearsal.mails if mail.email == "Ada@example.org"] == [FOLLOW_UP_AT]


def test_of_two_who_ask_at_the_same_moment_one_gets_the_day(project, ada):
    touchpoint = follow_up(project)
    on = FOLLOW_UP_AT.date()

    got = [
        take_day({"ada@example.org"}, on=on),
        take_day({"ada@example.org"}, on=on, touchpoint_id=touchpoint.pk),
    ]

    assert got == [{"ada@example.org"}, set()]
    assert take_day({"ada@example.org"}, on=on) == {"ada@example.org"}
    assert AskedDay.objects.count() == 1
