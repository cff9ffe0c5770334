"""How the log goes: opened and closed by week, and who has how much. Values in, places on a drawing out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

WIDTH: Final = 720
HEIGHT: Final = 240
_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 8, 12, 36
_ROW: Final = 30
# Room for the longest name in wide letters, which would lose its beginning at the edge.
_NAME_WIDTH: Final = 225
_LONGEST_NAME: Final = 26


@dataclass(frozen=True, slots=True)
class Week:
    """A week by its Monday: how many came, how many were closed, how many were open at its end."""

    monday: date
    opened: int
    closed: int
    open_at_end: int


@dataclass(frozen=True, slots=True)
class Load:
    """What somebody has open, and how much of that is overdue."""

    name: str
    open: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Bar:
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Tick:
    at: float
    label: str


@dataclass(frozen=True, slots=True)
class WeekBars:
    week: Week
    opened: Bar
    closed: Bar
    label: Tick


@dataclass(frozen=True, slots=True)
class WeekChart:
    weeks: list[WeekBars]
    line: str
    dots: list[tuple[float, float]]
    ticks: list[Tick]
    base: float
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT
    right: int = WIDTH - _RIGHT


@dataclass(frozen=True, slots=True)
class LoadBar:
    load: Load
    shown_name: str
    y: float
    whole: Bar
    late: Bar
    text_x: float


@dataclass(frozen=True, slots=True)
class LoadChart:
    bars: list[LoadBar]
    height: int
    width: int = WIDTH
    name_x: int = _NAME_WIDTH - 10


def nice_top(most: int) -> int:
    """The round number up to which an axis goes: never 0, never below `most`."""
    step = 1
    while True:
        for factor in (1, 2, 5):
            if (top := step * factor * 4) >= most:
                return top
        step *= 10


def week_chart(weeks: Sequence[Week]) -> WeekChart:
    """Two bars a week, and a line of what stays open; all on one scale."""
    top = nice_top(max((max(w.opened, w.closed, w.open_at_end) for w in weeks), default=0))
    base = HEIGHT - _BOTTOM
    unit = (base - _TOP) / top
    slot = (WIDTH - _LEFT - _RIGHT) / max(len(weeks), 1)
    bar = slot * 0.3
    found, dots = [], []
    for place, week in enumerate(weeks):
        x = _LEFT + slot * place + slot * 0.18
        found.append(
            WeekBars(
                week,
                opened=_upright(x, base, bar, week.opened * unit),
                closed=_upright(x + bar * 1.12, base, bar, week.closed * unit),
                label=Tick(round(x + bar, 1), f"{week.monday:%-d %b}"),
            )
        )
        dots.append((round(x + bar * 1.06, 1), round(base - week.open_at_end * unit, 1)))
    ticks = [Tick(round(base - top * part / 4 * unit, 1), str(top * part // 4)) for part in range(5)]
    return WeekChart(found, " ".join(f"{x},{y}" for x, y in dots), dots, ticks, base)


def _upright(x: float, base: float, width: float, height: float) -> Bar:
    return Bar(round(x, 1), round(base - height, 1), round(width, 1), round(height, 1))


def load_chart(loads: Sequence[Load]) -> LoadChart:
    """A bar for each owner, the overdue part of it first."""
    unit = (WIDTH - _NAME_WIDTH - 130) / max((load.open for load in loads), default=1)
    bars = []
    for place, load in enumerate(loads):
        y = place * _ROW + 4
        whole = round(load.open * unit, 1)
        late = round(load.overdue * unit, 1)
        name = load.name if len(load.name) <= _LONGEST_NAME else load.name[: _LONGEST_NAME - 1] + "…"
        bars.append(
            LoadBar(
                load,
                name,
                y + 15,
                whole=Bar(_NAME_WIDTH, y, whole, 20),
                late=Bar(_NAME_WIDTH, y, late, 20),
                text_x=_NAME_WIDTH + whole + 8,
            )
        )
    return LoadChart(bars, max(len(loads), 1) * _ROW + 4)
