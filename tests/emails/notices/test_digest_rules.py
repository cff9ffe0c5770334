"""When somebody is reminded of what is theirs."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emails.notices.digest_rules import (
    DUE_SOON,
    DUE_TODAY,
    LATE_FOR_MANAGERS,
    NOT_NEAR,
    Point,
    is_awake,
    is_wanted,
    next_round,
    repeats_from,
    stage,
)
from workshops.timing import WorkCalendar

BERLIN = ZoneInfo("Europe/Berlin")
WEEKDAYS = WorkCalendar()
# A Wednesday, and the Monday of the week after.
WEDNESDAY, MONDAY = date(2026, 12, 16), date(2026, 12, 21)
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
CALENDARS = st.builds(WorkCalendar, st.frozensets(st.integers(1, 7)), st.frozensets(DAYS, max_size=20))


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 12, 11), NOT_NEAR),
        (date(2026, 12, 14), DUE_SOON),
        (date(2026, 12, 15), DUE_SOON),
        (date(2026, 12, 16), DUE_TODAY),
        (date(2026, 12, 17), DUE_TODAY + 1),
        (date(2026, 12, 18), DUE_TODAY + 2),
        # Saturday and Sunday make nothing later.
        (date(2026, 12, 20), DUE_TODAY + 2),
        (date(2026, 12, 21), LATE_FOR_MANAGERS),
        (date(2027, 12, 21), LATE_FOR_MANAGERS),
    ],
)
def test_due_date_comes_nearer_step_by_step(today, expected):
    assert stage(WEDNESDAY, today, WEEKDAYS) == expected


def test_what_falls_on_a_weekend_is_told_on_the_friday_before():
    saturday = date(2026, 12, 19)

    assert stage(saturday, date(2026, 12, 17), WEEKDAYS) == DUE_SOON
    assert stage(saturday, date(2026, 12, 18), WEEKDAYS) == DUE_TODAY
    # Due in two days, which is a Saturday: Friday is the last chance to say so.
    assert stage(MONDAY, date(2026, 12, 18), WEEKDAYS) == DUE_SOON


def test_holidays_are_no_working_days_of_lateness():
    holidays = WorkCalendar(holidays=frozenset({date(2026, 12, 17), date(2026, 12, 18)}))

    assert stage(WEDNESDAY, MONDAY, holidays) == DUE_TODAY + 1


@given(due=DAYS, today=DAYS, calendar=CALENDARS)
def test_stage_never_steps_back(due, today, calendar):
    assert stage(due, today, calendar) <= stage(due, today + timedelta(days=1), calendar)


@given(due=DAYS, calendar=CALENDARS)
def test_due_day_itself_is_never_less_than_due_today(due, calendar):
    assert stage(due, due, calendar) == DUE_TODAY


def test_what_has_no_due_date_presses_nobody():
    assert stage(None, WEDNESDAY, WEEKDAYS) == NOT_NEAR


@given(day=DAYS)
def test_repeating_starts_on_the_monday_after_the_follow_up(day):
    start = repeats_from(day)

    assert start.isoweekday() == 1
    assert timedelta(0) < start - day <= timedelta(days=7)


@pytest.mark.parametrize(
    ("instant", "expected"),
    [
        (datetime(2026, 12, 16, 6, 59, tzinfo=UTC), False),
        (datetime(2026, 12, 16, 7, 0, tzinfo=UTC), True),
        (datetime(2026, 12, 16, 16, 59, tzinfo=UTC), True),
        (datetime(2026, 12, 16, 17, 0, tzinfo=UTC), False),
        (datetime(2026, 12, 19, 9, 0, tzinfo=UTC), False),
    ],
    ids=["before eight", "at eight", "before six", "in the evening", "on a saturday"],
)
def test_nobody_is_reminded_out_of_hours(instant, expected):
    assert is_awake(instant, BERLIN, WEEKDAYS) is expected


@given(
    instant=st.integers(1_767_225_600, 1_830_297_600).map(lambda second: datetime.fromtimestamp(second, UTC)),
    zone=st.sampled_from(["Europe/Berlin", "America/St_Johns", "Pacific/Auckland", "Asia/Kathmandu", "UTC"]),
    weekdays=st.frozensets(st.integers(1, 7)),
)
def test_next_round_is_the_next_working_mornings(instant, zone, weekdays):
    calendar, place = WorkCalendar(weekdays), ZoneInfo(zone)

    found = next_round(instant, place, calendar)

    assert instant < found <= instant + timedelta(days=8)
    assert is_awake(found, place, calendar)
    assert found.astimezone(place).hour == 8


def wanted(*points, rhythm="as-due", today=WEDNESDAY, last_on=WEDNESDAY - timedelta(days=1)):
    return is_wanted(points, rhythm=rhythm, today=today, last_on=last_on)


def test_first_mail_of_a_week_repeats_what_is_open():
    open_point = Point(NOT_NEAR, is_repeated=True)

    assert wanted(open_point, last_on=WEDNESDAY - timedelta(days=7))
    assert wanted(open_point, last_on=None)
    assert not wanted(open_point)


def test_step_towards_the_due_date_is_worth_a_mail_of_its_own():
    assert wanted(Point(DUE_TODAY, DUE_SOON))
    assert not wanted(Point(DUE_TODAY, DUE_TODAY))


def test_weekly_readers_get_one_mail_a_week():
    pressing = Point(DUE_TODAY, DUE_SOON)

    assert not wanted(pressing, rhythm="weekly")
    assert wanted(pressing, rhythm="weekly", last_on=WEDNESDAY - timedelta(days=7))


@given(
    stages=st.lists(st.builds(Point, st.integers(0, 5), st.integers(0, 5), st.booleans())),
    rhythm=st.sampled_from(["as-due", "weekly", "paused"]),
    last_on=st.none() | DAYS,
    today=DAYS,
)
def test_never_two_on_a_day_and_never_one_about_nothing(stages, rhythm, last_on, today):
    if wanted(*stages, rhythm=rhythm, today=today, last_on=last_on):
        assert rhythm != "paused"
        assert last_on is None or last_on < today
        assert any(point.is_repeated or point.stage > 0 for point in stages)


def test_managers_hear_of_what_is_three_working_days_late_and_of_nothing_else():
    def late(now, before):
        return Point(now, before, least_stage=LATE_FOR_MANAGERS)

    assert not wanted(late(LATE_FOR_MANAGERS - 1, DUE_TODAY), last_on=None)
    assert wanted(late(LATE_FOR_MANAGERS, LATE_FOR_MANAGERS - 1))
    assert not wanted(late(LATE_FOR_MANAGERS, LATE_FOR_MANAGERS))
