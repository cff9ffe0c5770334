"""Days relative to the workshop as people write them: `T–7 to T–5`, `T-2 days`, `T-0 morning`."""

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from .inline import DASH, DASHES

_HOUR: Final = r"(?:[01]?\d|2[0-3])(?:[:.][0-5]\d(?:\s?[ap]\.?m\.?)?|\s?(?:[ap]\.?m\.?|o['’]clock|h)(?!\w))"
_UNIT: Final = r"(?:(?:working|business|calendar)\s+)?(?:days?|d|weeks?|wks?|w|hours?|hrs?|h|months?)"
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
_DAYPARTS: Final = {
    "morning": "morning",
    "first thing": "morning",
    "afternoon": "afternoon",
    "evening": "afternoon",
    "end of day": "afternoon",
    "end of the day": "afternoon",
    "eod": "afternoon",
    "after": "after",
    "following": "after",
}
_DAYPART: Final = re.compile(
    r"\b(morning|first thing|afternoon|evening|end of (?:the )?day|eod|after|following)\b",
    re.I,
)
_QUALIFIER: Final = re.compile(
    r"[\s,]*\(?(?:early |late |directly |right |immediately |shortly )?"
    rf"(?:morning|first thing|afternoon|evening|end of (?:the )?day|eod|(?:at |@\s?)?{_HOUR}|"
    rf"(?:after|following)(?:\s+[^\W\d_][\w-]*){{0,4}}(?=\s*(?:$|[:;()|]|[{DASH}]\s)))\)?",
    re.I,
)
_OPTIONAL: Final = re.compile(
    r"\(\s*optional\b[^()]{0,60}\)|[,;]\s*optional\b|^optional\b|\b(?:if|as|when|where)\s+(?:needed|required|necessary)\b",
    re.I,
)
_OPTIONAL_MARK: Final = re.compile(
    r"\s*\((?:optional|(?:if|as|when|where) (?:needed|required|necessary))\)", re.I
)
_COUNTS: Final = {
    "a": 1,
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
    r"(?:(?P<count>\d{1,3}|a|one|two|three|four|five|six|seven|ten)\s+)?(?:working\s+|business\s+)?"
    rf"(?P<unit>day|week|fortnight|month)s?\s+(?P<side>before|prior|ahead|after|later)\b(?:\s+(?:to\s+|of\s+)?{_THE_DAY}\b)?"
    rf"|within\s+(?:the\s+)?(?:(?P<hours>\d{{2,3}})\s*(?:hours?|hrs?|h)|(?P<days>\d|a|one|two|three)\s+(?:\w+\s+)?days?)"
    rf"\s+(?:after|of)\b(?:\s+{_THE_DAY}\b)?"
    rf"|(?P<same>same[\s-]day\b|(?:(?P<part>morning|afternoon|evening)\s+of|day\s+of)\b(?:\s+{_THE_DAY}\b)?"
    r"|on\s+the\s+day\b|workshop\s+day\b)|(?P<next>(?:next|following)\s+(?:working\s+|business\s+)?day|day\s+after\b)",
    re.I,
)
_CLOCK: Final = re.compile(rf"(?<![\w:.])(?=(?P<hour>\d{{1,2}})){_HOUR}", re.I)
# The hour of the usual part of the day, and the first of the afternoon's.
_USUAL_HOUR, _NOON = 9, 12
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


