"""Text in a calendar file."""

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshops.calendar_text import CalendarText


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("plain", b"plain"),
        ("one, two; three: four", rb"one\, two\; three: four"),
        ("first\nsecond\r\nthird\rfourth", rb"first\nsecond\nthird\nfourth"),
        # A folder's name is no end of a line.
        (r"\\server\New\new", rb"\\\\server\\New\\new"),
    ],
)
def test_it_is_escaped_as_the_standard_says(text: str, written: bytes):
    assert CalendarText(text).to_ical() == written


@given(
    st.lists(st.sampled_from(["\\", "n", "N", ";", ",", "\n", ":"]) | st.text("aä", max_size=2)).map("".join)
)
def test_a_calendar_reads_what_was_meant(text: str):
    event = icalendar.Event()
    event.add("description", CalendarText(text))

    read = icalendar.Event.from_ical(event.to_ical())

    assert str(read.get("description", "")) == text
