"""What a mail server may answer, and what becomes of the delivery."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from emails.models import Delivery
from emails.services import tick
from tests.faults.scene import due_now
from tests.faults.smtp_server import HANG_UP, TAKE_AND_HANG_UP, Answer, Script, SmtpServer, Stage

pytestmark = pytest.mark.django_db

BO, CY = "bo0@example.org", "bo1@example.org"


@pytest.fixture
def now(server: SmtpServer, settings: Settings) -> datetime:
    """The moment at which two mails are due, to be sent over the scripted server."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_TIMEOUT = 1
    moment = timezone.now()
    due_now(2, now=moment)
    return moment


def to_bo(at: Stage, *answers: Answer) -> Script:
    """These answers, one after the other, to the mails to Bo at the stage; all else goes well."""
    left = list(answers)

    def script(stage: Stage, recipient: str) -> Answer | None:
        return left.pop(0) if left and stage == at and recipient == BO else None

    return script


def states() -> dict[str, str]:
    return dict(Delivery.objects.values_list("person__email", "state"))


@pytest.mark.parametrize(
    ("stage", "answer", "state"),
    [
        ("rcpt", Answer("450 try later"), "retry"),
        ("rcpt", Answer("550 no such person"), "dead"),
        ("rcpt", HANG_UP, "retry"),
        ("data", Answer("451 try later"), "retry"),
        ("data", HANG_UP, "retry"),
        ("end", Answer("451 try later"), "retry"),
        ("end", Answer("554 not wanted"), "dead"),
        ("end", HANG_UP, "uncertain"),
        ("end", TAKE_AND_HANG_UP, "uncertain"),
        ("end", Answer("250 taken", after=3, takes=True), "uncertain"),
        ("end", Answer("250 taken", after=0.3, takes=True), "sent"),
    ],
)
def test_answer_to_one_mail_decides_about_that_mail_alone(server, now, stage, answer, state):
    server.script = to_bo(stage, answer)

    tick(now=now)

    assert states() == {BO: state, CY: "sent"}


def test_server_that_greets_nobody_costs_no_try_of_the_mails_behind_the_first(server, now):
    server.script = lambda stage, recipient: HANG_UP if stage == "connect" else None

    tick(now=now)
    server.script = lambda stage, recipient: None
    tick(now=now + timedelta(minutes=2))

    assert states() == {BO: "sent", CY: "sent"}
    assert set(server.copies.values()) == {1}


def test_greylisted_mail_arrives_by_a_later_try(server, now):
    server.script = to_bo("rcpt", Answer("451 greylisted"), Answer("451 greylisted"))

    for minutes in (0, 2, 10):
        tick(now=now + timedelta(minutes=minutes))

    assert states() == {BO: "sent", CY: "sent"}
    assert Delivery.objects.get(person__email=BO).attempts == 3


def test_mail_in_doubt_is_sent_once_more_after_ten_minutes_with_the_same_message_id(server, now):
    server.script = to_bo("end", TAKE_AND_HANG_UP)
    tick(now=now)
    tick(now=now + timedelta(minutes=9))
    before = states()

    tick(now=now + timedelta(minutes=11))

    assert before[BO] == "uncertain"
    assert states()[BO] == "sent"
    assert sorted(server.copies.values()) == [1, 2]


def test_mail_in_doubt_twice_waits_for_a_person(server, now):
    server.script = to_bo("end", *[TAKE_AND_HANG_UP] * 9)

    for minutes in range(0, 600, 10):
        tick(now=now + timedelta(minutes=minutes))

    assert states()[BO] == "uncertain"
    assert len([mail for mail in server.mails if mail.recipient == BO]) == 2
