"""Days relative to the workshop as people write them: `T–7 to T–5`, `T-2 days`, `T-0 morning`.

A window counts calendar days or working days, as its words do; where it mixes the two, calendar days, of the
working ones about as many. Which days these are, the slot tells (`workshops.timing`).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final

from workshops.timing import calendar_days

from .dayparts import QUALIFIER, daypart_of, is_late
from .entities import shown
from .inline import DASH, DASHES, strip_emphasis, strip_pictures

_UNIT: Final = (
    r"(?:(?:working|business|calendar)[\s-]+(?:days?|d)|work(?:ing)?days?|weekdays?|[wb]d"
    r"|days?|d|weeks?|wks?|w|hours?|hrs?|h|min(?:ute)?s?|months?)"
)
_POINT: Final = re.compile(
    rf"(?<!\w)(?:[TD]|Day)\s*(?:(?P<sign>\+|[{DASH}]{{1,3}}|minus\b|plus\b)\s*(?P<days>\d{{1,3}})|(?P<zero>0))"
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
_COUNTS: Final = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "ten": 10,
}
_THE_DAY: Final = r"(?:the\s+|our\s+)?(?:workshop|session|meeting|training|event|kick-?off|go-?live|day)"
_RELATIVE: Final = re.compile(
    r"(?:(?P<count>\d{1,3}|an?|one|two|three|four|five|six|seven|ten)\s+)?"
    r"(?P<unit>(?:(?:working|business)[\s-]+|work(?:ing)?|week)?day|hour|week|fortnight|month)s?\s+"
    rf"(?P<side>before|prior|ahead|after|later)\b(?:\s+(?:to\s+|of\s+)?{_THE_DAY}\b)?"
    rf"|within\s+(?:the\s+)?(?:(?P<hours>\d{{2,3}})\s*(?:hours?|hrs?|h)|(?P<days>\d|a|one|two|three|four|five)\s+"
    r"(?P<sort>\w+\s+)?days?)"
    rf"\s+(?:after|of)\b(?:\s+{_THE_DAY}\b)?"
    rf"|(?P<same>same[\s-](?:day|morning|afternoon|evening)\b|(?:(?P<part>morning|afternoon|evening)\s+of|day\s+of)\b(?:\s+{_THE_DAY}\b)?"
    r"|on\s+the\s+day\b|workshop\s+day\b)|(?P<next>(?:next|following)\s+(?:working\s+|business\s+)?day|day\s+after\b)",
    re.I,
)
# What may stand between a day and the link to the next: `T-10 (Mon) to T-8`.
_ASIDE: Final = re.compile(r"\s*\([^()\n]{1,40}\)")
# Words in front that only say that what follows is a day.
IN_FRONT: Final = re.compile(
    r"(?:between|from|on|by|at|around|about|approx(?:imately|\.)?|circa|ca\.|not? later than)\s+",
    re.I,
)
# How the units begin that count working days, and those that are shorter than a day.
_WORKED: Final = ("work", "bus", "weekd", "wd", "bd")
_LENGTHS: Final = ("h", "min")
_FOLLOWING: Final = re.compile(r"^(?:next|following)\s+", re.I)
# Further apart than this, `T+30 / T+60` means two occasions, not one window.
_TWO_OCCASIONS: Final = 7
# More occasions in one row are no plan.
_MOST_POINTS: Final = 12


@dataclass(frozen=True, slots=True)
class Window:
    """First and last day relative to T, the part of the day, and the words it was written in."""

    opens_day: int
    closes_day: int
    daypart: str = ""
    is_after: bool = False
    label: str = ""
    in_working_days: bool = False
    # Of the workshop's own day where no sign tells the side: whether it is after, if no words tell it either.
    side_if_silent: bool | None = field(default=None, compare=False)

    @property
    def calendar_days(self) -> tuple[int, int]:
        """About which calendar days these are, to compare it with other windows."""
        if not self.in_working_days:
            return self.opens_day, self.closes_day
        return calendar_days(self.opens_day), calendar_days(self.closes_day)


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
    number: int
    unit: str
    is_after: bool
    start: int
    end: int
    has_sign: bool = True

    @property
    def is_worked(self) -> bool:
        return _is_worked(self.unit)

    @property
    def day(self) -> int:
        """Relative to T, in calendar days."""
        days = _days(self.number, self.unit)
        return days if self.is_after else -days

    @property
    def counted(self) -> int:
        """Relative to T, in the days of its unit."""
        return self.number if self.is_after else -self.number


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
    days = window.opens_day, window.closes_day
    read = _window(days, said, text.strip(), is_after=is_after, has_sign=found.has_sign)
    return (replace(read, in_working_days=window.in_working_days),)


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
    days = sorted({point.day for point in points})
    if is_enumeration and len(days) > 1 and any(b - a > _TWO_OCCASIONS for a, b in pairwise(days)):
        windows = tuple(_window_of([point], said, text[point.start : point.end].strip()) for point in points)
        return Found(windows, begin, end, said)
    return Found((_window_of(points, said, label),), begin, end, said, points[0].has_sign)


def _window_of(points: Sequence[_Point], said: str, label: str) -> Window:
    """From the first of these to the last; T itself is day 0 however the others are counted."""
    counted = [point for point in points if point.number]
    in_working_days = bool(counted) and all(point.is_worked for point in counted)
    days = sorted({point.counted if in_working_days else point.day for point in points})
    first = points[0]
    window = _window((days[0], days[-1]), said, label, is_after=first.is_after, has_sign=first.has_sign)
    return replace(window, in_working_days=in_working_days)


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
    is_later = (int(bare["days"]) > last.number) == last.is_after and int(bare["days"]) != last.number
    return bare if link["mark"] in DASHES and is_later and not _is_length(bare["unit"]) else None


def _is_length(unit: str | None) -> bool:
    """Whether the unit is shorter than a day."""
    return (unit or "").casefold().startswith(_LENGTHS)


def _with_shared_unit(points: list[_Point], *, is_enumeration: bool) -> list[_Point]:
    """In `T-2 to T-1 weeks` the unit at the end counts for both; in `T-1 and T-2h` it does not."""
    unit = points[-1].unit
    if is_enumeration and _is_length(unit):
        return points
    return [replace(point, unit=point.unit or unit) for point in points]


def _point(match: re.Match[str], previous: _Point | None) -> _Point:
    groups = match.groupdict()
    number = int(groups.get("days") or 0)
    sign = (groups.get("sign") or "").casefold()
    is_plus = sign in {"+", "plus"} or (not sign and previous is not None and previous.is_after)
    return _Point(number, groups.get("unit") or "", is_plus, match.start(), match.end(), bool(sign))


def _is_worked(unit: str) -> bool:
    """Whether the unit counts working days."""
    return unit.casefold().startswith(_WORKED)


def _days(number: int, unit: str) -> int:
    """So many units in calendar days."""
    unit = unit.casefold()
    if _is_worked(unit):
        return calendar_days(number)
    if unit.startswith(_LENGTHS):
        return round(number / (24 if unit.startswith("h") else 24 * 60))
    return number * {"w": 7, "f": 14, "m": 30}.get(unit[:1], 1)


def _window(days: tuple[int, int], words: str, label: str, *, is_after: bool, has_sign: bool) -> Window:
    """A window; on the workshop's own day a late hour, or a later day at its end, speaks for after it."""
    opens, closes = days
    daypart = daypart_of(words)
    if daypart == "after" and opens != 0:
        daypart = ""
    side = None
    if opens == 0 and not is_after and daypart not in {"morning", "after"}:
        is_later = closes > 0 or is_late(words)
        side = is_later if is_later or not has_sign else None
    is_after = is_after or opens > 0 or daypart == "after" or bool(side)
    return Window(opens, closes, daypart, is_after, label, side_if_silent=side)


