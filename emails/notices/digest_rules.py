"""When a person is reminded of what is theirs: pure rules about days, in each project's own calendar."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from emails.states import Rhythm
from workshops.timing import SEARCH_DAYS, WorkCalendar, at_wall_clock

# Nobody is reminded at night, nor in the evening where the program was down all day: tomorrow will do.
FROM: Final = time(8)
UNTIL: Final = time(18)
# Time enough to act before the day.
SOON: Final = timedelta(days=2)
# Where a plan has no follow-up, what a workshop left open is asked for as if it had the usual one.
FOLLOW_UP_AFTER: Final = timedelta(days=3)

# How far along a due date is: each step up is worth a mail, once.
NOT_NEAR: Final = 0
DUE_SOON: Final = 1
DUE_TODAY: Final = 2
# Up to three working days late, a step each; on the third one the managers are told too.
DAYS_LATE: Final = 3
LATE_FOR_MANAGERS: Final = DUE_TODAY + DAYS_LATE


def stage(due_on: date | None, today: date, calendar: WorkCalendar) -> int:
    """How pressing it is today. What falls on days off is told on the last working day before them."""
    if due_on is None:
        return NOT_NEAR
    if today > due_on:
        return DUE_TODAY + _working_days(due_on, today, calendar)
    if today >= _worked_before(due_on, calendar):
        return DUE_TODAY
    return DUE_SOON if today >= _worked_before(due_on - SOON, calendar) else NOT_NEAR


def _working_days(after: date, until: date, calendar: WorkCalendar) -> int:
    """The working days in between, `until` included, as far as they count."""
    found, day = 0, after
    while day < until and found < DAYS_LATE:
        day += timedelta(days=1)
        found += calendar.is_working(day)
    return found


def _worked_before(day: date, calendar: WorkCalendar) -> date:
    """The day itself, or the last working day before it."""
    for distance in range(SEARCH_DAYS):
        if calendar.is_working(earlier := day - timedelta(days=distance)):
            return earlier
    return day


def repeats_from(follow_up_on: date) -> date:
    """From the week after the follow-up on, what is still open is repeated each week."""
    return follow_up_on + timedelta(days=7 - follow_up_on.weekday())


def is_awake(now: datetime, zone: ZoneInfo, calendar: WorkCalendar) -> bool:
    """Whether somebody there may be reminded now."""
    local = now.astimezone(zone)
    return calendar.is_working(local.date()) and FROM <= local.time() < UNTIL


def next_round(now: datetime, zone: ZoneInfo, calendar: WorkCalendar) -> datetime:
    """When the next working day's reminding begins, after `now`, in UTC."""
    today = now.astimezone(zone).date()
    for distance in range(SEARCH_DAYS):
        day = today + timedelta(days=distance)
        begins = at_wall_clock(day, FROM, zone)
        if calendar.is_working(day) and begins > now:
            return begins
    return at_wall_clock(today + timedelta(days=SEARCH_DAYS), FROM, zone)


def ends_at(now: datetime, zone: ZoneInfo) -> datetime:
    """When a reminder of today makes no sense any more: tomorrow has its own."""
    return at_wall_clock(now.astimezone(zone).date() + timedelta(days=1), time(0), zone)


@dataclass(frozen=True, slots=True)
class Point:
    """Something that is open and theirs: how pressing it is today, and was when they were last told."""

    stage: int
    stage_before: int = NOT_NEAR
    # Whether it is repeated each week by now, due or not.
    is_repeated: bool = False
    # From which stage on it concerns them: a manager only hears of what is late.
    least_stage: int = DUE_SOON

    @property
    def is_listed(self) -> bool:
        return self.is_repeated or self.stage >= self.least_stage

    @property
    def is_pressing(self) -> bool:
        """It came one step further since they were last told."""
        return self.stage >= self.least_stage and self.stage > self.stage_before


def is_wanted(points: Iterable[Point], *, rhythm: str, today: date, last_on: date | None) -> bool:
    """Whether a mail is due today: the first one in its week, or something came a step further.

    Never two on a day, none where nothing is open, and none beside the weekly one for who wants it so.
    """
    if rhythm == Rhythm.PAUSED or (last_on is not None and last_on >= today):
        return False
    listed = [point for point in points if point.is_listed]
    if listed and (last_on is None or _week(last_on) < _week(today)):
        return True
    return rhythm == Rhythm.AS_DUE and any(point.is_pressing for point in listed)


def _week(day: date) -> tuple[int, int]:
    year, week, _ = day.isocalendar()
    return year, week
