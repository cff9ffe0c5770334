"""Sending a touchpoint before its time."""

from datetime import timedelta

import pytest

from tests.factories.workshops import START, TouchpointFactory, WorkshopFactory
from workshops import services
from workshops.services import ServiceError
from workshops.states import TouchpointKind, TouchpointState, WorkshopState


@pytest.fixture
def touchpoint(db, early):
    touchpoint = TouchpointFactory(workshop=WorkshopFactory())
    assert touchpoint.opens_at > early
    return touchpoint


def test_window_opens_now_and_keeps_its_end(touchpoint, early):
    closes_at = touchpoint.closes_at

    opened = services.open_now(touchpoint_id=touchpoint.pk, by=None, now=early)

    assert (opened.opens_at, opened.opened_at) == (early, early)
    assert opened.closes_at > closes_at - timedelta(days=1)
    assert opened in touchpoint.workshop.touchpoints.open(early)
    assert [event.kind for event in touchpoint.workshop.history.all()] == ["touchpoint sent early"]


def test_opened_window_stays_open_when_the_times_are_worked_out_anew(touchpoint, early):
    services.open_now(touchpoint_id=touchpoint.pk, by=None, now=early)

    services.update_touchpoint(
        touchpoint_id=touchpoint.pk, values={"body": "New"}, group_ids=[], cc_group_ids=[], by=None, now=early
    )

    touchpoint.refresh_from_db()
    assert touchpoint.opens_at == early


def test_reminder_of_the_day_that_is_said_anew_waits_for_the_new_day(db, early):
    workshop = WorkshopFactory()
    reminder = TouchpointFactory(workshop=workshop, first_day=0, last_day=0, opens_at=START)
    services.open_now(touchpoint_id=reminder.pk, by=None, now=early)

    services.set_slot(
        workshop_id=workshop.pk, start=START + timedelta(days=1), time_zone="Europe/Berlin",
        duration_min=90, duration_max=120, location="", by=None, now=early,
    )  # fmt: skip

    reminder.refresh_from_db()
    assert (reminder.opened_at, reminder.revision) == (None, 2)
    assert reminder.opens_at > START


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"state": TouchpointState.SKIPPED}, "It is skipped: plan it again first."),
        ({"state": TouchpointState.DONE}, "It is done: plan it again first."),
        ({"held_at": START, "held_reason": "the room"}, "Held by hand: the room. Release it first."),
        ({"kind": TouchpointKind.RSVP_REQUEST}, "The program sends this mail by itself when it is needed."),
        ({"first_day": 1, "last_day": 1}, "It tells of what came out, and the workshop is not over yet."),
        (
            {"opens_at": START - timedelta(days=90)},
            "Its window is open already: it goes to everybody as soon as nothing is missing.",
        ),
    ],
)
def test_what_cannot_be_sent_early_says_why(touchpoint, early, fields, sentence):
    type(touchpoint).objects.filter(pk=touchpoint.pk).update(**fields)

    with pytest.raises(ServiceError) as refused:
        services.open_now(touchpoint_id=touchpoint.pk, by=None, now=early)

    assert str(refused.value) == sentence
    assert not touchpoint.workshop.history.exists()


def test_mail_of_a_draft_is_not_sent(touchpoint, early):
    type(touchpoint.workshop).objects.update(state=WorkshopState.DRAFT)

    with pytest.raises(ServiceError, match="Only the mails of a scheduled workshop"):
        services.open_now(touchpoint_id=touchpoint.pk, by=None, now=early)
