"""What the manager is told about what is held."""

import smtplib
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.mail.backends.base import BaseEmailBackend

from emails.models import HoldNotice, Notice, OutboxMessage, Suppression
from emails.services import leave_delivery
from tests.emails.scenes import (
    AGENDA_AT,
    DAY,
    MINUTE,
    RECAP_AT,
    Scene,
    record_recap,
    run_tick,
    scheduled_plan,
)
from tests.factories.emails import DeliveryFactory, NoticeFactory
from tests.factories.workshops import UserFactory, WorkshopFactory
from workshops.models import AgendaItem

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(project) -> Scene:
    """A plan whose recap is the only thing that leaves from now on, and waits."""
    scene = scheduled_plan(project)
    scene.workshop.touchpoints.exclude(kind__in=["recap"]).update(state="done")
    return scene


# Nine in the morning of the day after the workshop, in Berlin.
MORNING_AFTER = datetime(2026, 12, 15, 8, 0, tzinfo=UTC)


def notices(mailoutbox):
    return [mail for mail in mailoutbox if "waiting" in mail.subject]


def test_organizer_and_managers_are_told_with_reason_and_link(scene, manager, mailoutbox):
    run_tick(MORNING_AFTER)

    mails = notices(mailoutbox)
    organizer = scene.workshop.organizer
    assert sorted(mail.to[0] for mail in mails) == sorted(
        [f'"{manager}" <{manager.email}>', f'"{organizer.name}" <{organizer.email}>']
    )
    assert mails[0].subject == "1 waiting: Workshop 4: Pipeline Design"
    assert "Recap and actions" in mails[0].body
    assert "The recap is not recorded yet." in mails[0].body
    assert f"http://127.0.0.1:8000/workshops/{scene.workshop.pk}/recap/" in mails[0].body


def test_nobody_is_asked_for_the_recap_before_nine_on_the_day_after(scene, mailoutbox):
    run_tick(RECAP_AT)
    run_tick(MORNING_AFTER - MINUTE)
    before = len(notices(mailoutbox))

    run_tick(MORNING_AFTER)
    run_tick(MORNING_AFTER + MINUTE)

    assert (before, len(notices(mailoutbox))) == (0, 2)


def test_recap_whose_mail_opens_later_that_day_is_asked_for_in_the_morning(scene, mailoutbox):
    scene.workshop.touchpoints.filter(kind="recap").update(
        opens_at=MORNING_AFTER + timedelta(hours=5), first_day=1
    )
    run_tick(MORNING_AFTER - MINUTE)
    before = len(notices(mailoutbox))

    run_tick(MORNING_AFTER)

    assert (before, len(notices(mailoutbox))) == (0, 2)
    assert "The recap is not marked as ready to send." in notices(mailoutbox)[0].body


def test_what_else_is_held_does_not_wait_for_the_day_after(scene, mailoutbox):
    scene.workshop.touchpoints.filter(kind="recap").update(subject="")

    run_tick(RECAP_AT)

    assert "The mail has no subject." in notices(mailoutbox)[0].body


def test_recap_that_becomes_ready_late_still_goes_and_ends_the_reminders(scene, mailoutbox):
    run_tick(MORNING_AFTER)
    run_tick(MORNING_AFTER + DAY)
    reminded = len(notices(mailoutbox))
    late = MORNING_AFTER + DAY + MINUTE
    record_recap(scene, "Agreed.", late)

    run_tick(late)
    run_tick(late + DAY)

    subjects = [mail.subject for mail in mailoutbox if "Recap" in mail.subject]
    assert (reminded, len(notices(mailoutbox)), len(subjects)) == (4, 4, 2)


def test_notice_comes_once_a_day(scene, mailoutbox):
    run_tick(MORNING_AFTER)
    run_tick(MORNING_AFTER + MINUTE)
    same_day = len(notices(mailoutbox))

    run_tick(MORNING_AFTER + DAY)

    assert (same_day, len(notices(mailoutbox))) == (2, 4)


def test_notice_waits_for_the_morning(scene, mailoutbox):
    midnight = RECAP_AT + DAY + timedelta(hours=12)

    run_tick(midnight)
    at_night = len(notices(mailoutbox))
    run_tick(midnight + timedelta(hours=9))

    assert (at_night, len(notices(mailoutbox))) == (0, 2)


