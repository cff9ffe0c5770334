"""A server that takes its time between the last look at a mail and asking for it, or after it has it."""

import signal
import time
from collections.abc import Callable
from datetime import timedelta
from threading import Event, Thread

import pytest
from django.db import connection
from django.utils import timezone

from emails.models import Delivery
from emails.services import tick
from tests.faults.scene import due_now
from tests.faults.smtp_server import Answer, SmtpServer, Stage
from tests.faults.test_changes import subject_of, text_of
from tests.faults.test_kills import extra_copies
from workshops import services
from workshops.models import Workshop

pytestmark = pytest.mark.django_db(transaction=True)

MAILS = 6
BEFORE, SLOW = "bo2@example.org", "bo3@example.org"


def think_at_recipient(server: SmtpServer, act: Callable[[], None], *, takes_rows: bool) -> None:
    """While the server thinks about one address, do it; it thinks but once."""
    has_thought = Event()

    def script(stage: Stage, recipient: str) -> Answer | None:
        if stage == "ehlo" and not takes_rows:
            return Answer("250-scripted\r\n250 8BITMIME")
        if stage == "rcpt" and recipient == SLOW and not has_thought.is_set():
            has_thought.set()
            Thread(target=act).start()
            return Answer("250 ok", after=1.5)
        return None

    server.script = script


def reschedule(workshop: Workshop) -> None:
    assert workshop.start is not None
    services.set_slot(
        workshop_id=workshop.pk,
        start=workshop.start + timedelta(days=3),
        time_zone=workshop.time_zone,
        duration_min=90,
        duration_max=120,
        location="Room Heron",
        by=None,
        now=timezone.now(),
    )


def cancel(workshop: Workshop) -> None:
    services.cancel(workshop_id=workshop.pk, reason="No data.", by=None, now=timezone.now())


@pytest.mark.parametrize("takes_rows", [True, False], ids=["in a row", "one by one"])
@pytest.mark.parametrize("change", [reschedule, cancel])
def test_what_changes_while_the_server_thinks_is_heard(server, start_worker, change, takes_rows):
    workshop = Workshop.objects.get(pk=due_now(MAILS, now=timezone.now()))
    assert workshop.start is not None
    old_day = f"{workshop.start.astimezone(workshop.zone):%-d %B %Y}"
    committed: list[float] = []

    def commit() -> None:
        # After the last look, which comes before the address is named or right behind it.
        time.sleep(0.4)
        try:
            change(workshop)
            committed.append(time.monotonic())
        finally:
            connection.close()

    think_at_recipient(server, commit, takes_rows=takes_rows)
    worker = start_worker()
    worker.go()
    assert worker.finish() == 0

    [at] = committed
    told_before = [mail for mail in server.mails if mail.at < at]
    stale = [
        mail.recipient
        for mail in server.mails
        if mail.at > at
        and old_day in text_of(mail)
        and b"METHOD:CANCEL" not in mail.data
        and "Cancelled" not in subject_of(mail)
    ]
    assert (len(told_before), stale) == (3, [])
    assert extra_copies(server) == {}


def test_worker_frozen_while_the_server_thinks_sends_nothing_that_another_sent(server, start_worker):
    due_now(MAILS, now=timezone.now())
    is_thinking = Event()
    think_at_recipient(server, is_thinking.set, takes_rows=True)
    frozen = start_worker()
    other = start_worker("--minutes-ahead=10")

    frozen.go()
    assert is_thinking.wait(30)
    # The mail before is settled by now: nobody is kept from the database.
    time.sleep(0.5)
    frozen.send(signal.SIGSTOP)
    try:
        other.go()
        assert other.finish() == 0
    finally:
        frozen.send(signal.SIGCONT)
    assert frozen.finish() == 0

    # It had perhaps not heard yet that the mail before was taken.
    [before] = [mail.message_id for mail in server.mails[:MAILS] if mail.recipient == BEFORE]
    assert extra_copies(server).keys() <= {before}
    assert {mail.recipient for mail in server.mails} >= {SLOW, BEFORE}
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}


def test_answer_to_the_mail_itself_is_waited_for_longer_than_any_other(server, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_TIMEOUT = 1
    now = timezone.now()
    due_now(1, now=now)
    server.script = lambda stage, recipient: (
        Answer("250 taken", after=1.4, takes=True) if stage == "end" else None
    )

    tick(now=now)

    assert [(row.state, row.doubts) for row in Delivery.objects.all()] == [("sent", 0)]
