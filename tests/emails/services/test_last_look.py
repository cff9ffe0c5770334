"""What changes right before a mail's data goes out keeps the mail, and tells why."""

from datetime import timedelta
from typing import Any

import pytest

from emails.models import Delivery, Suppression
from emails.services import dispatch, dispatch_due, moves, open_deliveries
from emails.transport.handover import PlainHandover
from tests.emails.scenes import MINUTE, SAVE_THE_DATE_AT, START_AT, Scene, scheduled_plan
from tests.emails.services.test_dispatch import Recorder, last_cause
from tests.factories.workshops import UserFactory
from workshops import services
from workshops.models import Participant, Person, Touchpoint

pytestmark = pytest.mark.django_db
NOW = SAVE_THE_DATE_AT


@pytest.fixture
def scene() -> Scene:
    """One mail is due: to Ada."""
    scene = scheduled_plan()
    services.remove_participant(participant_id=scene.bo.pk, by=None, now=NOW)
    open_deliveries(now=NOW)
    return scene


def dispatch_with(monkeypatch, change) -> Recorder:
    """Send what is due, with a change made when the mail is written and has not left."""
    compose, left = PlainHandover.compose, [change]

    def compose_and_change(*arguments: Any) -> Any:
        mail = compose(*arguments)
        if left:
            left.pop()()
        return mail

    monkeypatch.setattr(PlainHandover, "compose", compose_and_change)
    recorder = Recorder()
    dispatch_due(now=NOW, limit=10, connection=recorder)
    return recorder


def decline(scene: Scene) -> None:
    scene.answer(scene.ada, "declined", NOW)


def remove(scene: Scene) -> None:
    services.remove_participant(participant_id=scene.ada.pk, by=None, now=NOW)


def skip(scene: Scene) -> None:
    pk = scene.touchpoint("save-the-date").pk
    services.skip_touchpoint(touchpoint_id=pk, reason="Told by phone.", by=None, now=NOW)


def say_anew(scene: Scene) -> None:
    Touchpoint.objects.filter(kind="save-the-date").update(revision=2)


def end(scene: Scene) -> None:
    Touchpoint.objects.filter(kind="save-the-date").update(expires_at=NOW - MINUTE)


def end_by_another_tick(scene: Scene) -> None:
    end(scene)
    open_deliveries(now=NOW)


def move_away(scene: Scene) -> None:
    scene.move(START_AT + timedelta(days=7), NOW)


def hold(scene: Scene) -> None:
    pk = scene.touchpoint("save-the-date").pk
    by = UserFactory(first_name="Robin", last_name="")
    services.hold_touchpoint(touchpoint_id=pk, reason="The room is not sure.", by=by, now=NOW)


def block(scene: Scene) -> None:
    Suppression.objects.create(
        project=scene.workshop.project, email="ada@example.org", reason="bounced", at=NOW
    )


@pytest.mark.parametrize(
    ("change", "state", "cause"),
    [
        (decline, "cancelled", "The person is no longer addressed."),
        (remove, "cancelled", "The person is no longer addressed."),
        (skip, "cancelled", "Told by phone."),
        (say_anew, "cancelled", "The workshop has moved to another day: it is said anew."),
        (end, "expired", "Its time was over before it could be sent."),
        (end_by_another_tick, "expired", "Its time was over before it could be sent."),
        (move_away, "queued", "Its touchpoint was moved to a later time."),
        (hold, "queued", "Held by Robin: The room is not sure."),
        (block, "suppressed", "The address is blocked: mail to it bounced."),
    ],
)
def test_mail_is_kept_by_what_changes_while_it_is_written(change, state, cause, scene, monkeypatch):
    recorder = dispatch_with(monkeypatch, lambda: change(scene))

    delivery = Delivery.objects.get()
    assert (recorder.taken, delivery.state, last_cause(delivery)) == ([], state, cause)


def test_slot_that_changes_while_a_mail_is_written_is_told_right_in_that_mail(scene, monkeypatch):
    later = START_AT + timedelta(hours=1)

    recorder = dispatch_with(monkeypatch, lambda: scene.move(later, NOW))

    assert ["11:00–13:00" in mail.body for mail in recorder.taken] == [True]


def test_address_that_is_corrected_while_a_mail_is_written_gets_that_mail(scene, monkeypatch):
    def correct() -> None:
        Person.objects.filter(email="ada@example.org").update(email="ada.quill@example.org")

    recorder = dispatch_with(monkeypatch, correct)

    assert [mail.to for mail in recorder.taken] == [['"Ada Quill" <ada.quill@example.org>']]
    assert Delivery.objects.get().email == "ada.quill@example.org"


def test_answer_that_changes_nothing_about_the_audience_lets_the_mail_go(scene, monkeypatch):
    recorder = dispatch_with(monkeypatch, lambda: scene.answer(scene.ada, "accepted", NOW))

    assert len(recorder.taken) == 1
    assert "Change your answer" in recorder.taken[0].body


def test_mail_that_another_worker_took_over_is_left_to_it(scene, monkeypatch):
    def take_over() -> None:
        Delivery.objects.update(lease_until=NOW)
        moves.sweep(now=NOW)
        moves.claim(limit=1, now=NOW)

    recorder = dispatch_with(monkeypatch, take_over)

    assert (recorder.taken, Delivery.objects.get().state) == ([], "claimed")


def test_mail_whose_plan_changes_each_time_it_is_written_waits(scene, monkeypatch):
    answers = ["accepted", "tentative"] * 5
    compose = PlainHandover.compose

    def compose_and_change(*arguments: Any) -> Any:
        Participant.objects.filter(pk=scene.ada.pk).update(partstat=answers.pop())
        return compose(*arguments)

    monkeypatch.setattr(PlainHandover, "compose", compose_and_change)
    recorder = Recorder()

    dispatch_due(now=NOW, limit=1, connection=recorder)

    delivery = Delivery.objects.get()
    assert (recorder.taken, delivery.state, delivery.attempts) == ([], "queued", 0)
    assert last_cause(delivery) == dispatch.CHANGED


def test_corrected_address_gets_what_was_kept_back(scene):
    block(scene)
    dispatch_due(now=NOW, limit=1, connection=Recorder())
    Person.objects.filter(pk=scene.ada.person_id).update(email="ada.quill@example.org")
    recorder = Recorder()

    open_deliveries(now=NOW)
    dispatch_due(now=NOW, limit=1, connection=recorder)

    assert [mail.to for mail in recorder.taken] == [['"Ada Quill" <ada.quill@example.org>']]
