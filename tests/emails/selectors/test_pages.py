"""What the pages about mails read."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from emails.selectors.pages import held, leaving_soon, outbox, touchpoint_statuses
from tests.emails.scenes import (
    AGENDA_AT,
    BEFORE,
    DAY,
    MINUTE,
    RECAP_AT,
    REMINDER_AT,
    SAVE_THE_DATE_AT,
    Scene,
    add_person,
    run_tick,
    scheduled_plan,
)
from tests.factories.emails import DeliveryFactory, OutboxMessageFactory
from tests.factories.workshops import ParticipantFactory, TouchpointFactory, UserFactory
from workshops import services

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(project) -> Scene:
    return scheduled_plan(project)


def statuses(scene: Scene, now) -> dict[str, str]:
    return {row.touchpoint.kind: row.status for row in touchpoint_statuses(scene.workshop, now)}


def status(scene: Scene, kind: str, now):
    return next(row for row in touchpoint_statuses(scene.workshop, now) if row.touchpoint.kind == kind)


def test_before_anything_opened_the_first_touchpoint_is_next(scene):
    assert statuses(scene, BEFORE) == {
        "save-the-date": "next",
        "agenda": "upcoming",
        "rsvp-request": "upcoming",
        "reminder": "upcoming",
        "recap": "upcoming",
        "follow-up": "upcoming",
    }


def test_mail_that_everybody_has_stays_sent_when_its_window_moves_on(scene):
    run_tick(SAVE_THE_DATE_AT)
    workshop = scene.workshop
    services.set_slot(
        workshop_id=workshop.pk,
        start=workshop.start + 21 * DAY,
        time_zone=workshop.time_zone,
        duration_min=workshop.duration_min,
        duration_max=workshop.duration_max,
        location=workshop.location,
        by=None,
        now=SAVE_THE_DATE_AT + MINUTE,
    )
    run_tick(SAVE_THE_DATE_AT + 2 * MINUTE)
    all_have_it = status(scene, "save-the-date", SAVE_THE_DATE_AT + DAY)
    add_person(scene, "Dee Vale")

    assert all_have_it.touchpoint.opens_at > SAVE_THE_DATE_AT + DAY
    assert all_have_it.status == "sent"
    assert status(scene, "save-the-date", SAVE_THE_DATE_AT + DAY).status == "next"


def test_draft_is_a_draft_and_says_what_is_missing_already():
    scene = scheduled_plan(schedule_at=None)
    scene.workshop.location = ""
    scene.workshop.save()

    row = status(scene, "save-the-date", BEFORE)

    assert row.status == "draft"
    assert [reason.text for reason in row.reasons] == ["The place or link of the workshop is not set."]


def test_plan_in_the_middle_shows_each_touchpoint_where_it_stands(scene):
    scene.answer(scene.ada, "accepted", BEFORE)
    scene.answer(scene.bo, "accepted", BEFORE)
    for now in (SAVE_THE_DATE_AT, AGENDA_AT, REMINDER_AT, RECAP_AT):
        run_tick(now)

    assert statuses(scene, RECAP_AT + MINUTE) == {
        "save-the-date": "sent",
        "agenda": "sent",
        "rsvp-request": "skipped",
        "reminder": "sent",
        "recap": "held",
        "follow-up": "next",
    }


def test_people_are_named_with_those_who_would_come_by_accepting(scene):
    scene.answer(scene.ada, "accepted", BEFORE)

    row = status(scene, "agenda", BEFORE)

    assert ([person.name for person in row.people], [person.name for person in row.awaited]) == (
        ["Ada Quill"],
        ["Bo Finch"],
    )


def test_counts_tell_sent_waiting_failed_and_missing(scene):
    for name in ("Cleo Marsh", "Dee Lund"):
        add_person(scene, name)
    touchpoint = scene.touchpoint("save-the-date")
    for participant, state in zip(
        scene.workshop.participants.order_by("person__name"), ["sent", "retry", "dead"], strict=False
    ):
        DeliveryFactory(touchpoint=touchpoint, person=participant.person, state=state)

    row = status(scene, "save-the-date", SAVE_THE_DATE_AT + MINUTE)

    assert (row.sent, row.waiting, row.failed, row.missing, row.status) == (1, 1, 1, 1, "open")


def test_touchpoint_not_out_by_the_end_of_its_window_is_late(scene):
    row = status(scene, "save-the-date", AGENDA_AT - DAY)

    assert (row.status, row.is_late) == ("late", True)


def test_skipped_touchpoint_says_why(scene, manager):
    touchpoint = scene.touchpoint("reminder")
    services.skip_touchpoint(touchpoint_id=touchpoint.pk, reason="Not needed.", by=manager, now=BEFORE)

    row = status(scene, "reminder", BEFORE)

    assert (row.status, row.note) == ("skipped", "Not needed.")


def test_statuses_take_the_same_queries_however_much_there_is(scene):
    with CaptureQueriesContext(connection) as few:
        touchpoint_statuses(scene.workshop, BEFORE)
    for _ in range(3):
        TouchpointFactory(workshop=scene.workshop)
        ParticipantFactory(workshop=scene.workshop)

    with CaptureQueriesContext(connection) as many:
        touchpoint_statuses(scene.workshop, BEFORE)

    assert len(few) == len(many)


def test_held_shows_ones_own_projects_alone(scene, manager):
    run_tick(RECAP_AT)

    mine, theirs = held(manager, RECAP_AT), held(UserFactory(), RECAP_AT)

    assert ([hold.touchpoint.kind for hold in mine], theirs) == (["recap"], [])


def test_leaving_soon_lists_the_next_days_of_ones_own_projects(scene, manager):
    soon = leaving_soon(manager, SAVE_THE_DATE_AT - DAY)

    assert [touchpoint.kind for touchpoint in soon] == ["save-the-date", "agenda", "rsvp-request"]
    assert leaving_soon(UserFactory(), SAVE_THE_DATE_AT - DAY) == []


def test_outbox_shows_ones_own_projects_filtered_by_person_and_workshop(scene, manager):
    touchpoint = scene.touchpoint("save-the-date")
    mine = [
        OutboxMessageFactory(
            delivery__touchpoint=touchpoint, delivery__person=person, delivery__created_at=SAVE_THE_DATE_AT
        )
        for person in (scene.ada.person, scene.bo.person)
    ]
    OutboxMessageFactory()

    assert set(outbox(manager)) == set(mine)
    assert list(outbox(manager, person_id=scene.ada.person_id)) == [mine[0]]
    assert set(outbox(manager, workshop_id=scene.workshop.pk)) == set(mine)
