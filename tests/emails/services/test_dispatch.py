"""Claiming, sending and settling, against a mail server that really answers."""

import smtplib
import socket
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend
from django.db import OperationalError

from emails.models import Delivery, DeliveryEvent
from emails.services import dispatch, dispatch_due, moves, open_deliveries, runs
from emails.services.turns import Sent, turn
from emails.states import DeliveryState
from tests.emails.scenes import (
    AGENDA_AT,
    DAY,
    MINUTE,
    SAVE_THE_DATE_AT,
    Scene,
    add_person,
    scheduled_plan,
)
from tests.factories.workshops import TouchpointFactory
from tests.faults.smtp_server import SmtpServer
from workshops import services
from workshops.states import TouchpointKind, TouchpointState

pytestmark = pytest.mark.django_db


class Script:
    """A mail server's manners: what it answers to each address, and what it took."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.answers: dict[str, str] = {}
        self.taken: list[tuple[str, bytes]] = []

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:
        answer = self.answers.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope) -> str:
        self.taken.append((envelope.rcpt_tos[0], envelope.content))
        return "250 OK"


class Recorder(BaseEmailBackend):
    """Takes every mail, after asking what happens meanwhile."""

    def __init__(self, meanwhile: Any = None) -> None:
        super().__init__(fail_silently=False)
        self.taken: list[Any] = []
        self.meanwhile = meanwhile

    def send_messages(self, email_messages) -> int:
        self.taken.extend(email_messages)
        if self.meanwhile:
            self.meanwhile()
        return len(email_messages)


@pytest.fixture
def scene() -> Scene:
    return scheduled_plan()


@pytest.fixture
def server() -> Iterator[Script]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        script = Script(port=free.getsockname()[1])
    controller = Controller(script, hostname="127.0.0.1", port=script.port)
    controller.start()
    yield script
    controller.stop()


def smtp(server: Script | SmtpServer) -> EmailBackend:
    return EmailBackend(host="127.0.0.1", port=server.port, use_tls=False, timeout=5)


def queued(scene: Scene) -> None:
    open_deliveries(now=SAVE_THE_DATE_AT)


def delivery_to(name: str) -> Delivery:
    return Delivery.objects.get(person__name__startswith=name)


def last_cause(delivery: Delivery) -> str:
    return DeliveryEvent.objects.filter(delivery=delivery).order_by("-pk")[0].cause


def test_refused_address_fails_with_its_reason_and_holds_up_nobody(scene, server):
    queued(scene)
    server.answers["ada@example.org"] = "550 No such mailbox"

    dispatch_due(now=SAVE_THE_DATE_AT, limit=10, connection=smtp(server))

    ada, bo = delivery_to("Ada"), delivery_to("Bo")
    assert [address for address, _ in server.taken] == ["bo@example.org"]
    assert (ada.state, ada.error) == ("dead", "The server refused the address: 550 No such mailbox")
    assert (bo.state, bo.email, bo.attempts) == ("sent", "bo@example.org", 1)


def test_temporary_refusal_is_tried_again_later_with_the_same_message_id(scene, server):
    queued(scene)
    server.answers["ada@example.org"] = "451 Try again later"
    dispatch_due(now=SAVE_THE_DATE_AT, limit=10, connection=smtp(server))
    first = delivery_to("Ada")
    server.answers.clear()

    dispatch_due(now=SAVE_THE_DATE_AT + 30 * timedelta(seconds=1), limit=10, connection=smtp(server))
    too_early = delivery_to("Ada").state
    dispatch_due(now=SAVE_THE_DATE_AT + 2 * MINUTE, limit=10, connection=smtp(server))

    second = delivery_to("Ada")
    assert (first.state, first.error) == (
        "retry",
        "The server refused the address: 451 Try again later",
    )
    assert (too_early, second.state, second.attempts) == ("retry", "sent", 2)
    assert second.message_id == first.message_id
    assert f"Message-ID: {first.message_id}".encode() in server.taken[-1][1]


def test_server_that_cannot_be_reached_leaves_all_for_later(scene):
    queued(scene)
    nobody = EmailBackend(host="127.0.0.1", port=9, use_tls=False, timeout=1)

    sent = dispatch_due(now=SAVE_THE_DATE_AT, limit=10, connection=nobody)

    assert sent == 0
    assert {row.state for row in Delivery.objects.all()} == {"retry"}
    assert all(row.error.startswith("The mail server could not be reached") for row in Delivery.objects.all())


def test_every_move_is_recorded_with_its_cause(scene, server):
    queued(scene)
    server.answers["ada@example.org"] = "451 Try again later"
    dispatch_due(now=SAVE_THE_DATE_AT, limit=10, connection=smtp(server))
    server.answers.clear()

    dispatch_due(now=SAVE_THE_DATE_AT + 2 * MINUTE, limit=10, connection=smtp(server))

    events = DeliveryEvent.objects.filter(delivery=delivery_to("Ada"))
    refused = "The server refused the address: 451 Try again later"
    assert [(event.from_state, event.to_state, event.cause) for event in events] == [
        ("queued", "claimed", ""),
        ("claimed", "retry", refused),
        ("retry", "claimed", ""),
        ("claimed", "sent", ""),
    ]


def test_claimed_delivery_is_nobody_elses_while_the_lease_lasts(scene):
    queued(scene)
    first = moves.claim(limit=1, now=SAVE_THE_DATE_AT)
    second = moves.claim(limit=10, now=SAVE_THE_DATE_AT)

    assert (len(first), len(second), {row.pk for row in first} & {row.pk for row in second}) == (1, 1, set())


def test_abandoned_delivery_goes_out_after_its_lease(scene):
    queued(scene)
    moves.claim(limit=10, now=SAVE_THE_DATE_AT)
    recorder = Recorder()

    during = dispatch_due(now=SAVE_THE_DATE_AT + MINUTE, limit=10, connection=recorder)
    after = dispatch_due(now=SAVE_THE_DATE_AT + moves.LEASE, limit=10, connection=recorder)

    assert (during, after) == (0, 2)


def test_worker_whose_lease_ran_out_settles_nothing(scene):
    queued(scene)
    [late, _] = moves.claim(limit=10, now=SAVE_THE_DATE_AT)
    later = SAVE_THE_DATE_AT + moves.LEASE
    moves.sweep(now=later)
    moves.claim(limit=10, now=later)

    settled, _ = turn(Sent(late, later, "ada@example.org", 0), None, now=later)

    assert (settled, Delivery.objects.get(pk=late.pk).state) == (False, DeliveryState.CLAIMED)


def test_person_who_declines_between_two_tries_gets_nothing(scene, server):
    touchpoint = scene.touchpoint("save-the-date")
    queued(scene)
    server.answers["ada@example.org"] = "451 Try again later"
    dispatch_due(now=SAVE_THE_DATE_AT, limit=10, connection=smtp(server))
    server.answers.clear()
    scene.answer(scene.ada, "declined", SAVE_THE_DATE_AT + MINUTE)

    dispatch_due(now=SAVE_THE_DATE_AT + 5 * MINUTE, limit=10, connection=smtp(server))

    ada = delivery_to("Ada")
    assert (touchpoint.audience, ada.state) == ("not-declined", "cancelled")
    assert last_cause(ada) == "The person is no longer addressed."


def test_person_who_comes_back_gets_what_was_called_off(scene):
    queued(scene)
    scene.answer(scene.ada, "declined", SAVE_THE_DATE_AT)
    dispatch_due(now=SAVE_THE_DATE_AT, limit=10, connection=Recorder())
    scene.answer(scene.ada, "accepted", SAVE_THE_DATE_AT + MINUTE)
    recorder = Recorder()

    open_deliveries(now=SAVE_THE_DATE_AT + MINUTE)
    dispatch_due(now=SAVE_THE_DATE_AT + MINUTE, limit=10, connection=recorder)

    assert [mail.to for mail in recorder.taken] == [['"Ada Quill" <ada@example.org>']]


def test_queued_mail_of_a_skipped_touchpoint_is_called_off(scene):
    queued(scene)
    touchpoint = scene.touchpoint("save-the-date")
    services.skip_touchpoint(touchpoint_id=touchpoint.pk, reason="A mistake.", by=None, now=SAVE_THE_DATE_AT)
    recorder = Recorder()

    dispatch_due(now=SAVE_THE_DATE_AT, limit=10, connection=recorder)

    assert recorder.taken == []
    assert [last_cause(row) for row in Delivery.objects.all()] == ["A mistake."] * 2


def test_queued_mail_whose_time_is_over_expires(scene):
    queued(scene)
    recorder = Recorder()

    dispatch_due(now=AGENDA_AT, limit=10, connection=recorder)

    assert (recorder.taken, {row.state for row in Delivery.objects.all()}) == ([], {"expired"})


def test_queued_mail_of_a_moved_touchpoint_waits_for_its_new_time(scene):
    queued(scene)
    scene.move(scene.workshop.start + 7 * DAY, SAVE_THE_DATE_AT)
    recorder = Recorder()

    dispatch_due(now=SAVE_THE_DATE_AT, limit=10, connection=recorder)
    early = len(recorder.taken)
    dispatch_due(now=SAVE_THE_DATE_AT + 7 * DAY, limit=10, connection=recorder)

    assert (early, len(recorder.taken)) == (0, 2)
    assert "21 December 2026" in recorder.taken[0].body


def test_queued_mail_is_not_sent_with_a_hole_that_came_later(scene):
    queued(scene)
    scene.workshop.location = ""
    scene.workshop.save()
    recorder = Recorder()

    dispatch_due(now=SAVE_THE_DATE_AT, limit=10, connection=recorder)

    assert recorder.taken == []
    causes = {last_cause(row) for row in Delivery.objects.all()}
    assert causes == {"The place or link of the workshop is not set."}


def test_slot_that_changes_while_mails_leave_is_told_right_in_the_next_one(scene):
    queued(scene)

    def move_an_hour() -> None:
        if len(recorder.taken) == 1:
            scene.move(scene.workshop.start + 60 * MINUTE, SAVE_THE_DATE_AT)

    recorder = Recorder(move_an_hour)

    dispatch_due(now=SAVE_THE_DATE_AT, limit=10, connection=recorder)

    assert ["10:00–12:00" in mail.body for mail in recorder.taken] == [True, False]
    assert "11:00–13:00" in recorder.taken[1].body


def test_fault_in_one_mail_holds_up_nobody(scene, monkeypatch):
    queued(scene)
    broken = scene.touchpoint("save-the-date")
    other = TouchpointFactory(
        workshop=scene.workshop,
        kind=TouchpointKind.OTHER,
        body="All is well.",
        opens_at=SAVE_THE_DATE_AT,
        state=TouchpointState.PLANNED,
    )
    open_deliveries(now=SAVE_THE_DATE_AT)
    # Something no gate foresees: a header that no mail can hold.
    type(broken).objects.filter(pk=broken.pk).update(sender="Tech\nManager", subject="Hold\nthe date")
    recorder = Recorder()

    dispatch_due(now=SAVE_THE_DATE_AT, limit=10, connection=recorder)

    states = dict(Delivery.objects.values_list("touchpoint", "state").distinct())
    assert states == {broken.pk: "retry", other.pk: "sent"}


def test_fault_of_the_database_costs_no_mail_one_of_its_tries(scene, monkeypatch):
    queued(scene)
    faults = [OperationalError("terminating connection due to administrator command")]

    def fail_once(sent: Sent | None, *others: Any, **more: Any) -> tuple[bool, bool]:
        if sent and faults:
            raise faults.pop()
        return turn(sent, *others, **more)

    monkeypatch.setattr(dispatch, "turn", fail_once)
    monkeypatch.setattr(runs, "turn", fail_once)
    mail_server = Recorder()
    dispatch_due(now=SAVE_THE_DATE_AT, limit=10, connection=mail_server)

    first, second = delivery_to("Ada"), delivery_to("Bo")
    assert (first.state, second.state, second.attempts, second.error) == ("sent", "queued", 0, "")
    assert "due to administrator command" in second.events.latest("pk").cause
    dispatch_due(now=SAVE_THE_DATE_AT + 2 * MINUTE, limit=10, connection=mail_server)
    assert [mail.to for mail in mail_server.taken] == [
        ['"Ada Quill" <ada@example.org>'],
        ['"Bo Finch" <bo@example.org>'],
    ]


def test_no_more_than_the_limit_leaves_in_one_pass(scene):
    add_person(scene, "Cleo Marsh")
    queued(scene)

    sent = dispatch_due(now=SAVE_THE_DATE_AT, limit=2, connection=Recorder())

    assert (sent, Delivery.objects.filter(state="queued").count()) == (2, 1)


def test_nothing_is_sent_when_the_server_takes_nothing(scene):
    class Deaf(Recorder):
        def send_messages(self, email_messages) -> int:
            return 0

    queued(scene)

    dispatch_due(now=SAVE_THE_DATE_AT, limit=10, connection=Deaf())

    assert {row.state for row in Delivery.objects.all()} == {"retry"}


def test_connection_lost_in_the_middle_is_opened_anew(scene):
    class Flaky(Recorder):
        opened = 0

        def open(self) -> bool:
            type(self).opened += 1
            return True

        def send_messages(self, email_messages) -> int:
            if not self.taken and not self.meanwhile:
                self.meanwhile = lambda: None
                raise smtplib.SMTPServerDisconnected("gone")
            return super().send_messages(email_messages)

    queued(scene)

    sent = dispatch_due(now=SAVE_THE_DATE_AT, limit=10, connection=Flaky())

    assert (sent, Flaky.opened) == (1, 2)
