from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshops.timing import (
    DAYPARTS,
    Times,
    Window,
    WorkCalendar,
    at_wall_clock,
    format_offset,
    plan_times,
    work_calendar,
)

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY_TO_FRIDAY = WorkCalendar()
EVERY_DAY = WorkCalendar(frozenset())

SAVE_THE_DATE = Window(-7, -5)
AGENDA = Window(-3, -3)
REMINDER = Window(0, 0, "morning")
RECAP = Window(0, 1, is_after=True)
FOLLOW_UP = Window(3, 3, is_after=True)
USUAL_PLAN = (SAVE_THE_DATE, AGENDA, REMINDER, RECAP, FOLLOW_UP)

zones = st.sampled_from(sorted(available_timezones())).map(ZoneInfo)
# Long enough ago and ahead for every kind of clock change, days left out at the date line included.
starts = st.integers(0, 70 * 365 * 24 * 60).map(
    lambda minutes: datetime(1990, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
lengths = st.timedeltas(min_value=timedelta(minutes=5), max_value=timedelta(days=3))
weekday_sets = st.frozensets(st.integers(1, 7))


@st.composite
def windows(draw: st.DrawFn) -> Window:
    first = draw(st.integers(-40, 40))
    last = first + draw(st.integers(0, 6))
    return Window(first, last, draw(st.sampled_from(DAYPARTS)), draw(st.booleans()))


@st.composite
def calendars(draw: st.DrawFn) -> WorkCalendar:
    fixed_days = draw(st.frozensets(st.integers(1, 366), max_size=40))
    return WorkCalendar(draw(weekday_sets), _DaysOfTheYear(fixed_days))


class _DaysOfTheYear:
    def __init__(self, numbers: frozenset[int]) -> None:
        self.numbers = numbers

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and day.timetuple().tm_yday in self.numbers


def times_of(
    *planned: Window, start: datetime, minutes: int = 120, calendar: WorkCalendar = MONDAY_TO_FRIDAY
) -> list[Times]:
    zone = start.tzinfo
    assert isinstance(zone, ZoneInfo)
    end = start.astimezone(UTC) + timedelta(minutes=minutes)
    return plan_times(planned, start=start, end=end, zone=zone, calendar=calendar)


def local_openings(times: list[Times], zone: ZoneInfo) -> list[str]:
    return [f"{one.opens_at.astimezone(zone):%a %d %b %H:%M}" for one in times]


def test_the_usual_plan_opens_at_its_offsets():
    start = datetime(2026, 12, 14, 10, tzinfo=BERLIN)

    times = times_of(*USUAL_PLAN, start=start)

    assert local_openings(times, BERLIN) == [
        "Mon 07 Dec 09:00",
        "Fri 11 Dec 09:00",
        "Mon 14 Dec 08:00",
        "Mon 14 Dec 12:00",
        "Thu 17 Dec 09:00",
    ]


def test_the_usual_plan_closes_at_the_end_of_its_last_days():
    start = datetime(2026, 12, 14, 10, tzinfo=BERLIN)

    closings = [one.closes_at.astimezone(BERLIN) for one in times_of(*USUAL_PLAN, start=start)]

    assert closings == [
        datetime(2026, 12, 10, tzinfo=BERLIN),
        datetime(2026, 12, 12, tzinfo=BERLIN),
        start,
        datetime(2026, 12, 16, tzinfo=BERLIN),
        datetime(2026, 12, 18, tzinfo=BERLIN),
    ]


def test_a_mail_before_the_workshop_expires_when_the_next_one_opens():
    start = datetime(2026, 12, 14, 10, tzinfo=BERLIN)

    save_the_date, agenda, reminder, recap, follow_up = times_of(*USUAL_PLAN, start=start)

    assert [save_the_date.expires_at, agenda.expires_at] == [agenda.opens_at, reminder.opens_at]
    assert reminder.expires_at == start.astimezone(UTC)
    assert [recap.expires_at, follow_up.expires_at] == [None, None]


def test_two_mails_of_one_hour_do_not_expire_each_other():
    start = datetime(2026, 12, 14, 10, tzinfo=BERLIN)

    agenda, briefing, reminder = times_of(AGENDA, AGENDA, REMINDER, start=start)

    assert agenda == briefing
    assert agenda.expires_at == reminder.opens_at


def test_expiry_follows_the_clock_and_not_the_order_of_the_rows():
    start = datetime(2026, 12, 14, 10, tzinfo=BERLIN)

    reminder, save_the_date = times_of(REMINDER, SAVE_THE_DATE, start=start)

    assert save_the_date.expires_at == reminder.opens_at


def test_a_day_off_before_the_workshop_moves_to_the_working_day_before_it():
    wednesday = datetime(2026, 12, 16, 10, tzinfo=BERLIN)

    (sunday,) = times_of(Window(-3, -3), start=wednesday)

    assert local_openings([sunday], BERLIN) == ["Fri 11 Dec 09:00"]
    assert sunday.closes_at == datetime(2026, 12, 14, tzinfo=BERLIN)


def test_a_day_off_after_the_workshop_moves_to_the_working_day_after_it():
    thursday = datetime(2026, 12, 17, 10, tzinfo=BERLIN)

    (sunday,) = times_of(Window(3, 3, is_after=True), start=thursday)

    assert local_openings([sunday], BERLIN) == ["Mon 21 Dec 09:00"]
    assert sunday.closes_at == datetime(2026, 12, 22, tzinfo=BERLIN)


def test_a_window_opens_on_its_first_working_day():
    friday = datetime(2026, 12, 18, 10, tzinfo=BERLIN)

    times = times_of(Window(-6, -3), start=friday)

    assert local_openings(times, BERLIN) == ["Mon 14 Dec 09:00"]


def test_public_holidays_are_days_off():
    start = datetime(2027, 1, 4, 10, tzinfo=BERLIN)
    german = work_calendar({1, 2, 3, 4, 5}, "DE")

    times = times_of(Window(-3, -3), start=start, calendar=german)

    assert local_openings(times, BERLIN) == ["Thu 31 Dec 09:00"]


def test_the_day_of_the_workshop_is_worked_even_on_a_sunday():
    sunday = datetime(2026, 12, 13, 10, tzinfo=BERLIN)

    times = times_of(REMINDER, RECAP, start=sunday)

    assert local_openings(times, BERLIN) == ["Sun 13 Dec 08:00", "Sun 13 Dec 12:00"]


def test_a_reminder_that_would_come_too_late_leaves_an_hour_before_the_start():
    early = datetime(2026, 12, 14, 7, 30, tzinfo=BERLIN)

    times = times_of(REMINDER, start=early)

    assert local_openings(times, BERLIN) == ["Mon 14 Dec 06:30"]


def test_the_afternoon_of_the_day_waits_for_the_end_of_the_workshop():
    start = datetime(2026, 12, 14, 14, 30, tzinfo=BERLIN)

    times = times_of(Window(0, 0, "afternoon", is_after=True), start=start)

    assert local_openings(times, BERLIN) == ["Mon 14 Dec 16:30"]


def test_after_on_a_later_day_means_the_hour_at_which_the_workshop_ended():
    start = datetime(2026, 12, 14, 10, tzinfo=BERLIN)

    times = times_of(Window(0, 0, "after", is_after=True), Window(2, 2, "after"), start=start)

    assert local_openings(times, BERLIN) == ["Mon 14 Dec 12:00", "Wed 16 Dec 12:00"]


def test_a_recap_of_a_workshop_past_midnight_waits_for_its_end():
    start = datetime(2026, 12, 14, 23, tzinfo=BERLIN)

    (recap,) = times_of(Window(0, 0, is_after=True), start=start)

    assert local_openings([recap], BERLIN) == ["Tue 15 Dec 01:00"]
    assert recap.closes_at == datetime(2026, 12, 16, tzinfo=BERLIN)


def test_a_window_across_the_workshop_stays_on_the_side_it_belongs_to():
    start = datetime(2026, 12, 16, 10, tzinfo=BERLIN)

    before, after = times_of(Window(-1, 1), Window(-1, 1, is_after=True), start=start)

    assert local_openings([before, after], BERLIN) == ["Tue 15 Dec 09:00", "Wed 16 Dec 12:00"]
    assert before.closes_at == start
    assert after.closes_at == datetime(2026, 12, 18, tzinfo=BERLIN)


def test_a_window_wholly_on_one_side_needs_no_telling():
    assert Window(2, 3).comes_after
    assert not Window(-3, -2, is_after=True).comes_after


def test_an_hour_that_the_clocks_skip_moves_forward():
    assert at_wall_clock(date(2026, 3, 29), time(2, 30), BERLIN) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_of_an_hour_that_comes_twice_the_first_counts():
    assert at_wall_clock(date(2026, 10, 25), time(2, 30), BERLIN) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize("t_day", [date(2026, 3, 30), date(2026, 10, 26)])
def test_the_wall_clock_stays_the_same_across_a_clock_change(t_day: date):
    start = datetime.combine(t_day, time(10), tzinfo=BERLIN)

    times = times_of(Window(-3, -3), start=start)

    assert times[0].opens_at.astimezone(BERLIN).time() == time(9)


def test_a_day_that_a_zone_left_out_harms_nothing():
    apia = ZoneInfo("Pacific/Apia")  # had no 30 December 2011
    start = datetime(2012, 1, 2, 10, tzinfo=apia)

    (times,) = times_of(Window(-3, -3), start=start, calendar=EVERY_DAY)

    assert times.opens_at < times.closes_at
    assert local_openings([times], apia) == ["Sat 31 Dec 09:00"]


def test_no_weekday_named_means_that_all_are_worked():
    assert all(EVERY_DAY.is_working(date(2026, 12, day)) for day in range(7, 14))


def test_a_calendar_without_any_working_day_leaves_the_days_as_planned():
    class Always:
        def __contains__(self, day: object) -> bool:
            return True

    start = datetime(2026, 12, 14, 10, tzinfo=BERLIN)

    times = times_of(AGENDA, FOLLOW_UP, start=start, calendar=WorkCalendar(holidays=Always()))

    assert local_openings(times, BERLIN) == ["Fri 11 Dec 09:00", "Thu 17 Dec 09:00"]


def test_a_subdivision_has_holidays_of_its_own():
    epiphany = date(2027, 1, 6)

    assert not work_calendar({3}, "DE", "BY").is_working(epiphany)
    assert work_calendar({3}, "DE", "BE").is_working(epiphany)


@pytest.mark.parametrize(
    ("country", "subdivision"), [("XX", ""), ("HolidayBase", ""), ("de", ""), ("DE", "ZZ"), ("DE", "\0")]
)
def test_an_unknown_country_or_part_of_one_is_refused(country: str, subdivision: str):
    with pytest.raises(ValueError, match="known"):
        work_calendar({1}, country, subdivision)


def test_weekdays_that_are_none_are_refused():
    with pytest.raises(ValueError, match="1 \\(Monday\\) to 7"):
        work_calendar({0, 1})


@pytest.mark.parametrize("year", [1, 1500, 9998])
def test_holidays_of_far_years_are_no_trouble(year: int):
    assert isinstance(work_calendar({1}, "DE").is_working(date(year, 12, 24)), bool)


@pytest.mark.parametrize(
    "start", [datetime(1, 1, 1, 5, tzinfo=BERLIN), datetime(9999, 12, 30, tzinfo=BERLIN)]
)
def test_a_touchpoint_outside_the_calendar_is_a_clear_error(start: datetime):
    with pytest.raises(ValueError, match="years 1 to 9999"):
        times_of(*USUAL_PLAN, start=start)


def test_an_offset_beyond_all_dates_is_a_clear_error():
    start = datetime(2026, 12, 14, 10, tzinfo=BERLIN)

    with pytest.raises(ValueError, match="years 1 to 9999"):
        times_of(Window(10**12, 10**12), start=start)


def test_a_slot_without_a_zone_is_refused():
    start = datetime(2026, 12, 14, 10, tzinfo=BERLIN)
    naive = start.replace(tzinfo=None)

    with pytest.raises(ValueError, match="need a time zone"):
        plan_times([AGENDA], start=start, end=naive, zone=BERLIN, calendar=EVERY_DAY)


def test_a_slot_that_ends_before_it_starts_is_refused_even_where_the_wall_clock_hides_it():
    start = datetime(2026, 10, 25, 2, 10, fold=1, tzinfo=BERLIN)
    end = datetime(2026, 10, 25, 2, 50, fold=0, tzinfo=BERLIN)

    with pytest.raises(ValueError, match="ends after it starts"):
        plan_times([AGENDA], start=start, end=end, zone=BERLIN, calendar=EVERY_DAY)


def test_a_window_that_ends_before_it_begins_is_refused():
    with pytest.raises(ValueError, match="cannot end before it begins"):
        Window(2, 1)


def test_an_unknown_part_of_the_day_is_refused():
    with pytest.raises(ValueError, match="not a part of the day"):
        Window(1, 1, "noon")


def test_what_has_not_left_when_its_window_closes_is_late_and_later_expired():
    opens_at = datetime(2026, 12, 7, 8, tzinfo=UTC)
    closes_at, expires_at = opens_at + timedelta(hours=15), opens_at + timedelta(days=4)
    times = Times(opens_at, closes_at, expires_at)
    moments = [opens_at - timedelta(seconds=1), opens_at, closes_at, expires_at]

    seen = [(times.is_open(now), times.is_late(now), times.is_expired(now)) for now in moments]

    assert seen == [
        (False, False, False),
        (True, False, False),
        (True, True, False),
        (False, True, True),
    ]


@pytest.mark.parametrize(
    ("window", "label"),
    [
        ((-7, -5, False), "T-7 to T-5"),
        ((-3, -3, False), "T-3"),
        ((0, 0, False), "T-0"),
        ((0, 0, True), "T+0"),
        ((0, 1, True), "T+0 / T+1"),
        ((3, 5, True), "T+3 to T+5"),
        ((-1, 0, False), "T-1 to T-0"),
    ],
)
def test_offsets_are_written_as_in_plans(window: tuple[int, int, bool], label: str):
    first_day, last_day, is_after = window

    assert format_offset(Window(first_day, last_day, is_after=is_after)) == label


@given(st.lists(windows(), min_size=1, max_size=5), starts, lengths, zones, calendars())
def test_the_order_of_the_instants_holds_in_every_zone(
    planned: list[Window], start: datetime, length: timedelta, zone: ZoneInfo, calendar: WorkCalendar
):
    end = start + length

    times = plan_times(planned, start=start, end=end, zone=zone, calendar=calendar)

    for window, one in zip(planned, times, strict=True):
        assert one.opens_at.tzinfo is UTC
        assert one.opens_at < one.closes_at
        if window.comes_after:
            assert one.opens_at >= end
            assert one.expires_at is None
        else:
            assert one.closes_at <= start
            assert one.expires_at is not None
            assert one.opens_at < one.expires_at <= start


@given(windows(), starts, lengths, zones, weekday_sets)
def test_a_touchpoint_opens_on_a_working_day_or_with_the_workshop_itself(
    window: Window, start: datetime, length: timedelta, zone: ZoneInfo, weekdays: frozenset[int]
):
    calendar, end = WorkCalendar(weekdays), start + length

    (times,) = plan_times([window], start=start, end=end, zone=zone, calendar=calendar)

    opened_on = times.opens_at.astimezone(zone).date()
    is_tied_to_the_workshop = times.opens_at in (end, start - timedelta(hours=1))
    is_t_day = opened_on == start.astimezone(zone).date()
    # A day that a zone left out altogether (it jumped the date line) gives way to the day after it.
    is_jump = at_wall_clock(opened_on - timedelta(days=1), time(0), zone).astimezone(zone).date() == opened_on
    assert calendar.is_working(opened_on) or is_tied_to_the_workshop or is_t_day or is_jump


@given(
    st.lists(st.integers(-30, 30), min_size=2, max_size=6, unique=True), starts, lengths, zones, calendars()
)
def test_later_days_never_open_earlier(
    days: list[int], start: datetime, length: timedelta, zone: ZoneInfo, calendar: WorkCalendar
):
    planned = [Window(day, day) for day in sorted(days)]

    times = plan_times(planned, start=start, end=start + length, zone=zone, calendar=calendar)

    assert all(one.opens_at <= other.opens_at for one, other in pairwise(times))


@given(windows(), starts, lengths, st.integers(-200, 200), weekday_sets)
def test_a_workshop_moved_by_weeks_moves_its_touchpoints_by_weeks(
    window: Window, start: datetime, length: timedelta, weeks: int, weekdays: frozenset[int]
):
    zone, calendar, shift = ZoneInfo("Asia/Kolkata"), WorkCalendar(weekdays), timedelta(weeks=weeks)
    start = start.replace(year=2026, day=min(start.day, 28))

    (times,) = plan_times([window], start=start, end=start + length, zone=zone, calendar=calendar)
    (moved,) = plan_times(
        [window], start=start + shift, end=start + length + shift, zone=zone, calendar=calendar
    )

    assert moved.opens_at == times.opens_at + shift
    assert moved.closes_at == times.closes_at + shift


@given(st.integers(-20, -1), starts, lengths, zones, st.sampled_from(["", "morning", "afternoon"]))
def test_the_clock_on_the_wall_shows_the_hour_of_the_daypart(
    day: int, start: datetime, length: timedelta, zone: ZoneInfo, daypart: str
):
    (times,) = plan_times(
        [Window(day, day, daypart)], start=start, end=start + length, zone=zone, calendar=EVERY_DAY
    )

    hour = {"": 9, "morning": 8, "afternoon": 14}[daypart]
    assert times.opens_at.astimezone(zone).time() == time(hour)


@given(starts, zones, st.dates(date(1990, 1, 1), date(2060, 1, 1)), st.times())
def test_a_wall_clock_moves_by_no_more_than_the_clocks_do(
    start: datetime, zone: ZoneInfo, day: date, at: time
):
    shown = at_wall_clock(day, at, zone).astimezone(zone).replace(tzinfo=None)

    assert timedelta(0) <= shown - datetime.combine(day, at) <= timedelta(days=1)
