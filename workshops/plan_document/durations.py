"""Minutes as people write them: `90–120 minutes`, `60-90 min`, `1 h`, `1.5 hours`, `1 h 30 min`."""

import re
from dataclasses import dataclass
from typing import Final

from .inline import DASH

_HOUR: Final = r"(?:hours?|hrs?\.?|stunden?|std\.?|h)"
_MINUTE: Final = r"(?:minut(?:es?|en)|mins?\.?|m|['′’])"
_NUMBER: Final = r"\d{1,4}(?:[.,]\d{1,2})?"
_TEXT: Final = (
    rf"(?:(?P<hours>\d{{1,2}})\s*{_HOUR}\s*(?:and\s+)?(?P<minutes>\d{{1,2}})(?:\s*{_MINUTE})?"
    rf"|(?P<low>{_NUMBER})(?:\s*(?P<low_unit>{_HOUR}|{_MINUTE}))?"
    rf"(?:\s*(?:[{DASH}]{{1,3}}|to)\s*(?P<high>{_NUMBER}))?[\s{DASH}]?\s*(?P<unit>{_HOUR}|{_MINUTE}))(?!\w)"
)
_DURATION: Final = re.compile(rf"(?<![\w.,:])(?:{_TEXT})", re.I)
_ABOUT: Final = re.compile(r"^(?:~|≈|ca\.?|approx\.?|about|up to)\s*", re.I)
_AT_END: Final = re.compile(
    rf"(?P<head>.*\S)(?:\s+[{DASH}|]+\s+|\s*[:|,]\s+)(?P<tail>\d[^:|,()]{{0,40}})$", re.S
)
_IN_PARENTHESES: Final = re.compile(rf"[(\[](?P<inner>[^()\[\]]{{1,40}})[)\]]\s*[{DASH}:|]?\s*")
_BEFORE_SEPARATOR: Final = re.compile(rf"(?P<inner>\d[^()\[\]:|]{{0,40}}?)\s*(?::|\||(?<=\s)[{DASH}]+)\s+")
_CLOCK: Final = re.compile(rf"(\d{{1,2}})[:.](\d\d)\s*(?:[{DASH}]|to)\s*(\d{{1,2}})[:.](\d\d)\b")


_ONE_CLOCK: Final = re.compile(r"[*_]*(\d{1,2})[:.]([0-5]\d)(?:\s?([ap])\.?m\b\.?)?(?!\d)[*_]*", re.I)


@dataclass(frozen=True, slots=True)
class Duration:
    """A shortest and a longest time in minutes, and where in the text it was found."""

    min: int
    max: int
    start: int = 0
    end: int = 0


def find_durations(text: str) -> list[Duration]:
    """All durations of a text, in order."""
    return [_duration(match) for match in _DURATION.finditer(text)]


def whole_duration(text: str) -> Duration | None:
    """The duration that the whole text is, or None where it says anything else."""
    text = _ABOUT.sub("", text.strip().rstrip("."))
    match = _DURATION.fullmatch(text)
    return _duration(match) if match else None


def split_minutes(text: str) -> tuple[str, int | None, int | None]:
    """An agenda line's title and its minutes, wherever they stand; the title is kept word for word."""
    text = text.strip()
    for title, inner in (*_parentheses_at_end(text), *_tails(text), *_fronts(text)):
        duration = whole_duration(inner)
        if title and duration:
            return title, duration.min, duration.max
    if _CLOCK.match(text):
        minutes = clock_span(text)
        return text, minutes, minutes
    for match in re.finditer(rf"\s*[(\[]([^()\[\]]{{1,60}})[)\]](?P<after>\s*(?:[{DASH}]+|:)\s)?", text):
        found = find_durations(match[1])
        if len(found) == 1:
            is_aside = match["after"] and whole_duration(match[1])
            title = text[: match.start()] + text[match.start("after") :] if is_aside else text
            return title, found[0].min, found[0].max
    return text, None, None


def clock_span(text: str) -> int | None:
    """The minutes between two clock times with which the text begins; None where it does not."""
    clock = _CLOCK.match(text)
    if clock is None:
        return None
    from_hour, from_minute, to_hour, to_minute = map(int, clock.groups())
    minutes = (to_hour * 60 + to_minute) - (from_hour * 60 + from_minute)
    return minutes if minutes > 0 else None


def clock_minutes(text: str) -> tuple[int, int] | None:
    """The clock time with which the text begins, in minutes since midnight, and where it ends."""
    clock = _ONE_CLOCK.match(text)
    if clock is None:
        return None
    hour = int(clock[1]) % 12 + (12 if clock[3].casefold() == "p" else 0) if clock[3] else int(clock[1])
    return hour * 60 + int(clock[2]), clock.end()


def minutes_text(low: int | None, high: int | None, unit: str = "min") -> str:
    """`90–120 min`, `90 min`, or nothing."""
    if low is None and high is None:
        return ""
    low = high if low is None else low
    return f"{low} {unit}" if high is None or low == high else f"{low}–{high} {unit}"


def _parentheses_at_end(text: str) -> list[tuple[str, str]]:
    match = re.search(r"[(\[]([^()\[\]]{1,60})[)\]]\.?$", text[-70:])
    if not match:
        return []
    head = text[: len(text) - len(match[0])].rstrip()
    return [(re.sub(rf"\s+[{DASH}]+$", "", head), match[1])]


def _tails(text: str) -> list[tuple[str, str]]:
    begin = max(0, len(text) - 60)
    match = _AT_END.fullmatch(text, begin)
    return [(text[:begin] + match["head"], match["tail"])] if match else []


def _fronts(text: str) -> list[tuple[str, str]]:
    bold = re.match(rf"(\*\*|__)(?P<inner>\d[^*_]{{0,40}})\1\s*(?::|[{DASH}|]+(?=\s))?\s*", text)
    match = bold or _IN_PARENTHESES.match(text) or _BEFORE_SEPARATOR.match(text)
    return [(text[match.end() :].strip(), match["inner"].rstrip(": "))] if match else []


def _duration(match: re.Match[str]) -> Duration:
    if match["hours"] is not None:
        total = int(match["hours"]) * 60 + int(match["minutes"])
        return Duration(total, total, match.start(), match.end())
    unit = match["unit"]
    low = _minutes(match["low"], match["low_unit"] or unit)
    high = _minutes(match["high"], unit) if match["high"] else low
    return Duration(min(low, high), max(low, high), match.start(), match.end())


def _minutes(number: str, unit: str) -> int:
    value = float(number.replace(",", "."))
    return round(value * 60 if unit.casefold().startswith(("h", "s")) else value)
