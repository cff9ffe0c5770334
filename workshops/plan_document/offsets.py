"""Days relative to the workshop as people write them: `T–7 to T–5`, `T-2 days`, `T-0 morning`.

A window counts calendar days or working days, as its words do; where it mixes the two, calendar days, of the
working ones about as many. Which days these are, the slot tells (`workshops.timing`).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import time
from itertools import pairwise
from typing import Final

from .amounts import Amount, Reach, is_length, reach
from .dayparts import QUALIFIER, daypart_of, hour_of, is_late
from .entities import shown
from .inline import DASH, DASHES, strip_emphasis, strip_pictures
from .relative import COUNT_WORDS, count_of, find_told
from .timed import Timed

_UNIT: Final = (
    r"(?:(?:working|business|calendar)[\s-]+(?:days?|d)|work(?:ing)?days?|weekdays?|[wb]d"
    r"|days?|d|weeks?|wks?|w|hours?|hrs?|h|min(?:ute)?s?|months?)"
)
# `W-3`, `Week -2` and `Week +1`; `Week-1` and `Week 3` may as well be a week's name.
_WEEK: Final = rf"(?P<week>(?-i:W)(?=[+{DASH}]\s?[1-9])|Weeks?(?=\s[+{DASH}][1-9]|\s?[+−]\s?[1-9]))"
_POINT: Final = re.compile(
    rf"(?<!\w)(?:[TD]|Day|(?-i:J)(?!0)|{_WEEK})\s*"
    rf"(?:(?P<sign>\+|[{DASH}]{{1,3}}|minus\b|plus\b)\s*(?P<days>\d{{1,3}}|(?:{COUNT_WORDS})\b)|(?P<zero>0))"
    rf"(?:\s*(?P<unit>{_UNIT})(?!\w))?(?![\w])"
    rf"|(?<!\w)(?-i:[TD])[{DASH}\s]Day(?!\w)"
    # The day itself: `T (morning)`, `T: reminder`.
    r"|^(?-i:T)(?=\s*$)|(?<![\w'’.])(?-i:T)(?=\s*:(?:\*\*|__)?\s|[\s,]*\(?(?:morning|afternoon|evening|after)\b)",
    re.I,
)
# `T-7 to -5`, `T–7–5 days`: the second point may leave out its T.
_BARE: Final = re.compile(
    rf"(?P<sign>\+|[{DASH}]{{1,3}})?(?P<days>\d{{1,3}})(?:\s*(?P<unit>{_UNIT})(?!\w))?(?=\s*(?:$|[:)(,;*|]))",
    re.I,
)
_LINK: Final = re.compile(rf"\s*(?P<mark>to|until|till|through|and|or|\.{{2,3}}|[…/,&→{DASH}])\s*", re.I)
_ENUMERATING: Final = frozenset({"/", ",", "&", "and", "or"})
_OPTIONAL: Final = re.compile(
    r"\(\s*optional\b[^()]{0,60}\)|[,;]\s*optional\b|^optional\b|\b(?:if|as|when|where)\s+(?:needed|required|necessary)\b",
    re.I,
)
_OPTIONAL_MARK: Final = re.compile(
    r"\s*\((?:optional|(?:if|as|when|where) (?:needed|required|necessary))\)", re.I
)
# What may stand between a day and the link to the next: `T-10 (Mon) to T-8`.
_ASIDE: Final = re.compile(r"\s*\([^()\n]{1,40}\)")
# Words in front that only say that what follows is a day.
IN_FRONT: Final = re.compile(
    r"(?:between|from|on|by|at|around|about|approx(?:imately|\.)?|circa|ca\.|not? later than)\s+",
    re.I,
)
_AFTER: Final = re.compile(r"\bafter(?:wards?)?\b", re.I)
# Further apart than this, `T+30 / T+60` means two occasions, not one window.
_TWO_OCCASIONS: Final = 7
# More occasions in one row are no plan.
_MOST_POINTS: Final = 12


@dataclass(frozen=True, slots=True)
class Window(Timed):
    """First and last day relative to T, the part of the day, and the words it was written in."""

    opens_day: int
    closes_day: int
    daypart: str = ""
    is_after: bool = False
    label: str = ""
    in_working_days: bool = False
    # The hour that the words name, or so many minutes from the workshop itself.
    at: time | None = None
    minutes: int | None = None
    # Of the workshop's own day where no sign tells the side: whether it is after, if no words tell it either.
    side_if_silent: bool | None = field(default=None, compare=False)

    @property
    def calendar_days(self) -> tuple[int, int]:
        """About which calendar days these are, to compare it with other windows."""
        return self.timing.calendar_days


@dataclass(frozen=True, slots=True)
class Found:
    """Windows found in a text, with the place where they stand, and their words without the days."""

    windows: tuple[Window, ...]
    start: int
    end: int
    said: str = ""
    has_sign: bool = True


@dataclass(frozen=True, slots=True)
class _Point:
    amount: Amount
    start: int
    end: int
    has_sign: bool = True
    is_week: bool = False


def parse_offset(text: str) -> tuple[Window, ...]:
    """The windows that a label names, none where it names no day.

    The label stays as it was written, but for the type it is set in and pictures in front of it.
    """
    text = strip_emphasis(strip_pictures(shown(text)))
    found = find_offset(text)
    if found is None:
        return ()
    if len(found.windows) > 1:
        return found.windows
    window = found.windows[0]
    said = f"{text[: found.start]} {found.said}{text[found.end :]}"
    is_after = window.is_after and window.side_if_silent is None
    found_reach = Reach(window.opens_day, window.closes_day, window.in_working_days, window.minutes)
    return (_window(found_reach, said, text.strip(), is_after=is_after, has_sign=found.has_sign),)


def find_offset(text: str) -> Found | None:
    """The first place in a text that names days relative to T, with its part of the day."""
    match = _POINT.search(text)
    if match is None:
        return _find_relative(text)
    points, is_enumeration = _points(text, match)
    begin, end = points[0].start, points[-1].end
    while qualifier := QUALIFIER.match(text, end) or _OPTIONAL_MARK.match(text, end):
        if qualifier.end() == end:
            break
        end = qualifier.end()
    label, said = text[begin:end].strip(), _between(text, points, end)
    days = sorted({point.amount.day for point in points})
    if is_enumeration and len(days) > 1 and any(b - a > _TWO_OCCASIONS for a, b in pairwise(days)):
        windows = tuple(_window_of([point], said, text[point.start : point.end].strip()) for point in points)
        return Found(windows, begin, end, said)
    return Found((_window_of(points, said, label),), begin, end, said, points[0].has_sign)


def _window_of(points: Sequence[_Point], said: str, label: str) -> Window:
    first, told = points[0], reach(point.amount for point in points)
    return _window(told, said, label, is_after=first.amount.is_after, has_sign=first.has_sign)


def starts_with_offset(text: str) -> Found | None:
    """As `find_offset`, where the text begins with it."""
    found = find_offset(text)
    return found if found and found.start == 0 else None


def is_optional(text: str) -> bool:
    """Whether the words leave the touchpoint to the manager's judgement."""
    return _OPTIONAL.search(text) is not None