def _find_relative(text: str) -> Found | None:
    match = _RELATIVE.search(text)
    if match is None or ((match["unit"] or "").casefold() == "hour" and not match["count"]):
        return None
    opens, closes, is_after = _relative_days(match)
    in_working_days = _is_worked(_relative_unit(match))
    end = match.end()
    while (qualifier := QUALIFIER.match(text, end)) and qualifier.end() > end:
        end = qualifier.end()
    label = text[match.start() : end].strip()
    side = match["side"] or ""
    said = label.replace(side, "", 1) if side.casefold() == "after" else label
    has_sign = not match["same"]
    window = _window((opens, closes), said, label, is_after=is_after, has_sign=has_sign)
    window = replace(window, in_working_days=in_working_days)
    return Found((window,), match.start(), end, said, has_sign)


def _relative_unit(match: re.Match[str]) -> str:
    """What the words count, as far as they name it: `two business days before`, `the next working day`."""
    following = _FOLLOWING.sub("", match["next"] or "")
    return match["unit"] or match["sort"] or following


def _relative_days(match: re.Match[str]) -> tuple[int, int, bool]:
    if match["same"]:
        return 0, 0, False
    if match["next"]:
        return 1, 1, True
    if match["hours"]:
        return 0, max(1, _days(int(match["hours"]), "h")), True
    if match["days"]:
        return 0, _count(match["days"]), True
    count, unit = _count(match["count"] or "a"), match["unit"]
    day = count if _is_worked(unit) else _days(count, unit)
    is_after = match["side"].casefold() in {"after", "later"}
    return (day, day, True) if is_after else (-day, -day, False)


def _count(written: str) -> int:
    return int(written) if written.isdigit() else _COUNTS[written.casefold()]
