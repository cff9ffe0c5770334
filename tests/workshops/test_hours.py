"""Windows with an hour of their own, and those that count from the workshop itself."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshops.timing import MINUTES_OF_A_DAY, Times, Window, WorkCalendar, format_offset, plan_times

BERLIN = ZoneInfo("Europe/Berlin")
# A Wednesday, from two to four in Berlin.
START, END = (datetime(2026, 12, 16, hour, tzinfo=UTC) for hour in (13, 15))


def times(*windows: Window) -> list[Times]:
    return plan_times(windows, start=START, end=END, zone=BERLIN, calendar=WorkCalendar())


def opens_at(window: Window) -> datetime:
    return times(window)[0].opens_at


def test_hour_takes_the_place_of_the_part_of_the_day():
    assert opens_at(Window(-1, -1, "afternoon", at=time(16, 30))) == datetime(
        2026, 12, 15, 15, 30, tzinfo=UTC
    )


def test_hour_is_that_of_the_first_day_of_a_window():
    window = Window(-7, -5, at=time(10, 15))

    assert opens_at(window) == datetime(2026, 12, 9, 9, 15, tzinfo=UTC)


def test_hour_that_the_workshop_has_overtaken_leaves_least_notice():
    assert opens_at(Window(0, 0, at=time(17))) == START - timedelta(hours=1)


def test_hour_before_the_end_of_the_workshop_waits_for_it():
    assert opens_at(Window(0, 0, is_after=True, at=time(15))) == END
    assert opens_at(Window(0, 0, is_after=True, at=time(17))) == datetime(2026, 12, 16, 16, tzinfo=UTC)


@given(st.integers(0, MINUTES_OF_A_DAY - 1))
def test_minutes_count_from_start_and_end(minutes):
    before, after = times(Window(0, 0, minutes=minutes), Window(0, 0, is_after=True, minutes=minutes))

    assert before.opens_at == START - timedelta(minutes=minutes)
    assert before.closes_at == before.expires_at == START
    assert after.opens_at == END + timedelta(minutes=minutes)
    assert after.closes_at > after.opens_at
    assert after.expires_at is None


def test_reminder_of_the_morning_ends_where_that_of_the_last_hours_begins():
    morning, last_call = times(Window(0, 0, "morning"), Window(0, 0, minutes=120))

    assert morning.expires_at == last_call.opens_at == datetime(2026, 12, 16, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    "odd",
    [
        {"first_day": -1, "last_day": 0},
        {"first_day": 0, "last_day": 1},
        {"at": time(9)},
        {"minutes": MINUTES_OF_A_DAY},
        {"minutes": -1},
    ],
)
def test_what_counts_from_the_workshop_itself_has_no_other_day_or_hour(odd):
    with pytest.raises(ValueError, match="workshop"):
        Window(**({"first_day": 0, "last_day": 0, "minutes": 30} | odd))


@pytest.mark.parametrize(
    ("window", "text"),
    [
        (Window(-3, -3, at=time(16, 30)), "T-3, 16:30"),
        (Window(-5, -3, in_working_days=True, at=time(8)), "T-5 to T-3 working days, 08:00"),
        (Window(0, 1, is_after=True, at=time(10)), "T+0 / T+1, 10:00"),
        (Window(0, 0, minutes=120), "T-2h"),
        (Window(0, 0, minutes=45), "T-45min"),
        (Window(0, 0, is_after=True, minutes=60), "T+1h"),
    ],
)
def test_hours_are_written_as_in_plans(window, text):
    assert format_offset(window) == text
