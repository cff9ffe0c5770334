"""The sending loop, seen from outside: what people get, and when."""

import pytest

from emails.models import Delivery, Hold
from tests.emails.scenes import (
    AGENDA_AT,
    BEFORE,
    DAY,
    FOLLOW_UP_AT,
    MINUTE,
    RECAP_AT,
    REMINDER_AT,
    SAVE_THE_DATE_AT,
    Scene,
    add_person,
    record_recap,
    run_tick,
    scheduled_plan,
    told,
)
from tests.factories.workshops import (
    ApprovalFactory,
    OpenQuestionFactory,
    PersonFactory,
    StakeholderGroupFactory,
)
from workshops import services
from workshops.states import TouchpointState

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return scheduled_plan()


def test_nothing_leaves_before_its_window_opens(scene, mailoutbox):
    run_tick(SAVE_THE_DATE_AT - MINUTE)

    assert mailoutbox == []


def test_everyone_gets_one_mail_when_the_window_opens(scene, mailoutbox):
    run_tick(SAVE_THE_DATE_AT)

    assert told(mailoutbox) == [("ada", "Save the date"), ("bo", "Save the date")]


def test_second_tick_sends_nothing_more(scene, mailoutbox):
    run_tick(SAVE_THE_DATE_AT)

    run_tick(SAVE_THE_DATE_AT)
    run_tick(SAVE_THE_DATE_AT + DAY)

    assert len(mailoutbox) == 2


def test_person_added_late_gets_it_at_the_next_tick(scene, mailoutbox):
    run_tick(SAVE_THE_DATE_AT)
    add_person(scene, "Cleo Marsh")

    run_tick(SAVE_THE_DATE_AT + MINUTE)

    assert told(mailoutbox)[2:] == [("cleo", "Save the date")]


def test_person_added_to_an_addressed_group_gets_it_at_the_next_tick(scene, mailoutbox):
    group = StakeholderGroupFactory(project=scene.workshop.project)
    scene.touchpoint("save-the-date").groups.add(group)
    run_tick(SAVE_THE_DATE_AT)
    PersonFactory(project=scene.workshop.project, name="Dee", email="dee@example.org", groups=[group])

    run_tick(SAVE_THE_DATE_AT + MINUTE)

    assert told(mailoutbox)[2:] == [("dee", "Save the date")]


def test_unanswered_person_is_asked_once_and_gets_the_agenda_on_accepting(scene, mailoutbox):
    run_tick(SAVE_THE_DATE_AT)
    scene.answer(scene.ada, "accepted", SAVE_THE_DATE_AT)
    run_tick(AGENDA_AT)
    run_tick(AGENDA_AT + MINUTE)

    scene.answer(scene.bo, "tentative", AGENDA_AT + MINUTE)
    run_tick(AGENDA_AT + 2 * MINUTE)

    assert told(mailoutbox)[2:] == [
        ("ada", "Agenda and pre-work"),
        ("bo", "Will you come? Pipeline Design, Monday, 14 December 2026"),
        ("bo", "Agenda and pre-work"),
    ]


def test_agenda_waits_for_answers_without_being_held(scene, mailoutbox):
    run_tick(AGENDA_AT)

    assert (Hold.objects.count(), [subject[:8] for _, subject in told(mailoutbox)]) == (0, ["Will you"] * 2)


def test_person_who_declined_gets_no_reminder(scene, mailoutbox):
    scene.answer(scene.bo, "declined", BEFORE)

    run_tick(REMINDER_AT)

    assert told(mailoutbox) == [("ada", "Reminder")]


def test_workshop_scheduled_inside_a_window_sends_at_once_what_is_open(mailoutbox):
    scene = scheduled_plan(schedule_at=AGENDA_AT + DAY)
    scene.answer(scene.ada, "accepted", AGENDA_AT + DAY)

    run_tick(AGENDA_AT + DAY)

    skipped = scene.touchpoint("save-the-date")
    assert skipped.state == TouchpointState.SKIPPED
    assert [name for name, _ in told(mailoutbox)] == ["ada", "bo"]


def test_machine_that_was_down_for_a_day_catches_up(scene, mailoutbox):
    run_tick(SAVE_THE_DATE_AT + DAY)

    assert told(mailoutbox) == [("ada", "Save the date"), ("bo", "Save the date")]


