"""A workshop's mails on a line of days around today, as numbers that a template draws."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from workshops.models import Touchpoint, Workshop
from workshops.states import TouchpointState

# A plan reaches from a week before its workshop to some days after: these days show a whole one to come.
BEFORE: Final = timedelta(days=7)
AFTER: Final = timedelta(days=21)
WIDTH: Final = 560
# Room for half a mark at either end.
MARGIN: Final = 8

_LOOKS: Final[dict[str, str]] = {
    TouchpointState.PLANNED: "planned",
    TouchpointState.DONE: "done",
    TouchpointState.SKIPPED: "off",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """Something on the line, at `x`; `look` is planned, open, done, off or workshop."""

    x: int
    look: str


@dataclass(frozen=True, slots=True)
class Strip:
    today: int
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """A day named above the lines; `anchor` keeps its name within the drawing."""

    x: int
    text: str
    anchor: str


def scale(now: datetime, zone: ZoneInfo) -> list[Day]:
    """Today and the same day of the other weeks shown."""
    days = []
    for at in (
        now - BEFORE + timedelta(weeks=week) for week in range((BEFORE + AFTER) // timedelta(weeks=1) + 1)
    ):
        local = at.astimezone(zone)
        anchor = {now - BEFORE: "start", now + AFTER: "end"}.get(at, "middle")
        days.append(Day(_x(at, now), "today" if at == now else f"{local.day} {local:%b}", anchor))
    return days


def strip(workshop: Workshop, touchpoints: Iterable[Touchpoint], now: datetime) -> Strip:
    """The workshop and its touchpoints within the days shown; what lies outside is left out."""
    points = [
        (touchpoint.opens_at, _look(touchpoint, now))
        for touchpoint in touchpoints
        if touchpoint.state in _LOOKS
    ]
    # Last, so that it stands before a mail of the same hour.
    points.append((workshop.start, "workshop"))
    marks = [Mark(_x(at, now), look) for at, look in points if at and now - BEFORE <= at <= now + AFTER]
    return Strip(_x(now, now), tuple(marks))


def _look(touchpoint: Touchpoint, now: datetime) -> str:
    # A mail stays planned after it went out, for people who are added later.
    has_opened = touchpoint.opens_at is not None and touchpoint.opens_at <= now
    is_planned = touchpoint.state == TouchpointState.PLANNED
    return "open" if is_planned and has_opened else _LOOKS[touchpoint.state]


def _x(at: datetime, now: datetime) -> int:
    share = (at - (now - BEFORE)) / (BEFORE + AFTER)
    return round(MARGIN + share * (WIDTH - 2 * MARGIN))
