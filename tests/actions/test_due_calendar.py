"""Due dates as a calendar reads them."""

from datetime import UTC, date, datetime
from typing import Any

import icalendar
from hypothesis import given
from hypothesis import strategies as st

from actions.due_calendar import DueDay, due_calendar

STAMP = datetime(2026, 12, 14, 12, 0, tzinfo=UTC)


def day(**values):
    given: dict[str, Any] = {
        "uid": "action-7@example.org",
        "version": 3,
        "stamp": STAMP,
        "due_on": date(2026, 12, 18),
    }
    return DueDay(**(given | {"key": "A-7", "action": "Write the runbook", "state": "Open"} | values))


def properties(data):
    return [name for component in icalendar.Calendar.from_ical(data).walk() for name in component]


def test_an_action_is_an_all_day_entry_that_takes_no_time():
    [event] = icalendar.Calendar.from_ical(due_calendar("Due for Ada", [day(workshop="Workshop 4")])).events

    assert (event["uid"], event["sequence"], event["transp"]) == ("action-7@example.org", 2, "TRANSPARENT")
    assert (event.start, event.end, event.DTSTAMP) == (date(2026, 12, 18), date(2026, 12, 19), STAMP)
    assert (event["summary"], event["description"]) == (
        "Due: Write the runbook",
        "A-7, Open\nWorkshop 4",
    )


def test_the_same_day_gives_the_same_bytes_and_none_gives_a_calendar():
    assert due_calendar("Ada", [day()]) == due_calendar("Ada", [day()])
    assert icalendar.Calendar.from_ical(due_calendar("Ada", [])).events == []


NASTY = st.text() | st.sampled_from(
    ["a\r\nATTENDEE:mailto:x@example.org", "a\nDTSTART:19700101", "x;y,z:\\", "\u2028X-A:1", "\ud800\0\x0b"]
)


@given(NASTY, NASTY, NASTY, NASTY, NASTY)
def test_13_no_text_adds_a_property(name, action, notes, workshop, key):
    plain = properties(due_calendar("Ada", [day(notes="x")]))

    data = due_calendar(name, [day(action=action, notes=notes, workshop=workshop, key=key)])

    assert properties(data) == plain
