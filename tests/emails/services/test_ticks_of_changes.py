"""What the sending loop tells about a workshop that was moved or cancelled, and to whom."""

from datetime import timedelta
from typing import Any

import icalendar
import pytest

from emails import services as emails
from emails.audience import audience
from emails.models import Delivery
from emails.services import moves
from emails.transport.errors import InDoubt
from tests.emails.scenes import (
    AGENDA_AT,
    BEFORE,
    DAY,
    FOLLOW_UP_AT,
    MINUTE,
    RECAP_AT,
    REMINDER_AT,
    SAVE_THE_DATE_AT,
    START_AT,
    Scene,
    add_person,
    run_tick,
    scheduled_plan,
    told,
)
from workshops import services

pytestmark = pytest.mark.django_db
# To be moved by so little leaves the windows as they are.
HOUR = timedelta(hours=1)


@pytest.fixture
def scene() -> Scene:
    return scheduled_plan()


def calendar_of(mail) -> icalendar.Calendar:
    content = next(content for content, kind in mail.alternatives if kind.startswith("text/calendar"))
    return icalendar.Calendar.from_ical(content)


def event_of(mail) -> Any:
    return calendar_of(mail).walk("VEVENT")[0]


def test_moved_workshop_moves_what_is_unsent_and_tells_who_knew_the_old_slot(scene, mailoutbox):
    run_tick(SAVE_THE_DATE_AT)
    first = event_of(mailoutbox[0])
    scene.move(START_AT + 7 * DAY, SAVE_THE_DATE_AT + DAY)

    run_tick(SAVE_THE_DATE_AT + DAY)
    run_tick(AGENDA_AT)

    notices = mailoutbox[2:]
    second = event_of(notices[0])
    assert told(notices) == [
        ("ada", "Changed"),
        ("bo", "Changed"),
    ]
    assert (second["UID"], second["SEQUENCE"]) == (first["UID"], first["SEQUENCE"] + 1)
    assert second["DTSTART"].dt == START_AT + 7 * DAY
    assert calendar_of(notices[0])["METHOD"] == "REQUEST"


def test_moved_workshop_sends_the_rest_of_the_plan_in_its_new_windows(scene, mailoutbox):
    run_tick(SAVE_THE_DATE_AT)
    scene.answer(scene.ada, "accepted", SAVE_THE_DATE_AT)
    scene.move(START_AT + 7 * DAY, SAVE_THE_DATE_AT + DAY)
    run_tick(SAVE_THE_DATE_AT + DAY)

    run_tick(AGENDA_AT + 7 * DAY)
    run_tick(REMINDER_AT + 7 * DAY)

    assert told(mailoutbox)[4:] == [
        ("ada", "Agenda and pre-work"),
        ("bo", "Will you come? Pipeline Design, Monday, 21 December 2026"),
        ("ada", "Reminder"),
        ("bo", "Reminder"),
    ]


def test_reminder_that_said_today_is_said_anew_on_the_new_day(scene, mailoutbox):
    run_tick(REMINDER_AT)
    scene.move(START_AT + DAY, REMINDER_AT + MINUTE)
    run_tick(REMINDER_AT + MINUTE)

    run_tick(REMINDER_AT + DAY)

    assert [subject for _, subject in told(mailoutbox)] == ["Reminder"] * 2 + ["Changed"] * 2 + [
        "Reminder"
    ] * 2


def test_person_who_learns_the_new_slot_first_gets_no_change_notice(scene, mailoutbox):
    run_tick(SAVE_THE_DATE_AT)
    scene.move(START_AT + DAY, SAVE_THE_DATE_AT + MINUTE)
    run_tick(SAVE_THE_DATE_AT + MINUTE)
    add_person(scene, "Cleo Marsh")

    run_tick(SAVE_THE_DATE_AT + DAY)
    run_tick(SAVE_THE_DATE_AT + DAY + MINUTE)

    assert [mail for mail in told(mailoutbox) if mail[0] == "cleo"] == [("cleo", "Save the date")]


def test_cancelled_workshop_tells_the_same_people_and_nothing_else_leaves(scene, mailoutbox):
    run_tick(SAVE_THE_DATE_AT)
    add_person(scene, "Cleo Marsh")
    now = SAVE_THE_DATE_AT + MINUTE
    services.cancel(workshop_id=scene.workshop.pk, reason="The pilot is over.", by=None, now=now)

    for later in (now, AGENDA_AT, REMINDER_AT, RECAP_AT, FOLLOW_UP_AT):
        run_tick(later)

    cancellations = mailoutbox[2:]
    assert told(cancellations) == [("ada", "Cancelled"), ("bo", "Cancelled")]
    assert calendar_of(cancellations[0])["METHOD"] == "CANCEL"
    assert event_of(cancellations[0])["UID"] == event_of(mailoutbox[0])["UID"]
    assert event_of(cancellations[0])["SEQUENCE"] > event_of(mailoutbox[0])["SEQUENCE"]
    assert "The pilot is over." in cancellations[0].body


