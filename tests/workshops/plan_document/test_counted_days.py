"""Days that are counted: working days, hours, and ranges whose points are written in many ways."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshops.plan_document import Window, parse_offset

MONDAY = date(2026, 12, 14)
UNITS = st.sampled_from(["working days", "business days", "weekdays", "workdays", "wd", "BD", "working-days"])


def _days(text: str) -> tuple[int, int]:
    (window,) = parse_offset(text)
    return window.opens_day, window.closes_day


def _working_days_between(first: date, last: date) -> int:
    days = (first + timedelta(days=number) for number in range((last - first).days))
    return sum(day.isoweekday() <= 5 for day in days)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("T-3 working days", (-3, -3)),
        ("5 business days before", (-5, -5)),
        ("T-5 BD", (-5, -5)),
        ("three working days before the workshop", (-3, -3)),
        ("T+1 workday", (1, 1)),
        ("10 workdays after", (10, 10)),
        ("next working day", (1, 1)),
        ("T-10 to T-5 working days", (-10, -5)),
        ("T-10 to -5 business days", (-10, -5)),
        ("T-3 to T-0 working days", (-3, 0)),
        ("within 2 working days after the workshop", (0, 2)),
        ("T-3 working days (optional)", (-3, -3)),
    ],
)
def test_working_days_are_counted_as_such(text: str, days: tuple[int, int]) -> None:
    (window,) = parse_offset(text)

    assert (window.opens_day, window.closes_day) == days
    assert window.in_working_days


@pytest.mark.parametrize("text", ["T-3", "T-2 calendar days", "3 days before", "next day", "T-1 week", "T-0"])
def test_other_days_are_not(text: str) -> None:
    (window,) = parse_offset(text)

    assert not window.in_working_days


def test_window_that_mixes_the_two_counts_calendar_days() -> None:
    (window,) = parse_offset("T-2 weeks to T-5 working days")

    assert (window.opens_day, window.closes_day, window.in_working_days) == (-14, -7, False)


def test_two_occasions_in_working_days_are_two_windows() -> None:
    windows = parse_offset("T+5 / T+20 working days")

    assert [(window.opens_day, window.in_working_days) for window in windows] == [(5, True), (20, True)]


@given(st.integers(1, 60), UNITS, st.sampled_from(range(5)))
def test_until_there_is_a_slot_working_days_miss_a_weekend_at_most(
    number: int, unit: str, weekday: int
) -> None:
    workshop = MONDAY + timedelta(days=weekday)
    (window,) = parse_offset(f"T-{number} {unit}")

    opens, closes = window.calendar_days

    counted = _working_days_between(workshop + timedelta(days=opens), workshop)
    assert opens == closes
    assert abs(counted - number) <= (0 if number % 5 == 0 else 2)


@given(st.integers(1, 60), UNITS)
def test_more_working_days_are_further_away(number: int, unit: str) -> None:
    (near,), (far,) = parse_offset(f"T-{number} {unit}"), parse_offset(f"T-{number + 1} {unit}")

    assert far.calendar_days < near.calendar_days


@pytest.mark.parametrize(
    ("text", "minutes", "is_after"),
    [
        ("T-2h", 120, False),
        ("T-2 hours", 120, False),
        ("T-30 min", 30, False),
        ("T-36 min", 36, False),
        ("2 hours before", 120, False),
        ("90 minutes before the workshop", 90, False),
        ("T-0 (2h before)", 120, False),
        ("T-0, 1 hour before the start", 60, False),
        ("T-0 morning (1h before)", 60, False),
        ("T+2h", 120, True),
        ("one hour after the session", 60, True),
        ("T-20h", 1200, False),
    ],
)
def test_less_than_a_day_counts_from_the_workshop_itself(text: str, minutes: int, is_after: bool) -> None:
    (window,) = parse_offset(text)

    assert window == Window(0, 0, "", is_after, text, minutes=minutes)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("T+24h", (1, 1)),
        ("T-48 hours", (-2, -2)),
        ("T-1 and T-2h", (-1, 0)),
        ("within 24 hours after the workshop", (0, 1)),
    ],
)
def test_hours_that_make_days_or_part_of_a_window_are_days(text: str, days: tuple[int, int]) -> None:
    (window,) = parse_offset(text)

    assert (window.opens_day, window.closes_day, window.minutes) == (*days, None)


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("T-0, 08:30", time(8, 30)),
        ("T-0 (8:00 AM)", time(8)),
        ("T-1 at 4 pm", time(16)),
        ("T-3 12:15 pm", time(12, 15)),
        ("T-3 (12 am)", time(0)),
        ("T-0 morning (07.45)", time(7, 45)),
        ("T-1 (16:00) to T-0 (08:00)", time(16)),
        ("same day, 17:00", time(17)),
        ("T-3", None),
        ("T-0 morning", None),
        ("T-2h", None),
    ],
)
def test_hour_that_a_label_names_is_kept(text: str, hour: time | None) -> None:
    (window,) = parse_offset(text)

    assert window.at == hour


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("T-10 (Mon) to T-8", (-10, -8)),
        ("T-10 (Monday) – T-8 (Wednesday)", (-10, -8)),
        ("T-1 (16:00) to T-0 (08:00)", (-1, 0)),
        ("T+10 – 14", (10, 14)),
        ("T-14 – 10", (-14, -10)),
        ("T+1 – 2 days", (1, 2)),
        ("T+10 – 14 (if needed)", (10, 14)),
        ("between T+1 and T+2", (1, 2)),
        ("between T+7 and T+21", (7, 21)),
    ],
)
def test_range_is_read_to_its_end(text: str, days: tuple[int, int]) -> None:
    assert _days(text) == days


@given(
    st.integers(0, 90),
    st.integers(0, 90),
    st.sampled_from([" to ", " – ", "→", " until ", "..", "–"]),
    st.sampled_from(["", " (Mon)", " (Fri, 10:00)"]),
    st.sampled_from("-+"),
)
def test_range_of_two_points_is_one_window(first: int, last: int, link: str, aside: str, sign: str) -> None:
    expected = sorted(int(f"{sign}{day}") for day in (first, last))

    assert _days(f"T{sign}{first}{aside}{link}T{sign}{last}{aside}") == tuple(expected)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("T-3 – 90 min", (-3, -3)),
        ("T-3 – 2 hours", (-3, -3)),
        ("T-7 – 30", (-7, -7)),
        ("T-7 – 3 people", (-7, -7)),
        ("T-1 and T-2h", (-1, 0)),
    ],
)
def test_number_behind_a_dash_that_is_no_later_day_ends_no_range(text: str, days: tuple[int, int]) -> None:
    assert _days(text) == days