def test_machine_that_was_down_too_long_skips_with_the_reason(scene, mailoutbox):
    scene.answer(scene.ada, "accepted", BEFORE)
    scene.answer(scene.bo, "accepted", BEFORE)

    run_tick(AGENDA_AT)

    skipped = scene.touchpoint("save-the-date")
    assert (skipped.state, skipped.state_reason) == (
        "skipped",
        "Missed: its time was over before it could be sent.",
    )
    assert told(mailoutbox) == [("ada", "Agenda and pre-work"), ("bo", "Agenda and pre-work")]


def test_touchpoint_is_done_when_its_time_is_over_and_people_have_it(scene):
    run_tick(SAVE_THE_DATE_AT)

    run_tick(AGENDA_AT)

    assert scene.touchpoint("save-the-date").state == TouchpointState.DONE


def test_touchpoint_that_nobody_may_get_is_skipped_with_the_reason(scene):
    run_tick(REMINDER_AT)

    agenda = scene.touchpoint("agenda")
    assert (agenda.state, agenda.state_reason) == ("skipped", "Skipped: nobody had accepted by then.")


@pytest.mark.parametrize("state", ["delivered", "complained", "uncertain", "bounced"])
def test_touchpoint_is_done_whatever_became_of_its_mails(scene, state):
    run_tick(SAVE_THE_DATE_AT)
    Delivery.objects.update(state=state)

    run_tick(AGENDA_AT)

    assert scene.touchpoint("save-the-date").state == TouchpointState.DONE


def test_mail_not_taken_in_time_expires_with_a_line_that_says_so(scene):
    run_tick(SAVE_THE_DATE_AT)
    late = Delivery.objects.get(person=scene.ada.person)
    Delivery.objects.filter(pk=late.pk).update(state="retry", sent_at=None, not_before=AGENDA_AT + DAY)

    run_tick(AGENDA_AT)

    late.refresh_from_db()
    last = late.events.order_by("-pk")[0]
    assert (late.state, last.from_state, last.cause) == (
        "expired",
        "retry",
        "Its time was over before it could be sent.",
    )


def test_second_try_of_a_mail_in_doubt_that_comes_too_late_is_left_to_a_person(scene):
    run_tick(SAVE_THE_DATE_AT)
    doubtful = Delivery.objects.filter(person=scene.ada.person, touchpoint__kind="save-the-date")
    doubtful.update(state="retry", doubts=1, not_before=AGENDA_AT + DAY)

    run_tick(AGENDA_AT)

    assert [row.state for row in doubtful] == ["uncertain"]
    assert doubtful.for_a_person().exists()


def test_recap_waits_until_it_is_ready_and_then_leaves(scene, mailoutbox):
    run_tick(RECAP_AT)
    held = Hold.objects.get(touchpoint=scene.touchpoint("recap"))
    mailoutbox.clear()

    record_recap(scene, "We keep the nightly load.", RECAP_AT + MINUTE)
    run_tick(RECAP_AT + MINUTE)

    assert held.reasons == ["The recap is not recorded yet."]
    assert told(mailoutbox) == [("ada", "Recap and actions"), ("bo", "Recap and actions")]
    assert "We keep the nightly load." in mailoutbox[0].body
    assert not Hold.objects.exists()


def test_late_recap_still_goes_weeks_after(scene, mailoutbox):
    run_tick(RECAP_AT + 20 * DAY)
    mailoutbox.clear()

    record_recap(scene, "We keep the nightly load.", RECAP_AT + 21 * DAY)
    run_tick(RECAP_AT + 21 * DAY)

    assert [subject for _, subject in told(mailoutbox)] == ["Recap and actions"] * 2


def test_recap_carries_no_calendar_entry(scene, mailoutbox):
    record_recap(scene, "We keep the nightly load.", RECAP_AT)

    run_tick(RECAP_AT)

    assert [kind for _, kind in mailoutbox[0].alternatives] == ["text/html"]


def test_follow_up_lists_what_is_open_with_its_owner(scene, mailoutbox):
    owner = scene.ada.person
    OpenQuestionFactory(workshop=scene.workshop, text="Which retention do we need?", owner=owner)
    OpenQuestionFactory(workshop=scene.workshop, text="Long settled?", state="answered")
    ApprovalFactory(workshop=scene.workshop, text="Access to the network zone")

    run_tick(FOLLOW_UP_AT)

    to_ada = next(mail for mail in mailoutbox if mail.subject.startswith("Follow-up"))
    assert "Which retention do we need? – Ada Quill (you)" in to_ada.body
    assert "Access to the network zone – no owner yet" in to_ada.body
    assert "Long settled?" not in to_ada.body


