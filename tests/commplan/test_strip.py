from datetime import timedelta
from zoneinfo import ZoneInfo

from commplan.strip import AFTER, BEFORE, MARGIN, WIDTH, Mark, scale, strip
from tests.factories.workshops import START, TouchpointFactory, WorkshopFactory
from workshops.states import TouchpointState


def workshop(**fields):
    return WorkshopFactory.build(**fields, project=None, organizer=None)


def touchpoint(opens_at, state=TouchpointState.PLANNED):
    return TouchpointFactory.build(
        workshop=None, opens_at=opens_at, closes_at=None, expires_at=None, state=state
    )


def test_days_shown_fill_the_width():
    first, last = touchpoint(START - BEFORE), touchpoint(START + AFTER)

    drawn = strip(workshop(start=None), [first, last], START)

    assert drawn.today == MARGIN + (WIDTH - 2 * MARGIN) // 4
    assert drawn.marks == (Mark(MARGIN, "open"), Mark(WIDTH - MARGIN, "planned"))


def test_what_lies_outside_the_days_is_left_out():
    long_ago, far = touchpoint(START - BEFORE - timedelta(hours=1)), touchpoint(START + timedelta(days=22))

    drawn = strip(workshop(start=START + timedelta(days=60)), [long_ago, far], START)

    assert drawn.marks == ()


def test_days_above_the_lines_are_today_and_the_same_day_of_the_other_weeks():
    days = scale(START, ZoneInfo("Europe/Berlin"))

    assert [(day.text, day.anchor) for day in days] == [
        ("7 Dec", "start"),
        ("today", "middle"),
        ("21 Dec", "middle"),
        ("28 Dec", "middle"),
        ("4 Jan", "end"),
    ]
    assert days[1].x == strip(workshop(start=None), [], START).today


def test_workshop_stands_on_top_of_its_mails():
    drawn = strip(workshop(start=START), [touchpoint(START)], START)

    assert [mark.look for mark in drawn.marks] == ["open", "workshop"]


def test_marks_tell_what_became_of_a_mail():
    done = touchpoint(START, TouchpointState.DONE)
    skipped = touchpoint(START, TouchpointState.SKIPPED)
    cancelled = touchpoint(START, TouchpointState.CANCELLED)

    drawn = strip(workshop(start=None), [done, skipped, cancelled], START)

    assert [mark.look for mark in drawn.marks] == ["done", "off"]


def test_touchpoint_without_a_time_is_left_out():
    drawn = strip(workshop(start=None), [touchpoint(None, TouchpointState.SKIPPED)], START)

    assert drawn.marks == ()
