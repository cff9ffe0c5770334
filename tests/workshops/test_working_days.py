"""Windows that count working days, by the calendar of their project."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshops.timing import Times, Window, WorkCalendar, calendar_days, format_offset, plan_times

BERLIN = ZoneInfo("Europe/Berlin")
# A Wednesday, at ten in Berlin.
START = datetime(2026, 12, 16, 9, tzinfo=UTC)
WEEKDAYS = st.frozensets(st.integers(1, 7), min_size=1, max_size=7)


def times(window: Window, *, start: datetime = START, calendar: WorkCalendar | None = None) -> Times:
    end = start + timedelta(hours=2)
    return plan_times([window], start=start, end=end, zone=BERLIN, calendar=calendar or WorkCalendar())[0]


def opening_day(first: int, last: int | None = None, **conditions: object) -> date:
    window = Window(first, first if last is None else last, in_working_days=True)
    return times(window, **conditions).opens_at.astimezone(BERLIN).date()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("count", "day"),
    [
        (-1, date(2026, 12, 15)),
        (-2, date(2026, 12, 14)),
        (-3, date(2026, 12, 11)),
        (-8, date(2026, 12, 4)),
        (1, date(2026, 12, 17)),
        (2, date(2026, 12, 18)),
        (3, date(2026, 12, 21)),
    ],
)
def test_weekends_are_passed_over(count, day):
    assert opening_day(count) == day


def test_public_holidays_are_passed_over():
    calendar = WorkCalendar(holidays={date(2026, 12, 14)})

    assert opening_day(-2, calendar=calendar) == date(2026, 12, 11)


def test_workshop_on_a_day_off_is_day_0_all_the_same():
    saturday = datetime(2026, 12, 19, 9, tzinfo=UTC)

    assert opening_day(0, start=saturday) == date(2026, 12, 19)
    assert opening_day(-1, start=saturday) == date(2026, 12, 18)
    assert opening_day(1, start=saturday) == date(2026, 12, 21)


def test_window_is_over_at_the_end_of_its_last_working_day():
    after = times(Window(0, 3, is_after=True, in_working_days=True))
    before = times(Window(-5, -3, in_working_days=True))

    assert after.closes_at == datetime(2026, 12, 22, tzinfo=BERLIN)
    assert before.closes_at == datetime(2026, 12, 12, tzinfo=BERLIN)


def test_calendar_without_a_working_day_lets_each_day_count():
    holidays = {START.date() + timedelta(days=number) for number in range(-400, 400)}

    assert opening_day(-3, calendar=WorkCalendar(holidays=holidays)) == date(2026, 12, 13)


@given(st.integers(1, 40), st.sampled_from([-1, 1]), WEEKDAYS, st.integers(0, 6))
def test_so_many_working_days_lie_on_the_way(count, side, weekdays, later):
    calendar, start = WorkCalendar(weekdays), START + timedelta(days=later)

    day = opening_day(side * count, start=start, calendar=calendar)

    t_day = start.astimezone(BERLIN).date()
    on_the_way = [t_day + timedelta(days=side * number) for number in range(1, abs((day - t_day).days) + 1)]
    assert calendar.is_working(day)
    assert sum(map(calendar.is_working, on_the_way)) == count


@given(st.integers(-60, 60), st.integers(0, 4))
def test_estimate_is_never_more_than_a_weekend_off(count, later):
    start = START + timedelta(days=later - 2)

    about = start.astimezone(BERLIN).date() + timedelta(days=calendar_days(count))

    assert abs(about - opening_day(count, start=start)) <= timedelta(days=2)


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (-3, -3, "T-3 working days"),
        (-5, -3, "T-5 to T-3 working days"),
        (-1, -1, "T-1 working day"),
        (0, 1, "T+0 / T+1 working day"),
        (0, 0, "T+0"),
    ],
)
def test_offset_says_that_it_counts_working_days(first, last, text):
    window = Window(first, last, is_after=first == 0, in_working_days=True)

    assert format_offset(window) == text