def test_follow_up_with_nothing_open_is_skipped_with_the_reason(scene, mailoutbox):
    run_tick(FOLLOW_UP_AT)

    follow_up = scene.touchpoint("follow-up")
    assert (follow_up.state, follow_up.state_reason) == (
        "skipped",
        "Skipped: no design question is open and no approval is pending.",
    )
    assert not [mail for mail in mailoutbox if mail.subject.startswith("Follow-up")]


def test_missing_place_holds_the_mail_until_it_is_set(scene, mailoutbox):
    scene.workshop.location = ""
    scene.workshop.save()
    run_tick(SAVE_THE_DATE_AT)
    held = Hold.objects.get().reasons
    mailoutbox.clear()

    scene.workshop.location = "Room Mole 3"
    scene.workshop.save()
    run_tick(SAVE_THE_DATE_AT + MINUTE)

    assert held == ["The place or link of the workshop is not set."]
    assert (len(mailoutbox), Hold.objects.count()) == (2, 0)


def test_held_mail_whose_time_is_over_is_skipped_with_what_was_missing(scene):
    scene.workshop.location = ""
    scene.workshop.save()
    run_tick(SAVE_THE_DATE_AT)

    run_tick(AGENDA_AT)

    skipped = scene.touchpoint("save-the-date")
    assert skipped.state == TouchpointState.SKIPPED
    assert "The place or link of the workshop is not set." in skipped.state_reason
    assert not Hold.objects.filter(touchpoint=skipped).exists()


def test_skipped_touchpoint_sends_nothing(scene, mailoutbox):
    touchpoint = scene.touchpoint("save-the-date")
    services.skip_touchpoint(touchpoint_id=touchpoint.pk, reason="Not needed.", by=None, now=BEFORE)

    run_tick(SAVE_THE_DATE_AT)

    assert mailoutbox == []


def test_person_removed_gets_nothing_more(scene, mailoutbox):
    services.remove_participant(participant_id=scene.bo.pk, by=None, now=BEFORE)

    run_tick(SAVE_THE_DATE_AT)

    assert told(mailoutbox) == [("ada", "Save the date")]


def test_touchpoint_after_the_workshop_is_done_a_week_after_its_last_mail(scene):
    record_recap(scene, "We keep the nightly load.", RECAP_AT)
    run_tick(RECAP_AT)
    run_tick(RECAP_AT + 7 * DAY)
    before = scene.touchpoint("recap").state

    run_tick(RECAP_AT + 9 * DAY)

    assert (before, scene.touchpoint("recap").state) == (TouchpointState.PLANNED, TouchpointState.DONE)


def test_person_added_within_a_week_still_gets_the_recap(scene, mailoutbox):
    record_recap(scene, "We keep the nightly load.", RECAP_AT)
    run_tick(RECAP_AT)
    mailoutbox.clear()
    add_person(scene, "Cleo Marsh")

    run_tick(RECAP_AT + 5 * DAY)

    assert told(mailoutbox) == [("cleo", "Recap and actions")]


def test_plan_says_each_thing_once_whatever_the_rhythm_of_the_ticks(scene):
    OpenQuestionFactory(workshop=scene.workshop)
    scene.answer(scene.ada, "accepted", BEFORE)
    scene.answer(scene.bo, "tentative", BEFORE)
    record_recap(scene, "We keep the nightly load.", BEFORE)
    openings = (SAVE_THE_DATE_AT, AGENDA_AT, REMINDER_AT, RECAP_AT, FOLLOW_UP_AT)

    for opening in openings:
        for minutes in (-1, 0, 0, 1, 100):
            run_tick(opening + minutes * MINUTE)

    sent = Delivery.objects.filter(state="sent").order_by("touchpoint__position", "person__name")
    assert [(row.touchpoint.kind, row.person.name) for row in sent] == [
        (kind, name)
        for kind in ("save-the-date", "agenda", "reminder", "recap", "follow-up")
        for name in ("Ada Quill", "Bo Finch")
    ]
