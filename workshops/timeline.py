"""Where the marks of a workshop's time line stand: pure geometry for the SVG that a template draws.

T is in the middle. Days near T matter more than far ones, so that the distance grows with their square
root; marks keep a least gap, so that their labels stay apart.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import sqrt
from typing import Final

WIDTH: Final = 960
MIDDLE: Final = WIDTH / 2
# From the middle to the outermost mark; what is left over holds half a label.
REACH: Final = MIDDLE - 78
# A label such as “T-7 to T-5” in the drawing's own units.
LEAST_GAP: Final = 92.0
LONGEST_NAME: Final = 24
# A longer one would lose its beginning at the edge.
LONGEST_LABEL: Final = 19
# A name or a day with its hour, in the drawing's own units.
NAME: Final = 112.0
# A letter of a label, which is set bold.
LETTER: Final = 7.6


@dataclass(frozen=True, slots=True)
class Point:
    """One touchpoint: its distance from the workshop's start in days, and what is said of it."""

    days: float
    label: str
    name: str
    status: str
    status_text: str
    when: str = ""

    @property
    def short_name(self) -> str:
        """What fits under the mark beside its neighbours, which stand a row lower or higher."""
        return _shortened(self.name, LONGEST_NAME)

    @property
    def short_label(self) -> str:
        """What fits above the mark, wherever it stands."""
        return _shortened(self.label, LONGEST_LABEL)


@dataclass(frozen=True, slots=True)
class Mark:
    """A point with its place on the line."""

    x: float
    point: Point
    # Its label stands a row higher, as beside its neighbour's there is no room.
    is_raised: bool = False
    # So close to those beside it that names would stand upon each other: the list and the title tell them.
    is_crowded: bool = False


@dataclass(frozen=True, slots=True)
class TimeLine:
    """Everything that the template draws; `now_x` is None where the present is not known or far outside."""

    marks: tuple[Mark, ...]
    now_x: float | None
    width: int = WIDTH
    middle: float = MIDDLE

    @property
    def summary(self) -> str:
        """The drawing in words."""
        return "; ".join(
            f"{mark.point.label} {mark.point.name}: {mark.point.status_text}"
            + (f", {mark.point.when}" if mark.point.when else "")
            for mark in self.marks
        )


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip(" ,") + "…"


def nominal_days(first_day: int, *, comes_after: bool) -> float:
    """How far a touchpoint is from T where there is no slot yet: T-0 stands before T, T+0 after it."""
    if first_day:
        return float(first_day)
    return 0.1 if comes_after else -0.1


def draw(points: Iterable[Point], *, now_days: float | None = None) -> TimeLine:
    """The time line of these touchpoints, in the order of time; those of one distance keep their order."""
    ordered = sorted(points, key=lambda point: point.days)
    before = [point for point in ordered if point.days < 0]
    after = [point for point in ordered if point.days >= 0]
    left = [
        replace(mark, x=round(2 * MIDDLE - mark.x, 1))
        for mark in _side([replace(point, days=-point.days) for point in reversed(before)])
    ]
    marks = [
        *(replace(mark, point=point) for mark, point in zip(reversed(left), before, strict=True)),
        *_side(after),
    ]
    return TimeLine(tuple(_crowded(_apart(marks))), _place_of(now_days, marks))


def _crowded(marks: Sequence[Mark]) -> Iterator[Mark]:
    """Names stand on two rows in turn, so that each has the place up to the next but one."""
    for index, mark in enumerate(marks):
        beside = [marks[other].x for other in (index - 2, index + 2) if 0 <= other < len(marks)]
        yield replace(mark, is_crowded=any(abs(mark.x - x) < NAME for x in beside))


def _apart(marks: Sequence[Mark]) -> list[Mark]:
    """Of two labels that would touch, the second one raised."""
    found: list[Mark] = []
    for mark in marks:
        last = found[-1] if found else None
        is_close = last is not None and mark.x - last.x < (_width(last) + _width(mark)) / 2
        found.append(replace(mark, is_raised=is_close and last is not None and not last.is_raised))
    return found


def _width(mark: Mark) -> float:
    """Of its label with the space around it, in the drawing's own units."""
    return LETTER * len(mark.point.short_label) + 10 if mark.point.label else 0


def _side(points: Sequence[Point]) -> list[Mark]:
    """The marks to the right of the middle, nearest first."""
    if not points:
        return []
    furthest = max(points[-1].days, 1.0)
    gap = min(LEAST_GAP, REACH / len(points))
    places: list[float] = []
    for point in points:
        least = places[-1] + gap if places else gap
        places.append(max(REACH * sqrt(point.days / furthest), least))
    limit = REACH
    for index in range(len(places) - 1, -1, -1):
        places[index] = limit = min(places[index], limit)
        limit -= gap
    return [Mark(round(MIDDLE + place, 1), point) for place, point in zip(places, points, strict=True)]


def _place_of(days: float | None, marks: Sequence[Mark]) -> float | None:
    """Where the present stands: between its neighbours, in proportion to the time between them."""
    if days is None:
        return None
    known = sorted([*((mark.point.days, mark.x) for mark in marks), (0.0, MIDDLE)])
    if not known[0][0] <= days <= known[-1][0]:
        # Outside of the marks the line says only on which side of them the present lies.
        return 14.0 if days < known[0][0] else WIDTH - 14.0
    for (day_a, x_a), (day_b, x_b) in pairwise(known):
        if day_a <= days <= day_b:
            share = (days - day_a) / (day_b - day_a) if day_b > day_a else 0.0
            return round(x_a + share * (x_b - x_a), 1)
    return MIDDLE