def test_plain_members_and_managers_of_other_projects_are_not_told(scene, mailoutbox):
    scene.workshop.project.memberships.create(user=UserFactory(), role="member")

    run_tick(MORNING_AFTER)

    assert len(notices(mailoutbox)) == 2


def test_manager_who_is_the_organizer_too_is_told_once(scene, manager, mailoutbox):
    organizer = scene.workshop.organizer
    organizer.email = manager.email
    organizer.save()

    run_tick(MORNING_AFTER)

    assert len(notices(mailoutbox)) == 1


def test_what_the_mail_server_has_not_taken_in_time_is_told(scene, mailoutbox):
    touchpoint = scene.touchpoint("recap")
    touchpoint.opens_at, touchpoint.closes_at = RECAP_AT - 2 * DAY, RECAP_AT - DAY
    touchpoint.body = "All is told."
    touchpoint.kind = "other"
    touchpoint.save()
    for participant in (scene.ada, scene.bo):
        DeliveryFactory(
            touchpoint=touchpoint, person=participant.person, state="retry", not_before=RECAP_AT + 60 * MINUTE
        )

    run_tick(RECAP_AT)

    assert "The mail server has not taken all of them yet." in notices(mailoutbox)[0].body
    assert "(late)" in notices(mailoutbox)[0].body


def test_nobody_is_told_when_nothing_is_held(scene, mailoutbox):
    run_tick(AGENDA_AT)

    assert (notices(mailoutbox), Notice.objects.count()) == ([], 0)


def test_notice_that_could_not_leave_is_tried_again(scene, mailoutbox, settings):
    settings.EMAIL_BACKEND = "tests.emails.services.test_reminders.Broken"
    run_tick(MORNING_AFTER)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    run_tick(MORNING_AFTER + 2 * MINUTE)

    assert len(notices(mailoutbox)) == 2


@pytest.mark.parametrize("code", [450, 550])
def test_address_that_is_refused_keeps_no_other_from_being_told_once(scene, manager, settings, code):
    settings.EMAIL_BACKEND = "tests.emails.services.test_reminders.Refusing"
    Refusing.code, Refusing.refused, Refusing.taken = code, scene.workshop.organizer.email, []

    for minutes in range(3):
        run_tick(MORNING_AFTER + minutes * MINUTE)

    assert [mail.to[0].split("<")[1].rstrip(">") for mail in Refusing.taken] == [manager.email]


def test_server_that_cannot_be_reached_is_asked_once_a_tick(scene, settings, monkeypatch):
    scheduled_plan().workshop.touchpoints.exclude(kind="recap").update(state="done")
    settings.EMAIL_BACKEND = "tests.emails.services.test_reminders.Broken"
    asked = Counter[str]()

    def refuse(broken: Broken) -> bool:
        asked["open"] += 1
        raise ConnectionRefusedError("closed")

    monkeypatch.setattr(Broken, "open", refuse)

    run_tick(MORNING_AFTER)

    assert asked["open"] == 1
    assert set(Notice.objects.values_list("state", flat=True)) == {"retry"}


def test_what_is_mended_before_the_server_is_back_is_not_told(scene, mailoutbox, settings):
    settings.EMAIL_BACKEND = "tests.emails.services.test_reminders.Broken"
    run_tick(MORNING_AFTER)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    record_recap(scene, "Agreed.", MORNING_AFTER)

    run_tick(MORNING_AFTER + timedelta(minutes=2))
    run_tick(MORNING_AFTER + timedelta(minutes=4))

    assert notices(mailoutbox) == []
    assert set(Notice.objects.values_list("state", flat=True)) == {"cancelled"}


def test_what_could_not_leave_on_its_day_is_told_on_the_next(scene, mailoutbox, settings):
    settings.EMAIL_BACKEND = "tests.emails.services.test_reminders.Broken"
    run_tick(MORNING_AFTER)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    run_tick(MORNING_AFTER + DAY)

    assert len(notices(mailoutbox)) == 2
    assert sorted(Notice.objects.values_list("state", flat=True)) == ["expired", "expired", "sent", "sent"]