@pytest.mark.parametrize("state", ["sent", "delivered", "complained", "uncertain", "queued"])
def test_cancellation_goes_to_whoever_may_have_got_a_mail_whatever_became_of_it(scene, mailoutbox, state):
    run_tick(SAVE_THE_DATE_AT)
    Delivery.objects.filter(person=scene.ada.person).update(state=state, not_before=SAVE_THE_DATE_AT + DAY)
    now = SAVE_THE_DATE_AT + MINUTE
    services.cancel(workshop_id=scene.workshop.pk, reason="", by=None, now=now)

    run_tick(now)

    assert sorted(told(mailoutbox)[2:]) == [("ada", "Cancelled"), ("bo", "Cancelled")]


def test_cancellation_does_not_go_to_whose_only_mail_came_back(scene, mailoutbox):
    run_tick(SAVE_THE_DATE_AT)
    Delivery.objects.filter(person=scene.ada.person).update(state="bounced")
    now = SAVE_THE_DATE_AT + MINUTE
    services.cancel(workshop_id=scene.workshop.pk, reason="", by=None, now=now)

    run_tick(now)

    assert told(mailoutbox)[2:] == [("bo", "Cancelled")]


def test_workshop_cancelled_before_anyone_was_told_tells_nobody(scene, mailoutbox):
    services.cancel(workshop_id=scene.workshop.pk, reason="", by=None, now=BEFORE)

    run_tick(SAVE_THE_DATE_AT)

    assert mailoutbox == []


def claimed_by_a_worker_that_is_gone() -> None:
    """The first is Ada's: her mail may be with the server."""
    emails.open_deliveries(now=SAVE_THE_DATE_AT)
    moves.claim(limit=10, now=SAVE_THE_DATE_AT)


def test_who_only_waited_for_the_first_mail_gets_it_with_the_new_slot_and_no_notice(scene, mailoutbox):
    emails.open_deliveries(now=SAVE_THE_DATE_AT)
    bo = Delivery.objects.filter(person=scene.bo.person)
    bo.update(state="retry", attempts=1, not_before=SAVE_THE_DATE_AT + 2 * MINUTE)
    run_tick(SAVE_THE_DATE_AT)
    scene.move(START_AT + HOUR, SAVE_THE_DATE_AT + MINUTE)

    for minutes in (1, 2, 3):
        run_tick(SAVE_THE_DATE_AT + minutes * MINUTE)

    assert told(mailoutbox) == [("ada", "Save the date"), ("ada", "Changed"), ("bo", "Save the date")]
    assert event_of(mailoutbox[-1])["DTSTART"].dt == START_AT + HOUR


def test_who_may_have_been_told_by_a_lost_worker_is_told_of_a_change(scene, mailoutbox):
    claimed_by_a_worker_that_is_gone()
    scene.move(START_AT + HOUR, SAVE_THE_DATE_AT + MINUTE)

    for minutes in (1, 2, 3):
        run_tick(SAVE_THE_DATE_AT + minutes * MINUTE)

    plan = [("ada", "Save the date"), ("bo", "Save the date")]
    assert sorted(told(mailoutbox)) == [("ada", "Changed"), *plan]


def test_who_may_have_been_told_by_a_lost_worker_is_told_of_a_cancellation(scene, mailoutbox):
    claimed_by_a_worker_that_is_gone()
    now = SAVE_THE_DATE_AT + MINUTE
    services.cancel(workshop_id=scene.workshop.pk, reason="", by=None, now=now)

    for minutes in (1, 2, 3):
        run_tick(SAVE_THE_DATE_AT + minutes * MINUTE)

    assert told(mailoutbox) == [("ada", "Cancelled")]


def test_who_was_told_the_new_slot_in_doubt_gets_no_notice_of_it(scene, mailoutbox):
    """Nobody knows whether it arrived; what it would have said is right."""
    scene.move(START_AT + HOUR, SAVE_THE_DATE_AT - MINUTE)
    run_tick(SAVE_THE_DATE_AT - MINUTE)
    emails.open_deliveries(now=SAVE_THE_DATE_AT)
    [ada, bo] = moves.claim(limit=10, now=SAVE_THE_DATE_AT)
    for delivery, sequence in ((ada, 1), (bo, 0)):
        moves.settle_failed(delivery, error=InDoubt("gone"), now=SAVE_THE_DATE_AT, sequence=sequence)
    notice = scene.touchpoint("change-notice")

    assert [person.name for person in audience(notice)] == ["Bo Finch"]


def test_who_gets_again_what_came_back_before_the_change_gets_it_with_the_new_slot_alone(scene, mailoutbox):
    """Once their address is mended: no mail told them the old one."""
    run_tick(SAVE_THE_DATE_AT)
    Delivery.objects.filter(person=scene.ada.person).update(state="bounced")
    scene.move(START_AT + HOUR, SAVE_THE_DATE_AT + MINUTE)
    run_tick(SAVE_THE_DATE_AT + MINUTE)
    again = Delivery.objects.get(person=scene.ada.person)
    emails.resend_delivery(delivery_id=again.pk, by="Mia", now=SAVE_THE_DATE_AT + 2 * MINUTE)

    for minutes in (2, 3):
        run_tick(SAVE_THE_DATE_AT + minutes * MINUTE)

    assert told(mailoutbox)[2:] == [("bo", "Changed"), ("ada", "Save the date")]
    assert event_of(mailoutbox[-1])["DTSTART"].dt == START_AT + HOUR
