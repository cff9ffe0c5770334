"""How far from the workshop something lies, in what a plan counts: `3 working days`, `one week`, `2h`."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from workshops.timing import MINUTES_OF_A_DAY, calendar_days

# How the units begin that count working days, and those that are shorter than a day.
_WORKED: Final = ("work", "bus", "weekd", "wd", "bd")
_LENGTHS: Final = ("h", "min")
_MINUTES_OF_AN_HOUR: Final = 60


@dataclass(frozen=True, slots=True)
class Amount:
    """So many of a unit, days where none is given, before the workshop or after it; 0 is its own day."""

    number: int
    unit: str = ""
    is_after: bool = False

    @property
    def is_worked(self) -> bool:
        """Whether it counts working days."""
        return self.unit.casefold().startswith(_WORKED)

    @property
    def counted(self) -> int:
        """Negative before the workshop."""
        return self.number if self.is_after else -self.number

    @property
    def day(self) -> int:
        """In calendar days, of working ones about as many; negative before the workshop."""
        days = self._calendar_days()
        return days if self.is_after else -days

    @property
    def minutes(self) -> int | None:
        """Of what is shorter than a day."""
        minutes = self._minutes() if is_length(self.unit) else 0
        return minutes if 0 < minutes < MINUTES_OF_A_DAY else None

    def _calendar_days(self) -> int:
        unit = self.unit.casefold()
        if self.is_worked:
            return calendar_days(self.number)
        if is_length(unit):
            return round(self._minutes() / MINUTES_OF_A_DAY)
        return self.number * {"w": 7, "f": 14, "m": 30}.get(unit[:1], 1)

    def _minutes(self) -> int:
        return self.number * (_MINUTES_OF_AN_HOUR if self.unit.casefold().startswith("h") else 1)


@dataclass(frozen=True, slots=True)
class Reach:
    """From which day to which, in calendar days or in working days; or so many minutes from the workshop."""

    first_day: int
    last_day: int
    in_working_days: bool = False
    minutes: int | None = None


def reach(amounts: Iterable[Amount]) -> Reach:
    """From the first of these to the last. What mixes working days with others counts calendar days."""
    points = list(amounts)
    if len(points) == 1 and points[0].minutes is not None:
        return Reach(0, 0, minutes=points[0].minutes)
    away = [point for point in points if point.number]
    in_working_days = bool(away) and all(point.is_worked for point in away)
    days = sorted(point.counted if in_working_days else point.day for point in points)
    return Reach(days[0], days[-1], in_working_days)


def is_length(unit: str | None) -> bool:
    """Whether the unit is shorter than a day."""
    return (unit or "").casefold().startswith(_LENGTHS)
