"""When a touchpoint is due: pure rules that think in the workshop's own time zone and answer in UTC."""

from collections.abc import Collection, Container, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo

AFTER: Final = "after"
WALL_CLOCK: Final = {"": time(9), "morning": time(8), "afternoon": time(14)}
DAYPARTS: Final = (*WALL_CLOCK, AFTER)

# A reminder at 08:00 is no use to a workshop that starts at 07:30.
LEAST_NOTICE: Final = timedelta(hours=1)

# Longer than any run of days off in a real calendar, one working weekday and a row of holidays included:
# past it the calendar has no working day at all, and the plan's own day is the best answer.
SEARCH_DAYS: Final = 60
MINUTES_OF_A_DAY: Final = 24 * 60


@dataclass(frozen=True, slots=True)
class PublicHolidays:
    """The public holidays of a country or of one of its subdivisions, asked for day by day."""

    country: str
    subdivision: str = ""

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and day in _holidays_of_year(self.country, self.subdivision, day.year)


@lru_cache(maxsize=512)
def _holidays_of_year(country: str, subdivision: str, year: int) -> frozenset[date]:
    # One finished set a year: the package's own lazy mapping marks a year as known before it has filled it,
    # so that a second thread would see a year without holidays.
    return frozenset(_public_holidays(country, subdivision, years=year))


def _public_holidays(country: str, subdivision: str, **options: Any) -> Any:
    # Imported where it is used: all countries' tables take 3 MB, and many a project has no country.
    import holidays

    return holidays.country_holidays(country, subdiv=subdivision or None, **options)


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Which days are worked. No weekday named means that all seven are."""

    weekdays: frozenset[int] = frozenset({1, 2, 3, 4, 5})
    holidays: Container[date] = frozenset()

    def __post_init__(self) -> None:
        if not self.weekdays <= {1, 2, 3, 4, 5, 6, 7}:
            raise ValueError("Weekdays are numbered from 1 (Monday) to 7 (Sunday).")

    def is_working(self, day: date) -> bool:
        is_weekday = not self.weekdays or day.isoweekday() in self.weekdays
        return is_weekday and day not in self.holidays


def work_calendar(weekdays: Collection[int], country: str = "", subdivision: str = "") -> WorkCalendar:
    """The calendar of a project; without a country there are no public holidays.

    Raises ValueError for a country or a subdivision whose holidays nobody has written down.
    """
    if not country:
        return WorkCalendar(frozenset(weekdays))
    if country not in _countries():
        raise ValueError(f"The public holidays of the country “{country}” are not known.")
    try:
        _public_holidays(country, subdivision)
    except NotImplementedError as error:
        raise ValueError(f"“{subdivision}” is not a known part of the country “{country}”.") from error
    return WorkCalendar(frozenset(weekdays), PublicHolidays(country, subdivision))


@lru_cache(maxsize=1)
def _countries() -> frozenset[str]:
    # The package looks a country up among all its attributes, classes and modules too: ask its list first.
    import holidays

    return frozenset(holidays.list_supported_countries(include_aliases=True))


@dataclass(frozen=True, slots=True)
class Window:
    """The days, counted from T, within which a touchpoint is to go out.

    `is_after` tells T+0 from T-0; a window that lies wholly on one side of T needs no telling. In working
    days, day 3 is the third one that is worked after T, and T itself is day 0 as ever.

    `at` is an hour of the workshop's own zone, in place of the daypart's. `minutes` count from the workshop
    itself: so long before it starts or after it ends, on whatever day that is.
    """

    first_day: int
    last_day: int
    daypart: str = ""
    is_after: bool = False
    in_working_days: bool = False
    at: time | None = None
    minutes: int | None = None

    def __post_init__(self) -> None:
        if self.minutes is not None:
            self._check_minutes(self.minutes)
        if self.last_day < self.first_day:
            raise ValueError("A window cannot end before it begins.")
        if self.daypart not in DAYPARTS:
            raise ValueError(f"“{self.daypart}” is not a part of the day.")

    def _check_minutes(self, minutes: int) -> None:
        if not 0 <= minutes < MINUTES_OF_A_DAY:
            raise ValueError("Minutes before or after the workshop are fewer than those of a day.")
        if self.first_day or self.last_day or self.at:
            raise ValueError("What counts from the workshop itself has no other day, and no hour.")

    @property
    def comes_after(self) -> bool:
        """Whether the touchpoint follows the workshop."""
        return self.first_day > 0 or (self.is_after and self.last_day >= 0)

    @property
    def days(self) -> range:
        """The window's days on its own side of T: a window that reaches across T is cut there."""
        if self.comes_after:
            return range(max(self.first_day, 0), self.last_day + 1)
        return range(self.first_day, min(self.last_day, 0) + 1)

    @property
    def calendar_days(self) -> tuple[int, int]:
        """About which calendar days the first and the last are, as long as there is no slot."""
        if not self.in_working_days:
            return self.first_day, self.last_day
        return calendar_days(self.first_day), calendar_days(self.last_day)