def test_workshop_that_older_code_told_of_today_is_not_told_of_again(scene, mailoutbox):
    HoldNotice.objects.create(workshop=scene.workshop, on=MORNING_AFTER.date(), sent_at=MORNING_AFTER)

    run_tick(MORNING_AFTER + MINUTE)

    assert notices(mailoutbox) == []


def test_blocked_address_gets_none_and_the_others_do(scene, project, manager, mailoutbox):
    Suppression.objects.create(project=project, email=manager.email, reason="bounced", at=RECAP_AT)

    run_tick(MORNING_AFTER)

    assert [scene.workshop.organizer.email in mail.to[0] for mail in notices(mailoutbox)] == [True]


def test_managers_see_it_in_the_outbox(scene, manager, settings):
    settings.EMAIL_BACKEND = "emails.backends.OutboxBackend"

    run_tick(MORNING_AFTER)

    kept = OutboxMessage.objects.visible_to(manager).filter(subject__contains="waiting")
    assert kept.count() == 2


def test_reason_that_names_a_placeholder_is_told_as_it_is(scene, mailoutbox):
    AgendaItem.objects.all().delete()
    scene.workshop.touchpoints.filter(kind="recap").update(body="{{ workshop.prize }}")

    run_tick(RECAP_AT)

    assert "“workshop.prize” is not a placeholder." in notices(mailoutbox)[0].body


def test_mails_that_wait_for_a_person_are_told_until_somebody_decides(scene, mailoutbox):
    touchpoint = scene.touchpoint("recap")
    touchpoint.state = "done"
    touchpoint.save()
    dead = DeliveryFactory(touchpoint=touchpoint, person=scene.ada.person, state="dead")
    DeliveryFactory(touchpoint=touchpoint, person=scene.bo.person, state="bounced")
    run_tick(RECAP_AT)
    first = notices(mailoutbox)[0]
    mailoutbox.clear()

    for delivery in touchpoint.deliveries.all():
        leave_delivery(delivery_id=delivery.pk, by="robin", now=RECAP_AT)
    run_tick(RECAP_AT + DAY)

    assert first.subject == "1 waiting: Workshop 4: Pipeline Design"
    assert "1 mail could not be delivered." in first.body
    assert "1 mail came back." in first.body
    assert f"/touchpoints/{dead.touchpoint_id}/deliveries/" in first.body
    assert notices(mailoutbox) == []


def test_whom_reminders_do_not_reach_is_told_with_the_projects_last_workshop(scene, project, mailoutbox):
    scene.workshop.touchpoints.update(state="done")
    WorkshopFactory(project=project, title="Long before", start=RECAP_AT - 30 * DAY)
    WorkshopFactory(project=project, title="To come", start=RECAP_AT + 30 * DAY)
    person = scene.ada.person
    NoticeFactory(email=person.email.lower(), project=project, error="550 {{ person.name }} *unknown*")

    run_tick(RECAP_AT + DAY)
    run_tick(RECAP_AT + DAY + timedelta(hours=1))

    mails = notices(mailoutbox)
    assert {mail.subject for mail in mails} == {"1 waiting: Workshop 4: Pipeline Design"}
    assert len(mails) == len({mail.to[0] for mail in mails})
    assert person.name in mails[0].body
    assert "550 {{ person.name }} *unknown*" in mails[0].body
    assert f"/people/{person.pk}/" in mails[0].body


def test_what_missed_its_time_is_told(mailoutbox):
    scheduled_plan()

    run_tick(AGENDA_AT)

    assert "Missed: its time was over before it could be sent." in notices(mailoutbox)[0].body


class Broken:
    """A mail server that is down."""

    def __init__(self, **options) -> None:
        pass

    def open(self) -> bool:
        raise ConnectionRefusedError("closed")

    def close(self) -> None:
        pass

    def send_messages(self, messages) -> int:
        raise ConnectionRefusedError("closed")


class Refusing(BaseEmailBackend):
    """A mail server that refuses one address."""

    code = 550
    refused = ""
    taken: list[Any] = []

    def send_messages(self, email_messages: Any) -> int:
        for mail in email_messages:
            if self.refused in mail.to[0]:
                raise smtplib.SMTPRecipientsRefused({self.refused: (self.code, b"no")})
            self.taken.append(mail)
        return len(email_messages)
