"""Mails over one connection: the next is ready while one is taken, and the server may take leave."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.mail.backends.smtp import EmailBackend
from django.db import connection
from django.test.utils import CaptureQueriesContext

from emails.services import dispatch_due, runs
from emails.transport.handover import FastHandover
from emails.transport.smtp import EmailBackend as FastEmailBackend
from tests.emails.scenes import SAVE_THE_DATE_AT, Scene, add_person, scheduled_plan
from tests.emails.services.test_dispatch import delivery_to, queued
from tests.faults.smtp_server import HANG_UP, Answer, SmtpServer
from workshops import services

pytestmark = pytest.mark.django_db

GOODBYE = Answer("421 so many mails are enough")


@pytest.fixture
def scene() -> Scene:
    return scheduled_plan()


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    with SmtpServer() as server:
        yield server


def over(backend: type[EmailBackend], server: SmtpServer) -> EmailBackend:
    return backend(host="127.0.0.1", port=server.port, use_tls=False, timeout=5)


@pytest.mark.parametrize(
    ("stage", "answer"),
    [("rcpt", GOODBYE), ("data", GOODBYE), ("end", GOODBYE), ("rcpt", HANG_UP), ("data", HANG_UP)],
)
@pytest.mark.parametrize("backend", [EmailBackend, FastEmailBackend])
def test_server_that_takes_leave_after_a_mail_gets_the_next_over_a_new_connection(
    scene, backend, answer, stage
):
    left = [answer]
    queued(scene)

    def script(at: str, recipient: str) -> Answer | None:
        return left.pop() if at == stage and recipient == "bo@example.org" and left else None

    with SmtpServer(script) as server:
        dispatch_due(now=SAVE_THE_DATE_AT, limit=10, connection=over(backend, server))

    assert left == []
    assert [mail.recipient for mail in server.mails] == ["ada@example.org", "bo@example.org"]
    assert delivery_to("Bo").state == "sent"


def test_server_that_takes_leave_at_once_each_time_is_tried_again_later(scene):
    queued(scene)

    with SmtpServer(
        lambda stage, to: GOODBYE if (stage, to) == ("rcpt", "bo@example.org") else None
    ) as server:
        dispatch_due(now=SAVE_THE_DATE_AT, limit=10, connection=over(EmailBackend, server))

    assert [mail.recipient for mail in server.mails] == ["ada@example.org"]
    assert delivery_to("Bo").state == "retry"


def test_mail_over_smtp_costs_one_statement_and_one_more_where_the_database_cannot_do_both(
    scene, server, monkeypatch
):
    monkeypatch.setattr(runs, "FRESH", 86_400)
    monkeypatch.setattr(runs, "KEEP_UP", 86_400)
    monkeypatch.setattr(runs, "PROMPT", 86_400)
    monkeypatch.setattr(runs, "FIRST", runs.CHUNK)
    for letter in "cdefghijklmnopqrstuvwxyz":
        # Names as most people's, which are filled into a mail that was composed once.
        add_person(scene, f"{letter.upper()}ay Moss")
    queued(scene)

    def statements(limit: int) -> int:
        way = over(FastEmailBackend, server)
        with CaptureQueriesContext(connection) as queries:
            assert dispatch_due(now=SAVE_THE_DATE_AT, limit=limit, connection=way) == limit
        return len(queries)

    few, many = statements(8), statements(18)

    assert (many - few) / 10 == (1 if connection.vendor == "postgresql" else 2)


@pytest.fixture
def composed_ahead(scene, server, monkeypatch) -> Any:
    """Sends over SMTP to six people; tells when the last one's mail is composed, while Eve's is taken."""
    for name in ("Cy Moss", "Di Moss", "Eve Moss", "Flo Moss"):
        add_person(scene, name)
    queued(scene)
    compose = FastHandover.compose

    def send(meanwhile: Any) -> None:
        def compose_and_tell(way: Any, context: Any, recipient: Any, *others: Any) -> Any:
            mail = compose(way, context, recipient, *others)
            if recipient.person.name.startswith("Flo"):
                meanwhile()
            return mail

        monkeypatch.setattr(FastHandover, "compose", compose_and_tell)
        dispatch_due(now=SAVE_THE_DATE_AT, limit=10, connection=over(FastEmailBackend, server))

    return send


def test_mail_is_composed_while_the_one_before_it_is_taken(composed_ahead, server):
    states: list[str] = []

    composed_ahead(lambda: states.append(delivery_to("Eve").state))

    assert states == ["claimed"]
    assert len(server.mails) == 6


def test_mail_that_was_composed_ahead_stays_back_when_its_touchpoint_is_held_meanwhile(
    scene, composed_ahead, server
):
    pk = scene.touchpoint("save-the-date").pk

    def hold() -> None:
        services.hold_touchpoint(touchpoint_id=pk, reason="The room.", by=None, now=SAVE_THE_DATE_AT)

    composed_ahead(hold)

    assert "flo@example.org" not in [mail.recipient for mail in server.mails]
    assert (delivery_to("Eve").state, delivery_to("Flo").state) == ("sent", "queued")


def test_mail_that_cannot_be_composed_ahead_is_told_of_in_its_own_turn(composed_ahead, server):
    def fail() -> None:
        raise RuntimeError("no such picture")

    composed_ahead(fail)

    assert "flo@example.org" not in [mail.recipient for mail in server.mails]
    assert (delivery_to("Eve").state, delivery_to("Eve").error) == ("sent", "")
    assert (delivery_to("Flo").state, "no such picture" in delivery_to("Flo").error) == ("retry", True)