@dataclass(frozen=True, slots=True)
class Found:
    """Windows found in a text, with the place where they stand."""

    windows: tuple[Window, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Point:
    day: int
    is_after: bool
    start: int
    end: int


def parse_offset(text: str) -> tuple[Window, ...]:
    """The windows that a label names, none where it names no day; the label stays as it was written."""
    found = find_offset(text)
    if found is None:
        return ()
    if len(found.windows) > 1:
        return found.windows
    window = found.windows[0]
    return (_window(window.opens_day, window.closes_day, window.is_after, text, text.strip()),)


def find_offset(text: str) -> Found | None:
    """The first place in a text that names days relative to T, with its part of the day."""
    match = _POINT.search(text)
    if match is None:
        return _find_relative(text)
    points, is_enumeration = _points(text, match)
    begin, end = points[0].start, points[-1].end
    while qualifier := _QUALIFIER.match(text, end) or _OPTIONAL_MARK.match(text, end):
        if qualifier.end() == end:
            break
        end = qualifier.end()
    label = text[begin:end].strip()
    days = sorted({point.day for point in points})
    if is_enumeration and len(days) > 1 and any(b - a > _TWO_OCCASIONS for a, b in pairwise(days)):
        windows = tuple(
            _window(point.day, point.day, point.is_after, label, text[point.start : point.end].strip())
            for point in points
        )
        return Found(windows, begin, end)
    return Found((_window(days[0], days[-1], points[0].is_after, label, label),), begin, end)


def starts_with_offset(text: str) -> Found | None:
    """As `find_offset`, where the text begins with it."""
    found = find_offset(text)
    return found if found and found.start == 0 else None


def is_optional(text: str) -> bool:
    """Whether the words leave the touchpoint to the manager's judgement."""
    return _OPTIONAL.search(text) is not None


def _points(text: str, match: re.Match[str]) -> tuple[list[_Point], bool]:
    points = [_point(match, None)]
    is_enumeration = False
    while len(points) < _MOST_POINTS and (link := _LINK.match(text, points[-1].end)):
        following = _POINT.match(text, link.end())
        if following is None:
            bare = _BARE.match(text, link.end())
            is_tight = link[0] == link["mark"] and link["mark"] in DASHES
            if bare is None or not (bare["sign"] or is_tight or link["mark"] == "to"):
                break
            following = bare
        points.append(_point(following, points[-1]))
        is_enumeration = is_enumeration or link["mark"].casefold() in _ENUMERATING
    units = {text[point.start : point.end][-1:].isalpha() for point in points}
    return (_in_weeks(text, points) if units == {True, False} else points), is_enumeration


def _in_weeks(text: str, points: list[_Point]) -> list[_Point]:
    """In `T-2 to T-1 weeks` the unit at the end counts for both."""
    unit = re.search(r"[a-z]+$", text[points[-1].start : points[-1].end], re.I)
    factor = _factor(unit[0]) if unit else 1
    return [
        point
        if text[point.start : point.end][-1].isalpha()
        else _Point(round(point.day * factor), point.is_after, point.start, point.end)
        for point in points
    ]


def _point(match: re.Match[str], previous: _Point | None) -> _Point:
    groups = match.groupdict()
    number = int(groups.get("days") or 0)
    sign = (groups.get("sign") or "").casefold()
    is_plus = sign in {"+", "plus"} or (not sign and previous is not None and previous.is_after)
    days = round(number * _factor(groups.get("unit") or ""))
    return _Point(days if is_plus else -days, is_plus, match.start(), match.end())


def _factor(unit: str) -> float:
    """How many days a unit has."""
    last = unit.casefold().split()[-1] if unit.strip() else "d"
    if last.startswith("h"):
        return 1 / 24
    return {"d": 1, "w": 7, "f": 14, "m": 30}[last[0]]


def _window(opens: int, closes: int, is_after: bool, words: str, label: str) -> Window:
    daypart = _daypart(words)
    if daypart == "after" and opens != 0:
        daypart = ""
    return Window(opens, closes, daypart, is_after or opens > 0 or daypart == "after", label)


def _daypart(words: str) -> str:
    """The part of the day that the words name, or that their clock time falls into; nothing for the usual."""
    if match := _DAYPART.search(words):
        return _DAYPARTS[match[1].casefold()]
    clock = _CLOCK.search(words)
    if clock is None:
        return ""
    half = re.search(r"([ap])\.?m", clock[0], re.I)
    hour = int(clock["hour"]) % 12 if half else int(clock["hour"])
    hour += 12 if half and half[1].casefold() == "p" else 0
    return "morning" if hour < _USUAL_HOUR else "afternoon" if hour >= _NOON else ""


def _find_relative(text: str) -> Found | None:
    match = _RELATIVE.search(text)
    if match is None:
        return None
    opens, closes, is_after = _relative_days(match)
    end = match.end()
    while (qualifier := _QUALIFIER.match(text, end)) and qualifier.end() > end:
        end = qualifier.end()
    label = text[match.start() : end].strip()
    side = match["side"] or ""
    said = label.replace(side, "", 1) if side.casefold() == "after" else label
    window = _window(opens, closes, is_after, said, label)
    return Found((window,), match.start(), end)


def _relative_days(match: re.Match[str]) -> tuple[int, int, bool]:
    if match["same"]:
        return 0, 0, False
    if match["next"]:
        return 1, 1, True
    if match["hours"] or match["days"]:
        days = round(int(match["hours"]) / 24) if match["hours"] else _count(match["days"])
        return 0, max(1, days), True
    day = round(_count(match["count"] or "a") * _factor(match["unit"]))
    is_after = match["side"].casefold() in {"after", "later"}
    return (day, day, True) if is_after else (-day, -day, False)


def _count(written: str) -> int:
    return int(written) if written.isdigit() else _COUNTS[written.casefold()]
