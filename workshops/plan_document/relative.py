"""Days told in words: `two weeks before`, `3–2 days before`, `24h after`, `within 2 days after`."""

import re
from dataclasses import dataclass
from typing import Final

from . import languages
from .amounts import Amount
from .inline import DASH

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
_FOLLOWING: Final = re.compile(r"^(?:next|following)\s+", re.I)
_LOOK_BACK: Final = 60
# More occasions in a row are no plan.
_MOST: Final = 12


@dataclass(frozen=True, slots=True)
class Span:
    """How far first and last point of an occasion lie from the workshop, and the words that say so when they
    stand alone."""

    amounts: tuple[Amount, ...]
    label: str

    @property
    def is_after(self) -> bool:
        return self.amounts[-1].is_after


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
        span = Span(_amounts(match), match[0].strip())
        return Told((span,), match.start(), match.end(), is_day_itself=match["same"] is not None)
    spans = [Span(_amounts(match), match[0])]
    marks, start, end = list[str](), match.start(), match.end()
    for span, mark, start in _in_front(text, match):  # noqa: B007
        spans.insert(0, span)
        marks.append(mark)
    while len(spans) < _MOST and (link := _LINK.match(text, end)):
        following = _TOLD.match(text, link.end())
        if not following or not following["side"]:
            break
        spans.append(Span(_amounts(following), following[0]))
        marks.append(" ".join(link["mark"].casefold().split()))
        end = following.end()
    return Told(tuple(spans), start, end, any(mark in _ENUMERATING for mark in marks), has_side=True)


def _foreign(match: re.Match[str]) -> Told:
    """The day that German, French or Dutch words tell."""
    if match["same"]:
        amount = Amount(0)
    elif match["next"] or match["eve"]:
        amount = Amount(1, is_after=bool(match["next"]))
    else:
        count, unit = languages.count_of(match["count"]), languages.unit_of(match["unit"])
        amount = Amount(count, unit, bool(match["after"]))
    span = Span((amount,), match[0])
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
        is_between = mark == "and" and text[:begin].casefold().endswith("between ")
        told = Amount(count_of(amount["count"]), unit, is_after)
        span = Span((told,), f"{amount['count']} {unit} {behind}")
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


def _amounts(match: re.Match[str]) -> tuple[Amount, ...]:
    """How far the words reach: one point, or from the workshop on."""
    if match["same"]:
        return (Amount(0),)
    if match["next"] or match["morning"]:
        return (Amount(1, _FOLLOWING.sub("", match["next"] or ""), is_after=True),)
    if match["eve"]:
        return (Amount(1),)
    if match["straight"]:
        return (Amount(0, is_after=True),)
    if within := _within(match):
        return (Amount(0, is_after=True), within)
    count, unit = match["count"] or match["number"] or "a", match["unit"] or match["short"] or match["one"]
    return (Amount(count_of(count), unit, _is_after(match)),)


def _within(match: re.Match[str]) -> Amount | None:
    """The end of a time that begins with the workshop: a day at least."""
    if match["short_days"]:
        amount = Amount(int(match["short_days"]), match["short_unit"], is_after=True)
    elif match["hours"]:
        amount = Amount(int(match["hours"]), "h", is_after=True)
    elif match["days"]:
        amount = Amount(count_of(match["days"]), match["sort"] or "", is_after=True)
    else:
        return None
    return amount if amount.day > 0 else Amount(1, is_after=True)