def calendar_days(working_days: int) -> int:
    """About how many calendar days so many working days are, of the same sign.

    Five are a week; of what is left over, three or four have a weekend between them more often than not, and
    one or two have none.
    """
    count = abs(working_days)
    days = count + 2 * ((count + 2) // 5)
    return days if working_days > 0 else -days


@dataclass(frozen=True, slots=True)
class Times:
    """The instants of one touchpoint, in UTC. It never expires where `expires_at` is None."""

    opens_at: datetime
    closes_at: datetime
    expires_at: datetime | None

    def is_open(self, now: datetime) -> bool:
        """Whether it may go out: its window has opened, and it still makes sense."""
        return self.opens_at <= now and not self.is_expired(now)

    def is_late(self, now: datetime) -> bool:
        """Whether what has not gone out by now has missed its window."""
        return now >= self.closes_at

    def is_expired(self, now: datetime) -> bool:
        """Whether it makes no sense any more."""
        return self.expires_at is not None and now >= self.expires_at


@dataclass(frozen=True, slots=True)
class _Slot:
    """The workshop's slot, seen from its own zone."""

    start: datetime
    end: datetime
    zone: ZoneInfo

    @property
    def t_day(self) -> date:
        return self.start.astimezone(self.zone).date()

    def day(self, offset: int) -> date:
        return self.t_day + timedelta(days=offset)

    def working_day(self, offset: int, calendar: WorkCalendar) -> date:
        """The working day that is so many from T; where none is worked for long, each day counts as one."""
        day, step = self.t_day, timedelta(days=1 if offset > 0 else -1)
        for _ in range(abs(offset)):
            following = (day + step * distance for distance in range(1, SEARCH_DAYS + 1))
            day = next(filter(calendar.is_working, following), day + step)
        return day

    def wall_clock(self, day: date, window: Window) -> datetime:
        if window.at is not None:
            return at_wall_clock(day, window.at, self.zone)
        if window.daypart == AFTER:
            return at_wall_clock(day, self.end.astimezone(self.zone).time(), self.zone)
        return at_wall_clock(day, WALL_CLOCK[window.daypart], self.zone)


def at_wall_clock(day: date, at: time, zone: ZoneInfo) -> datetime:
    """That hour of that day in UTC: one that the clocks skip moves forward, of two the first counts."""
    return datetime.combine(day, at.replace(fold=0), tzinfo=zone).astimezone(UTC)


def plan_times(
    windows: Sequence[Window], *, start: datetime, end: datetime, zone: ZoneInfo, calendar: WorkCalendar
) -> list[Times]:
    """The instants of a workshop's touchpoints, in the order of their windows.

    Raises ValueError where the slot is no slot, or reaches out of the years that a date can have.
    """
    if start.utcoffset() is None or end.utcoffset() is None:
        raise ValueError("A workshop's start and end need a time zone.")
    try:
        # Compared in UTC: Python compares two times of one zone by the wall clock, which may be turned back.
        slot = _Slot(start.astimezone(UTC), end.astimezone(UTC), zone)
        if slot.end <= slot.start:
            raise ValueError("A workshop ends after it starts.")
        spans = [_span(window, slot, calendar) for window in windows]
    except OverflowError as error:
        raise ValueError(
            "The workshop or one of its touchpoints lies outside the years 1 to 9999."
        ) from error
    return [
        Times(
            opens_at, closes_at, None if window.comes_after else _expires_at(opens_at, windows, spans, slot)
        )
        for window, (opens_at, closes_at) in zip(windows, spans, strict=True)
    ]


def _span(window: Window, slot: _Slot, calendar: WorkCalendar) -> tuple[datetime, datetime]:
    """When the window opens, and the end of the day by which the touchpoint should be out."""
    if window.minutes is not None:
        return _span_of_minutes(window, timedelta(minutes=window.minutes), slot, calendar)
    nominal = slot.wall_clock(_opening_day(window, slot, calendar), window)
    if window.comes_after:
        opens_at = max(nominal, slot.end)
        return opens_at, _end_of_window(window, opens_at, slot, calendar)
    opens_at = nominal if nominal < slot.start else slot.start - LEAST_NOTICE
    return opens_at, min(_end_of_window(window, opens_at, slot, calendar), slot.start)


def _span_of_minutes(
    window: Window, distance: timedelta, slot: _Slot, calendar: WorkCalendar
) -> tuple[datetime, datetime]:
    if not window.comes_after:
        return slot.start - distance, slot.start
    opens_at = slot.end + distance
    return opens_at, _end_of_window(window, opens_at, slot, calendar)


def _opening_day(window: Window, slot: _Slot, calendar: WorkCalendar) -> date:
    """The first working day of the window, or the nearest one on the side that leads away from T.

    T itself always counts as worked: the workshop takes place.
    """
    if window.in_working_days:
        return slot.working_day(window.days[0], calendar)
    for offset in window.days[: SEARCH_DAYS + 1]:
        if offset == 0 or calendar.is_working(slot.day(offset)):
            return slot.day(offset)
    edge, step = (window.last_day, 1) if window.comes_after else (window.first_day, -1)
    for distance in range(1, SEARCH_DAYS + 1):
        if calendar.is_working(day := slot.day(edge + step * distance)):
            return day
    return slot.day(window.days[0])


def _end_of_window(window: Window, opens_at: datetime, slot: _Slot, calendar: WorkCalendar) -> datetime:
    offset = window.days[-1]
    planned = slot.working_day(offset, calendar) if window.in_working_days else slot.day(offset)
    # The opening's real local day counts: it is not the planned one where the window moved, where the
    # workshop runs past midnight, or where a zone left a whole day out.
    last_day = max(planned, opens_at.astimezone(slot.zone).date())
    return at_wall_clock(last_day + timedelta(days=1), time(0), slot.zone)


def _expires_at(
    opens_at: datetime, windows: Sequence[Window], spans: Sequence[tuple[datetime, datetime]], slot: _Slot
) -> datetime:
    """When the next touchpoint before the workshop takes over, at the latest when the workshop starts."""
    followers = (
        opening
        for window, (opening, _) in zip(windows, spans, strict=True)
        if not window.comes_after and opening > opens_at
    )
    return min(followers, default=slot.start)


def format_offset(window: Window) -> str:
    """The window as plans write it: “T-7 to T-5”, “T+0 / T+1”, “T-3 working days, 16:30”, “T-2h”."""
    first_day, last_day, is_after = window.first_day, window.last_day, window.is_after
    if window.minutes is not None:
        return f"T{'+' if window.comes_after else '-'}{_length(window.minutes)}"
    first, last = (_day_label(day, is_after) for day in (first_day, last_day))
    link = " / " if is_after and last_day == first_day + 1 else " to "
    text = first if first_day == last_day else f"{first}{link}{last}"
    if window.in_working_days and (first_day or last_day):
        text += f" working {'day' if abs(last_day) == 1 else 'days'}"
    return f"{text}, {window.at:%H:%M}" if window.at else text


def _length(minutes: int) -> str:
    return f"{minutes}min" if minutes % 60 else f"{minutes // 60}h"


def _day_label(day: int, is_after: bool) -> str:
    return f"T+{day}" if day > 0 or (day == 0 and is_after) else f"T-{-day}"
