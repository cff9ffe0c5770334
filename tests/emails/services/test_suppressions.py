"""A blocked address gets nothing more, whatever is planned, until somebody releases it."""

import pytest

from emails.models import Delivery, DeliveryEvent, Suppression
from emails.services import dispatch_due, open_deliveries, release_suppression, take_event
from tests.emails.scenes import (
    AGENDA_AT,
    DAY,
    MINUTE,
    REMINDER_AT,
    SAVE_THE_DATE_AT,
    START_AT,
    Scene,
    run_tick,
    scheduled_plan,
    told,
)
from tests.emails.services.test_dispatch import Recorder
from workshops import services
from workshops.models import Person

pytestmark = pytest.mark.django_db

BOUNCED = "The address is blocked: mail to it bounced."


@pytest.fixture
def scene() -> Scene:
    return scheduled_plan()


def bounce(person: Person, now=SAVE_THE_DATE_AT, kind="bounced") -> None:
    delivery = Delivery.objects.filter(person=person).order_by("pk")[0]
    take_event(
        message_id=delivery.message_id, kind=kind, event_id=kind, at=now, reason="550 no such box", now=now
    )


def states(person: Person) -> list[tuple[str, str]]:
    rows = Delivery.objects.filter(person=person).order_by("pk")
    return list(rows.values_list("touchpoint__kind", "state"))


def test_address_that_bounced_gets_nothing_more_and_the_page_knows_why(scene, mailoutbox):
    run_tick(SAVE_THE_DATE_AT)
    bounce(scene.ada.person)
    mailoutbox.clear()

    run_tick(REMINDER_AT)

    assert told(mailoutbox) == [("bo", "Reminder")]
    kept_back = Delivery.objects.kept_back().get()
    assert (kept_back.person, kept_back.error) == (scene.ada.person, BOUNCED)
    [event] = DeliveryEvent.objects.filter(delivery=kept_back)
    assert (event.from_state, event.to_state, event.cause) == ("queued", "suppressed", BOUNCED)


def test_what_waits_already_is_kept_back_when_its_address_is_blocked(scene):
    open_deliveries(now=SAVE_THE_DATE_AT)
    Delivery.objects.filter(person=scene.ada.person).update(state="retry", attempts=1)
    recorder = Recorder()

    bounce(scene.ada.person)
    later = Delivery.objects.create(
        touchpoint=scene.touchpoint("agenda"),
        person=scene.ada.person,
        not_before=AGENDA_AT,
        created_at=AGENDA_AT,
    )
    bounce(scene.ada.person, kind="complained")
    dispatch_due(now=SAVE_THE_DATE_AT + MINUTE, limit=10, connection=recorder)

    later.refresh_from_db()
    assert (later.state, later.error) == (
        "suppressed",
        "The address is blocked: its owner marked a mail as spam.",
    )
    assert [mail.to[0] for mail in recorder.taken] == ['"Bo Finch" <bo@example.org>']


def test_address_is_the_same_however_it_is_written(scene, mailoutbox):
    run_tick(SAVE_THE_DATE_AT)
    bounce(scene.ada.person)
    Person.objects.filter(pk=scene.ada.person_id).update(email="ADA@Example.org")
    mailoutbox.clear()

    run_tick(REMINDER_AT)

    assert told(mailoutbox) == [("bo", "Reminder")]


def test_other_projects_go_on_writing_to_the_address(scene, mailoutbox):
    run_tick(SAVE_THE_DATE_AT)
    bounce(scene.ada.person)
    scheduled_plan(schedule_at=SAVE_THE_DATE_AT)
    mailoutbox.clear()

    run_tick(SAVE_THE_DATE_AT + MINUTE)

    assert told(mailoutbox) == [("ada", "Save the date"), ("bo", "Save the date")]


def test_release_brings_back_what_is_in_time_and_ends_the_rest(scene, mailoutbox):
    run_tick(SAVE_THE_DATE_AT)
    bounce(scene.ada.person)
    scene.answer(scene.ada, "accepted", SAVE_THE_DATE_AT)
    run_tick(AGENDA_AT)
    run_tick(REMINDER_AT)
    mailoutbox.clear()
    now = REMINDER_AT + MINUTE

    release_suppression(suppression_id=Suppression.objects.get().pk, by="robin", now=now)
    run_tick(now)

    assert states(scene.ada.person) == [
        ("save-the-date", "bounced"),
        ("agenda", "expired"),
        ("reminder", "sent"),
    ]
    assert told(mailoutbox) == [("ada", "Reminder")]


def test_touchpoint_whose_people_are_all_blocked_says_so_when_its_time_is_over(scene):
    run_tick(SAVE_THE_DATE_AT)
    services.remove_participant(participant_id=scene.bo.pk, by=None, now=SAVE_THE_DATE_AT)
    bounce(scene.ada.person)
    run_tick(REMINDER_AT)

    run_tick(START_AT + DAY)

    reminder = scene.touchpoint("reminder")
    assert (reminder.state, reminder.state_reason) == (
        "skipped",
        "Skipped: the addresses of those whom it was for are blocked.",
    )


def test_tick_that_keeps_mail_back_moves_it_once(scene):
    run_tick(SAVE_THE_DATE_AT)
    bounce(scene.ada.person)
    for minutes in range(4):
        run_tick(REMINDER_AT + minutes * MINUTE)

    assert Delivery.objects.kept_back().get().events.count() == 1
