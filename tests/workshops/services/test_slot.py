"""Scheduling, rescheduling and cancelling."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.factories.workshops import RecapFactory, UserFactory
from workshops import services
from workshops.models import Touchpoint, Workshop
from workshops.states import RecapState, TouchpointKind, TouchpointState, WorkshopState


def touchpoint(workshop: Workshop, kind: TouchpointKind) -> Touchpoint:
    return workshop.touchpoints.get(kind=kind)


def states(workshop: Workshop) -> dict[str, str]:
    return dict(workshop.touchpoints.values_list("kind", "state"))


def move(workshop: Workshop, *, start: datetime, now: datetime, location: str = "Room Mole 2") -> None:
    services.set_slot(
        workshop_id=workshop.pk,
        start=start,
        time_zone="Europe/Berlin",
        duration_min=90,
        duration_max=120,
        location=location,
        by=None,
        now=now,
    )


def test_schedule_plans_every_touchpoint_at_its_offset(draft, early):
    services.schedule(workshop_id=draft.pk, by=None, now=early)

    opens = dict(draft.touchpoints.of_plan().values_list("kind", "opens_at"))
    assert opens == {
        TouchpointKind.SAVE_THE_DATE: datetime(2026, 12, 7, 8, 0, tzinfo=UTC),
        TouchpointKind.AGENDA: datetime(2026, 12, 11, 8, 0, tzinfo=UTC),
        TouchpointKind.REMINDER: datetime(2026, 12, 14, 7, 0, tzinfo=UTC),
        TouchpointKind.RECAP: datetime(2026, 12, 14, 11, 0, tzinfo=UTC),
        TouchpointKind.FOLLOW_UP: datetime(2026, 12, 17, 8, 0, tzinfo=UTC),
    }
    assert set(states(draft).values()) == {TouchpointState.PLANNED}


def test_schedule_adds_a_request_to_answer_that_opens_with_the_agenda(draft, early):
    services.schedule(workshop_id=draft.pk, by=None, now=early)

    request = touchpoint(draft, TouchpointKind.RSVP_REQUEST)
    agenda = touchpoint(draft, TouchpointKind.AGENDA)
    assert request.follows == agenda
    assert (request.opens_at, request.expires_at) == (agenda.opens_at, agenda.expires_at)


def test_schedule_inside_a_window_skips_what_is_past_and_plans_the_rest(draft):
    now = datetime(2026, 12, 12, 12, 0, tzinfo=UTC)

    services.schedule(workshop_id=draft.pk, by=None, now=now)

    skipped = touchpoint(draft, TouchpointKind.SAVE_THE_DATE)
    assert skipped.state == TouchpointState.SKIPPED
    assert "its time was over" in skipped.state_reason
    assert touchpoint(draft, TouchpointKind.AGENDA).state == TouchpointState.PLANNED


def test_schedule_says_everything_that_is_missing(draft, early):
    Workshop.objects.filter(pk=draft.pk).update(start=None, organizer=None)

    with pytest.raises(services.ServiceError, match=r"Set the date and time\. Name an organizer"):
        services.schedule(workshop_id=draft.pk, by=None, now=early)

    draft.refresh_from_db()
    assert draft.state == WorkshopState.DRAFT


def test_schedule_twice_is_refused(draft, early):
    services.schedule(workshop_id=draft.pk, by=None, now=early)

    with pytest.raises(services.ServiceError, match="scheduled already"):
        services.schedule(workshop_id=draft.pk, by=None, now=early)


def test_preview_tells_later_now_and_past_and_saves_nothing(draft):
    now = datetime(2026, 12, 12, 12, 0, tzinfo=UTC)

    preview = services.schedule_preview(draft, now=now)

    assert [planned.outcome for planned in preview] == ["past", "now", "later", "later", "later"]
    assert set(draft.touchpoints.values_list("opens_at", flat=True)) == {None}


def test_set_slot_of_a_draft_tells_nobody(draft, early):
    move(draft, start=draft.start + timedelta(days=1), now=early)

    draft.refresh_from_db()
    assert draft.sequence == 0
    assert not draft.touchpoints.filter(kind=TouchpointKind.CHANGE_NOTICE).exists()
    assert touchpoint(draft, TouchpointKind.AGENDA).opens_at == datetime(2026, 12, 11, 8, 0, tzinfo=UTC)


def test_reschedule_moves_what_is_unsent_and_adds_one_notice(draft, early):
    services.schedule(workshop_id=draft.pk, by=None, now=early)

    move(draft, start=draft.start + timedelta(days=7), now=early)

    draft.refresh_from_db()
    assert draft.sequence == 1
    assert touchpoint(draft, TouchpointKind.AGENDA).opens_at == datetime(2026, 12, 18, 8, 0, tzinfo=UTC)
    notice = touchpoint(draft, TouchpointKind.CHANGE_NOTICE)
    assert (notice.state, notice.opens_at) == (TouchpointState.PLANNED, early)
    assert notice.expires_at == draft.start


def test_reschedule_twice_leaves_only_the_newest_notice(draft, early):
    services.schedule(workshop_id=draft.pk, by=None, now=early)
    move(draft, start=draft.start + timedelta(days=7), now=early)

    move(draft, start=draft.start + timedelta(days=8), now=early + timedelta(minutes=1))

    notices = draft.touchpoints.filter(kind=TouchpointKind.CHANGE_NOTICE)
    assert sorted(notices.values_list("state", flat=True)) == ["planned", "skipped"]


def test_reschedule_to_another_day_says_the_reminder_anew(draft, early):
    services.schedule(workshop_id=draft.pk, by=None, now=early)
    draft.touchpoints.filter(kind=TouchpointKind.REMINDER).update(state=TouchpointState.DONE)

    move(draft, start=draft.start + timedelta(days=7), now=early)

    reminder = touchpoint(draft, TouchpointKind.REMINDER)
    assert (reminder.revision, reminder.state) == (2, TouchpointState.PLANNED)
    assert touchpoint(draft, TouchpointKind.SAVE_THE_DATE).revision == 1


def test_reschedule_on_the_same_day_keeps_the_reminder(draft, early):
    services.schedule(workshop_id=draft.pk, by=None, now=early)

    move(draft, start=draft.start + timedelta(hours=2), now=early)

    assert touchpoint(draft, TouchpointKind.REMINDER).revision == 1


def test_reschedule_brings_back_what_the_program_skipped_but_not_what_a_person_did(draft):
    now = datetime(2026, 12, 12, 12, 0, tzinfo=UTC)
    services.schedule(workshop_id=draft.pk, by=None, now=now)
    recap = touchpoint(draft, TouchpointKind.RECAP)
    services.skip_touchpoint(touchpoint_id=recap.pk, reason="Told in person.", by=UserFactory(), now=now)

    move(draft, start=draft.start + timedelta(days=21), now=now)

    assert touchpoint(draft, TouchpointKind.SAVE_THE_DATE).state == TouchpointState.PLANNED
    assert touchpoint(draft, TouchpointKind.RECAP).state == TouchpointState.SKIPPED


def test_reschedule_into_the_past_is_refused(draft, early):
    services.schedule(workshop_id=draft.pk, by=None, now=early)

    with pytest.raises(services.ServiceError, match="already past"):
        move(draft, start=early - timedelta(days=1), now=early)


def test_reschedule_after_a_ready_recap_is_refused(draft, early):
    services.schedule(workshop_id=draft.pk, by=None, now=early)
    RecapFactory(workshop=draft, state=RecapState.READY)

    with pytest.raises(services.ServiceError, match="took place"):
        move(draft, start=draft.start + timedelta(days=7), now=early)


def test_same_slot_again_changes_nothing(draft, early):
    services.schedule(workshop_id=draft.pk, by=None, now=early)

    move(draft, start=draft.start, now=early)

    draft.refresh_from_db()
    assert draft.sequence == 0
    assert not draft.touchpoints.filter(kind=TouchpointKind.CHANGE_NOTICE).exists()


def test_new_place_of_a_scheduled_workshop_is_told(draft, early):
    services.schedule(workshop_id=draft.pk, by=None, now=early)

    move(draft, start=draft.start, location="Room Pier 1", now=early)

    assert touchpoint(draft, TouchpointKind.CHANGE_NOTICE).state == TouchpointState.PLANNED


def test_cancel_leaves_nothing_but_the_cancellation(draft, early):
    services.schedule(workshop_id=draft.pk, by=None, now=early)

    services.cancel(workshop_id=draft.pk, reason="No quorum.", by=None, now=early)

    draft.refresh_from_db()
    assert (draft.state, draft.sequence) == (WorkshopState.CANCELLED, 1)
    planned = draft.touchpoints.filter(state=TouchpointState.PLANNED)
    assert list(planned.values_list("kind", flat=True)) == [TouchpointKind.CANCELLATION]


def test_cancelled_workshop_cannot_be_moved(draft, early):
    services.schedule(workshop_id=draft.pk, by=None, now=early)
    services.cancel(workshop_id=draft.pk, reason="", by=None, now=early)

    with pytest.raises(services.ServiceError, match="cancelled"):
        move(draft, start=draft.start + timedelta(days=7), now=early)


def test_draft_can_be_deleted_and_a_scheduled_workshop_cannot(draft, early):
    services.schedule(workshop_id=draft.pk, by=None, now=early)

    with pytest.raises(services.ServiceError, match="Only a draft"):
        services.delete_draft(workshop_id=draft.pk)

    assert Workshop.objects.filter(pk=draft.pk).exists()


def test_history_tells_what_happened(draft, early):
    manager = UserFactory()

    services.schedule(workshop_id=draft.pk, by=manager, now=early)

    event = draft.history.get()
    assert (event.kind, event.by, event.at) == ("scheduled", manager, early)
    assert event.detail == "Mon 14 Dec 2026, 10:00 (Europe/Berlin), 90–120 minutes, Room Mole 2"
