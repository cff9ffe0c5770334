"""A machine that was off, and clocks that jump."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from emails.models import Delivery, DigestRound, Notice
from emails.services import moves, open_deliveries, tick
from emails.states import DeliveryState
from tests.emails.scenes import (
    AGENDA_AT,
    DAY,
    MINUTE,
    REMINDER_AT,
    SAVE_THE_DATE_AT,
    START_AT,
    run_tick,
    scheduled_plan,
    told,
)
from tests.factories.workshops import InvitationFactory
from tests.faults.processes import test_database_url
from tests.faults.scene import due_now
from tests.faults.servers import Installation, Redis, wait_until
from tests.faults.smtp_server import TAKE_AND_HANG_UP, Answer, SmtpServer
from workshops import services
from workshops.models import Invitation, Participant
from workshops.services import flag_constraint
from workshops.states import TouchpointKind, TouchpointState

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def installation(
    transactional_db: None, redis: Redis, server: SmtpServer, tmp_path: Path
) -> Iterator[Installation]:
    database_url, log = test_database_url(), tmp_path / "celery.log"
    with Installation(
        database_url=database_url, broker_url=redis.url, email_url=server.url, lease=8, log=log
    ) as running:
        yield running


@pytest.fixture
def over_smtp(server: SmtpServer, settings: Settings) -> None:
    """Mails of this very process go to the server."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port


def test_worker_whose_clock_is_ahead_of_the_beats_sends(installation, server):
    due_now(2, now=timezone.now())

    installation.start("beat", "--scheduler=celery.beat:Scheduler", "--pidfile=")
    installation.start("worker", "--pool=threads", "--concurrency=2", ahead=2 * 3600)

    wait_until(lambda: len(server.mails) == 2, seconds=60)


def test_machine_off_from_the_morning_until_three_days_later_sends_nothing_stale(mailoutbox):
    scene = scheduled_plan()
    scene.answer(scene.ada, "accepted", SAVE_THE_DATE_AT)
    scene.answer(scene.bo, "declined", SAVE_THE_DATE_AT)
    for moment in (SAVE_THE_DATE_AT, AGENDA_AT):
        run_tick(now=moment)
    before = len(mailoutbox)

    run_tick(now=START_AT + 3 * DAY)

    after = [mail for mail in told(mailoutbox[before:]) if mail[0] in ("ada", "bo")]
    assert after == []
    reminder = scene.touchpoint("reminder")
    assert reminder.state == TouchpointState.SKIPPED
    assert "time was over" in reminder.state_reason
    assert scene.touchpoint("recap").hold.reasons == ["The recap is not recorded yet."]


@pytest.mark.parametrize("left", [0, 1], ids=["before the first mail", "after the first mail"])
def test_machine_that_went_off_with_mails_in_its_hands_lists_them_as_missed(mailoutbox, left):
    scheduled_plan()
    open_deliveries(now=REMINDER_AT)
    claimed = moves.claim(limit=10, now=REMINDER_AT)
    Delivery.objects.filter(pk__in=[row.pk for row in claimed[:left]]).update(
        state=DeliveryState.SENT, sent_at=REMINDER_AT, lease=None, lease_until=None
    )

    run_tick(now=START_AT + 3 * DAY)

    held = {row.pk for row in claimed[left:]}
    waiting = Delivery.objects.for_a_person().filter(state=DeliveryState.EXPIRED)
    assert set(waiting.filter(pk__in=held).values_list("pk", flat=True)) == held
    assert "Reminder" not in {subject for _, subject in told(mailoutbox)}


@pytest.mark.parametrize("jump", [-DAY, -HOUR, HOUR, DAY])
def test_clock_that_jumps_and_comes_back_sends_no_mail_twice(mailoutbox, jump):
    scene = scheduled_plan()
    run_tick(now=SAVE_THE_DATE_AT)
    sent = set(Delivery.objects.values_list("pk", "sent_at"))

    run_tick(now=SAVE_THE_DATE_AT + jump)
    run_tick(now=SAVE_THE_DATE_AT + MINUTE)

    assert sent <= set(Delivery.objects.values_list("pk", "sent_at"))
    assert len(told(mailoutbox)) == len(set(told(mailoutbox)))
    assert scene.touchpoint(TouchpointKind.SAVE_THE_DATE).deliveries.count() == 2


def test_clock_set_back_holds_what_is_not_due_yet(mailoutbox):
    scheduled_plan()

    run_tick(now=SAVE_THE_DATE_AT - HOUR)

    assert mailoutbox == []


def test_doubt_by_a_clock_weeks_ahead_ends_ten_minutes_after_it_is_right_again(server, over_smtp):
    now = timezone.now()
    due_now(1, now=now)
    server.script = lambda stage, recipient: TAKE_AND_HANG_UP if stage == "end" else None
    tick(now=now + 40 * DAY)
    server.script = lambda stage, recipient: None

    tick(now=now)
    tick(now=now + 9 * MINUTE)
    before = len(server.mails)
    tick(now=now + 11 * MINUTE)

    assert before == 1
    assert set(server.copies.values()) == {2}
    assert Delivery.objects.get().state == DeliveryState.SENT


def test_what_a_clock_weeks_ahead_put_off_comes_when_it_is_right_again(server, over_smtp):
    now = timezone.now()
    due_now(1, now=now)
    InvitationFactory(asked_at=now, expires_at=now + 60 * DAY, mailed_at=None, mail_due_at=now)
    participant = Participant.objects.get()
    flag_constraint(participant_id=participant.pk, text="No deployments", now=now + 40 * DAY)
    server.script = lambda stage, recipient: Answer("451 later") if stage == "rcpt" else None
    tick(now=now + 40 * DAY)
    server.script = lambda stage, recipient: None
    rounds = dict(DigestRound.objects.values_list("project", "next_at"))

    tick(now=now)

    assert set(Notice.objects.exclude(state=DeliveryState.EXPIRED).values_list("state", flat=True)) == {
        DeliveryState.SENT
    }
    assert not Invitation.objects.filter(mailed_at=None).exists()
    assert all(row.next_at < rounds[row.project_id] for row in DigestRound.objects.all())


def test_plan_that_a_clock_weeks_ahead_skipped_goes_on_when_it_is_right_again(mailoutbox):
    scene = scheduled_plan()
    run_tick(now=START_AT + 30 * DAY)
    mailoutbox.clear()

    for moment in (SAVE_THE_DATE_AT, REMINDER_AT):
        run_tick(now=moment)

    subjects = [subject for _, subject in told(mailoutbox)]
    assert subjects.count(scene.touchpoint("save-the-date").name) == 2
    assert subjects.count(scene.touchpoint("reminder").name) == 2


def test_nothing_of_a_cancelled_workshop_goes_on_when_the_clock_is_right_again(mailoutbox):
    scene = scheduled_plan()
    run_tick(now=START_AT + 30 * DAY)
    mailoutbox.clear()
    services.cancel(workshop_id=scene.workshop.pk, reason="", by=None, now=SAVE_THE_DATE_AT)

    run_tick(now=SAVE_THE_DATE_AT + MINUTE)

    assert mailoutbox == []


def test_clock_set_forward_past_the_workshop_reminds_nobody(mailoutbox):
    scheduled_plan()
    run_tick(now=SAVE_THE_DATE_AT)

    run_tick(now=REMINDER_AT + DAY)

    assert "Reminder" not in {subject for _, subject in told(mailoutbox)}
