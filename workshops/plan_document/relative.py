"""Days told in words: `two weeks before`, `3–2 days before`, `24h after`, `within 2 days after`."""

import re
from dataclasses import dataclass
from typing import Final

from . import languages
from .inline import DASH

# How the units begin that count working days, and those that are shorter than a day.
_WORKED: Final = ("work", "bus", "weekd", "wd", "bd")
_LENGTHS: Final = ("h", "min")
_WORKING_DAYS: Final = 5
_COUNTS: Final = {
    **{"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7},
    **{"eight": 8, "nine": 9, "ten": 10, "twelve": 12, "fourteen": 14},
}
COUNT_WORDS: Final = "|".join(sorted(_COUNTS.keys() - {"a", "an"}, key=len, reverse=True))
_COUNT: Final = rf"(?:\d{{1,3}}|an?|{COUNT_WORDS})"
_UNITS: Final = (
    r"(?:(?:(?:working|business|calendar)[\s-]+|work(?:ing)?|week)?day|hour|week|fortnight|month)s?"
)
# Right behind a number: `24h after`. Letters alone, as in `2 w`, may be anything.
_SHORT: Final = r"(?:h|hrs?|wks?|mins?|minutes?)"
_SIDE: Final = r"(?:before(?:hand)?|prior|ahead|earlier|out(?!\s+of\b)|in\s+advance|after(?:wards?)?|later)"
_THE_DAY: Final = (
    r"(?:the\s+|our\s+)?(?:workshop|session|meeting|training|event|kick-?off|go-?live|start|end|day)"
)
_TOLD: Final = re.compile(
    rf"(?<!\w)(?:(?P<count>{_COUNT})\s+(?P<unit>{_UNITS})|(?P<number>\d{{1,3}})[\s-]?(?P<short>{_UNITS}|{_SHORT})"
    rf"|(?:the\s+)?(?P<one>(?:(?:working|business)\s+)?day|week|fortnight|month))\s+"
    rf"(?P<side>{_SIDE})\b(?:\s+(?:to\s+|of\s+)?{_THE_DAY}\b)?"
    r"|\bwithin\s+(?:the\s+)?(?:(?P<hours>\d{2,3})\s*(?:hours?|hrs?|h)|(?P<days>\d|a|one|two|three|four|five)\s+"
    r"(?P<sort>\w+\s+)?days?)"
    rf"\s+(?:after|of)\b(?:\s+{_THE_DAY}\b)?"
    r"|^\s*within\s+(?P<short_days>\d{1,2})\s*(?P<short_unit>h|hours?|hrs?|(?:working\s+|business\s+)?days?)(?=\s*(?:$|[:),]))"
    r"|(?P<straight>(?:immediately|directly|straight|right|shortly)\s+after(?:wards)?\b)"
    rf"|(?:the\s+)?(?P<eve>evening|night|afternoon)\s+(?:before|prior)\b(?:\s+(?:to\s+)?{_THE_DAY}\b)?"
    rf"|(?:the\s+)?(?P<morning>morning\s+after)\b(?:\s+{_THE_DAY}\b)?"
    r"|(?P<same>same[\s-](?:day|morning|afternoon|evening)\b"
    rf"|(?:(?:morning|afternoon|evening)\s+of|day\s+of)\b(?:\s+{_THE_DAY}\b)?"
    r"|on\s+the\s+day\b|workshop\s+day\b)"
    r"|(?P<next>(?:next|following)\s+(?:working\s+|business\s+)?day)",
    re.I,
)
# In front of an amount, where more of them stand: `10–8 days before`, `one week and 3 days before`.
_AMOUNT_IN_FRONT: Final = re.compile(
    rf"(?<![\w.:#,-])(?:(?P<count>{_COUNT})(?:[\s-]?(?P<unit>{_UNITS}|{_SHORT}))?)"
    rf"(?P<link>\s*(?:to|until|till|and|or|[&/,{DASH}])\s*)$",
    re.I,
)
_LINK: Final = re.compile(rf"\s*(?P<mark>to|until|till|and(?:\s+again)?|or|[&/,{DASH}])\s*", re.I)
_ENUMERATING: Final = frozenset({"/", ",", "&", "and", "and again", "or"})
# What may stand in front of a list of amounts, beside nothing: `Reminder 1, 2 days before` names one day.
_OPENS_LIST: Final = re.compile(
    rf"(?:^|[(:|{DASH}]\s*|(?<!\w)(?:between|from|about|around|approx(?:imately)?\.?|ca\.)\s+)$", re.I
)
_LOOK_BACK: Final = 60
# More occasions in a row are no plan.
_MOST: Final = 12


@dataclass(frozen=True, slots=True)
class Span:
    """First and last day of an occasion, and the words that say them when they stand alone."""

    opens_day: int
    closes_day: int
    is_after: bool
    label: str


@dataclass(frozen=True, slots=True)
class Told:
    """The days that words tell, where they stand, and whether these are listed or a range.

    `is_day_itself` where the words leave open the side of the workshop, as `same day` does; `has_side` where
    `before` or `after` stands behind an amount.
    """

    spans: tuple[Span, ...]
    start: int
    end: int
    is_enumeration: bool = False
    is_day_itself: bool = False
    has_side: bool = False


def days_of(number: int, unit: str) -> int:
    """So many units in calendar days."""
    unit = unit.casefold()
    if unit.startswith(_WORKED):
        return number + 2 * ((number + 2) // _WORKING_DAYS)
    if unit.startswith(_LENGTHS):
        return round(number / (24 if unit.startswith("h") else 24 * 60))
    return number * {"w": 7, "f": 14, "m": 30}.get(unit[:1], 1)


def is_length(unit: str | None) -> bool:
    """Whether the unit is shorter than a day."""
    return (unit or "").casefold().startswith(_LENGTHS)


def count_of(written: str) -> int:
    """The number that digits or a word say."""
    return int(written) if written.isdigit() else _COUNTS[written.casefold()]


def find_told(text: str) -> Told | None:
    """The first place in a text where words tell days."""
    match, foreign = _TOLD.search(text), languages.TOLD.search(text)
    if foreign and (match is None or foreign.start() < match.start()):
        return _foreign(foreign)
    if match is None:
        return None
    if not match["side"]:
        span = Span(*_days(match), match[0].strip())
        return Told((span,), match.start(), match.end(), is_day_itself=match["same"] is not None)
    spans = [Span(*_days(match), match[0])]
    marks, start, end = list[str](), match.start(), match.end()
    for span, mark, start in _in_front(text, match):  # noqa: B007
        spans.insert(0, span)
        marks.append(mark)
    while len(spans) < _MOST and (link := _LINK.match(text, end)):
        following = _TOLD.match(text, link.end())
        if not following or not following["side"]:
            break
        spans.append(Span(*_days(following), following[0]))
        marks.append(" ".join(link["mark"].casefold().split()))
        end = following.end()
    return Told(tuple(spans), start, end, any(mark in _ENUMERATING for mark in marks), has_side=True)


def _foreign(match: re.Match[str]) -> Told:
    """The day that German, French or Dutch words tell."""
    if match["same"]:
        day, is_after = 0, False
    elif match["next"] or match["eve"]:
        day, is_after = (1, True) if match["next"] else (-1, False)
    else:
        days = days_of(languages.count_of(match["count"]), languages.unit_of(match["unit"]))
        day, is_after = (days, True) if match["after"] else (-days, False)
    span = Span(day, day, is_after, match[0])
    is_same = match["same"] is not None
    return Told((span,), match.start(), match.end(), is_day_itself=is_same, has_side=not is_same)


def _in_front(text: str, match: re.Match[str]) -> list[tuple[Span, str, int]]:
    """The amounts that share what stands behind the last of them, from the nearest on."""
    unit, begin = match["unit"] or match["short"], match.start()
    is_after, behind = _is_after(match), text[match.start("side") : match.end()]
    found, sure = list[tuple[Span, str, int]](), 0
    while unit and len(found) < _MOST and (amount := _amount_before(text, begin)):
        begin -= len(amount[0])
        mark = amount["link"].strip().casefold()
        unit = amount["unit"] or unit
        day = days_of(count_of(amount["count"]), unit) * (1 if is_after else -1)
        is_between = mark == "and" and text[:begin].casefold().endswith("between ")
        span = Span(day, day, is_after, f"{amount['count']} {unit} {behind}")
        found.append((span, "to" if is_between else mark, begin))
        is_tight = not amount["link"][:1].isspace() and mark != ","
        if is_tight or amount["unit"] or mark == "to" or _opens_list(text, begin):
            sure = len(found)
    return found[:sure]


def _amount_before(text: str, end: int) -> re.Match[str] | None:
    """The amount, with its link, that ends there; an article alone is none."""
    found = _AMOUNT_IN_FRONT.search(text[max(0, end - _LOOK_BACK) : end])
    is_article = found and found["count"].casefold() in {"a", "an"} and not found["unit"]
    return None if is_article else found


def _opens_list(text: str, at: int) -> bool:
    return _OPENS_LIST.search(text[max(0, at - _LOOK_BACK) : at]) is not None


def _is_after(match: re.Match[str]) -> bool:
    return match["side"].casefold().startswith(("after", "later"))


def _days(match: re.Match[str]) -> tuple[int, int, bool]:
    """First and last day, and whether they lie after the workshop."""
    if match["same"]:
        return 0, 0, False
    if match["next"] or match["morning"]:
        return 1, 1, True
    if match["eve"]:
        return -1, -1, False
    if match["straight"]:
        return 0, 0, True
    if match["short_days"]:
        return 0, max(1, days_of(int(match["short_days"]), match["short_unit"])), True
    if match["hours"]:
        return 0, max(1, days_of(int(match["hours"]), "h")), True
    if match["days"]:
        return 0, max(1, days_of(count_of(match["days"]), match["sort"] or "")), True
    count, unit = match["count"] or match["number"] or "a", match["unit"] or match["short"] or match["one"]
    day = days_of(count_of(count), unit)
    return (day, day, True) if _is_after(match) else (-day, -day, False)
