"""A database, or a pooler before it, that hangs up while nothing is asked, and a mail server that is slow."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from emails.models import Delivery, Notice
from emails.services import tick
from tests.factories.workshops import InvitationFactory
from tests.faults.scene import due_now
from tests.faults.smtp_server import Answer, SmtpServer, Stage
from workshops.models import Invitation, Participant
from workshops.services import flag_constraint

pytestmark = pytest.mark.django_db(transaction=True)

SLOWLY = 0.6
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def impatient_database() -> Iterator[None]:
    """It hangs up on whoever asks nothing for a quarter of a second."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no sessions")
    name = connection.ops.quote_name(connection.settings_dict["NAME"])
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER DATABASE {name} SET idle_session_timeout = 250")
    connection.close()
    yield
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER DATABASE {name} RESET idle_session_timeout")
    connection.close()


@pytest.fixture
def now(server: SmtpServer, settings: Settings) -> datetime:
    """The moment at which three mails are due, to be sent over the scripted server."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_TIMEOUT = 2
    moment = timezone.now()
    due_now(3, now=moment)
    return moment


def tick_at(moment: datetime) -> None:
    """As the worker does it: a tick that fails is followed by the next, over a connection of its own."""
    with suppress(Exception):
        tick(now=moment)
    connection.close()


def states() -> list[str]:
    return list(Delivery.objects.order_by("pk").values_list("state", flat=True))


@pytest.mark.parametrize("stage", ["connect", "mail", "rcpt", "data", "end"])
def test_mail_leaves_once_however_long_the_server_thinks_before_it_answers(server, now, stage):
    lines: dict[Stage, str] = {"connect": "220 ready", "data": "354 go on"}
    answer = Answer(lines.get(stage, "250 ok"), after=SLOWLY, takes=stage == "end")
    server.script = lambda at, recipient: answer if at == stage else None

    tick_at(now)

    assert states() == ["sent"] * 3
    assert sorted(server.copies.values()) == [1, 1, 1]


def test_mail_that_the_server_takes_and_never_confirms_is_sent_twice_at_most(server, now, settings):
    settings.EMAIL_TIMEOUT = SLOWLY / 2
    server.script = lambda at, recipient: Answer("250 taken", after=9, takes=True) if at == "end" else None

    for minutes in (0, 11, 22, 33):
        tick_at(now + minutes * MINUTE)

    assert states() == ["uncertain"] * 3
    assert set(server.copies.values()) == {2}


def test_refusal_that_the_server_thought_about_is_written_down(server, now):
    server.script = lambda at, recipient: Answer("550 no", after=SLOWLY) if at == "rcpt" else None

    tick_at(now)

    assert states() == ["dead"] * 3


def test_invitation_and_notice_that_the_server_thinks_about_leave_once(server, now):
    InvitationFactory(asked_at=now, mailed_at=None, expires_at=now + 60 * MINUTE, mail_due_at=now)
    participant = Participant.objects.order_by("pk")[0]
    flag_constraint(participant_id=participant.pk, text="No deployments in December", now=now)
    server.script = lambda at, recipient: Answer("250 ok", after=SLOWLY, takes=True) if at == "end" else None

    for minutes in (0, 11):
        tick_at(now + minutes * MINUTE)

    assert not Invitation.objects.filter(mailed_at=None).exists()
    assert set(Notice.objects.values_list("state", flat=True)) == {"sent"}
    assert set(server.copies.values()) == {1}