def _between(text: str, points: Sequence[_Point], end: int) -> str:
    """The words of a label without its days: the `2h` of `T-2h` is no hour of the day."""
    ends = [*(point.start for point in points[1:]), end]
    return " ".join(text[point.end : stop].strip() for point, stop in zip(points, ends, strict=True)).strip()


def _points(text: str, match: re.Match[str]) -> tuple[list[_Point], bool]:
    points = [_point(match, None)]
    is_between = text[: match.start()].casefold().endswith("between ")
    is_enumeration = False
    while len(points) < _MOST_POINTS and (linked := _linked(text, points[-1])):
        mark, following = linked
        points.append(_point(following, points[-1]))
        is_enumeration = is_enumeration or (mark in _ENUMERATING and not (is_between and mark == "and"))
    return _with_shared_unit(points, is_enumeration=is_enumeration), is_enumeration


def _linked(text: str, last: _Point) -> tuple[str, re.Match[str]] | None:
    """The point that a text goes on to, and the mark between them; an aside may stand before the mark."""
    aside = _ASIDE.match(text, last.end)
    for end in (last.end, *([aside.end()] if aside else [])):
        link = _LINK.match(text, end)
        following = link and (_POINT.match(text, link.end()) or _bare_point(text, link, last))
        if link and following:
            return link["mark"].casefold(), following
    return None


