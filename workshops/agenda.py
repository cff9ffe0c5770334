"""How an agenda's minutes add up against the slot, and when each item begins.

`static/js/agenda.js` says the same while one types.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, slots=True)
class AgendaTotal:
    """The sum of an agenda's minutes, and the slot that it is to fit into."""

    shortest: int
    longest: int
    untimed: int
    slot_min: int
    slot_max: int

    @property
    def over(self) -> int:
        """By how many minutes even the shortest run exceeds the slot."""
        return max(self.shortest - self.slot_max, 0)

    @property
    def may_run_over(self) -> int:
        return max(self.longest - self.slot_max, 0)

    @property
    def fits(self) -> bool:
        return not self.may_run_over

    @property
    def text(self) -> str:
        """The sum in words, such as “70–95 of 90–120 min: fits”."""
        sums = f"{minutes(self.shortest, self.longest)} of {minutes(self.slot_min, self.slot_max)} min"
        return f"{sums}: {self.verdict}{self._untimed_text}"

    @property
    def verdict(self) -> str:
        if self.over:
            return f"over by {self.over} min"
        if self.may_run_over:
            return f"may run over by {self.may_run_over} min"
        if self.longest < self.slot_min:
            return f"fits, {self.slot_min - self.longest} min unplanned"
        return "fits"

    @property
    def _untimed_text(self) -> str:
        if not self.untimed:
            return ""
        return f" ({self.untimed} {'item' if self.untimed == 1 else 'items'} without minutes)"


def agenda_total(
    items: Iterable[tuple[int | None, int | None]], *, slot_min: int, slot_max: int
) -> AgendaTotal:
    """The sum over (from, to) of each item; one that gives only one of the two counts with that one twice."""
    shortest = longest = untimed = 0
    for low, high in items:
        if low is None and high is None:
            untimed += 1
        shortest += low if low is not None else high or 0
        longest += high if high is not None else low or 0
    return AgendaTotal(shortest, longest, untimed, slot_min, slot_max)


def clock_times(items: Iterable[tuple[int | None, int | None]], *, start: datetime | None) -> list[str]:
    """When each item begins: “10:00”, “10:05–10:10” after one of five to ten minutes; `start` is local.

    Without a start the minutes since the beginning: “+0 min”, “+5–10 min”.
    """
    if start is None:
        return [f"+{minutes(early, late)} min" for early, late in _minutes_before(items)]
    return [_clock(*(at.astimezone(start.tzinfo) for at in pair)) for pair in beginnings(items, start=start)]


def beginnings(
    items: Iterable[tuple[int | None, int | None]], *, start: datetime
) -> list[tuple[datetime, datetime]]:
    """Between which two instants each item begins, in UTC."""
    # In UTC: an hour that the clocks skip or repeat is no part of the agenda's minutes.
    begin = start.astimezone(UTC)
    return [
        (begin + timedelta(minutes=early), begin + timedelta(minutes=late))
        for early, late in _minutes_before(items)
    ]


def _minutes_before(items: Iterable[tuple[int | None, int | None]]) -> Iterator[tuple[int, int]]:
    early = late = 0
    for low, high in items:
        yield early, late
        early += low if low is not None else high or 0
        late += high if high is not None else low or 0


def _clock(early: datetime, late: datetime) -> str:
    first, last = f"{early:%H:%M}", f"{late:%H:%M}"
    return first if first == last else f"{first}–{last}"


def minutes(low: int, high: int) -> str:
    """A range of minutes as people write it."""
    return str(high) if low == high else f"{low}–{high}"