def _bare_point(text: str, link: re.Match[str], last: _Point) -> re.Match[str] | None:
    """A second point without its T; behind a dash with spaces only what comes later than the first is one."""
    bare = _BARE.match(text, link.end())
    if bare is None:
        return None
    is_tight = link[0] == link["mark"] and link["mark"] in DASHES
    if bare["sign"] or is_tight or link["mark"] == "to":
        return bare
    number, before = int(bare["days"]), last.amount.number
    is_later = (number > before) == last.amount.is_after and number != before
    return bare if link["mark"] in DASHES and is_later and not is_length(bare["unit"]) else None


def _with_shared_unit(points: list[_Point], *, is_enumeration: bool) -> list[_Point]:
    """In `T-2 to T-1 weeks` the unit at the end counts for both; in `T-1 and T-2h` it does not."""
    unit = points[-1].amount.unit
    if is_enumeration and is_length(unit):
        return points
    shared = (replace(point.amount, unit=point.amount.unit or unit) for point in points)
    return [replace(point, amount=amount) for point, amount in zip(points, shared, strict=True)]


def _point(match: re.Match[str], previous: _Point | None) -> _Point:
    groups = match.groupdict()
    number = count_of(groups.get("days") or "0")
    sign = (groups.get("sign") or "").casefold()
    unit = groups.get("unit") or ("w" if groups.get("week") else "")
    if not unit and previous is not None and "days" in groups and "week" not in groups:
        # `W-3 to -2`
        unit = "w" if previous.amount.unit == "w" and previous.is_week else ""
    is_plus = sign in {"+", "plus"} or (not sign and previous is not None and previous.amount.is_after)
    is_week = bool(groups.get("week")) or (unit == "w" and "week" not in groups)
    amount = Amount(number, unit, is_plus)
    return _Point(amount, match.start(), match.end(), bool(sign), is_week)


def _window(told: Reach, words: str, label: str, *, is_after: bool, has_sign: bool) -> Window:
    """A window; on the workshop's own day a late hour, or a later day at its end, speaks for after it."""
    if told == Reach(0, 0) and (aside := _length_in(words)):
        told, is_after = reach([aside]), aside.is_after
    if told.minutes is not None:
        return Window(0, 0, "", is_after, label, minutes=told.minutes)
    opens, closes = told.first_day, told.last_day
    daypart = daypart_of(words)
    if daypart == "after" and opens != 0:
        daypart = ""
    side = None
    if opens == 0 and not is_after and daypart not in {"morning", "after"}:
        is_later = closes > 0 or is_late(words)
        side = is_later if is_later or not has_sign else None
    is_after = is_after or opens > 0 or daypart == "after" or bool(side)
    return Window(
        opens,
        closes,
        daypart,
        is_after,
        label,
        told.in_working_days,
        at=hour_of(words),
        side_if_silent=side,
    )


def _length_in(words: str) -> Amount | None:
    """What is less than a day of a label's words: `T-0 (2h before)`."""
    told = find_told(words)
    amounts = [amount for span in told.spans for amount in span.amounts] if told else []
    return amounts[0] if len(amounts) == 1 and amounts[0].minutes is not None else None


def _find_relative(text: str) -> Found | None:
    told = find_told(text)
    if told is None:
        return None
    end = told.end
    while (qualifier := QUALIFIER.match(text, end)) and qualifier.end() > end:
        end = qualifier.end()
    label, has_sign = text[told.start : end].strip(), not told.is_day_itself
    # The `after` of `2 days after` is no part of a day.
    said = _AFTER.sub("", label) if told.has_side else label
    amounts = [amount for span in told.spans for amount in span.amounts]
    days = sorted({amount.day for amount in amounts})
    sides = {span.is_after for span in told.spans}
    if told.is_enumeration and (len(sides) > 1 or any(b - a > _TWO_OCCASIONS for a, b in pairwise(days))):
        windows = tuple(
            _window(reach(span.amounts), "", span.label, is_after=span.is_after, has_sign=True)
            for span in told.spans
        )
        return Found(windows, told.start, end, said)
    is_after = told.spans[0].is_after
    window = _window(reach(amounts), said, label, is_after=is_after, has_sign=has_sign)
    return Found((window,), told.start, end, said, has_sign)
