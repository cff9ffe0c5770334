"""The part of a day as people write it: `morning`, `end of day`, `17:00`, `8:30 am`."""

import re
from datetime import time
from typing import Final

from .inline import DASH
from .languages import AFTERNOON, EVENING, MORNING

# `2h before` is a length of time.
_HOUR: Final = (
    r"(?:[01]?\d|2[0-3])(?:[:.][0-5]\d(?:\s?[ap]\.?m\.?)?"
    r"|\s?(?:[ap]\.?m\.?|o['’]clock|h(?!\s(?:before|prior|ahead|after|later)\b))(?!\w))"
)
# `AM` alone; behind an hour it belongs to that.
_FOREIGN: Final = "|".join((*MORNING, *AFTERNOON, *EVENING))
_HALF: Final = r"(?<![\d.])(?<!\d\s)(?-i:AM|PM)"
_DAYPARTS: Final = {
    "morning": "morning",
    "am": "morning",
    "pm": "afternoon",
    "first thing": "morning",
    "afternoon": "afternoon",
    "evening": "afternoon",
    "end of day": "afternoon",
    "end of the day": "afternoon",
    "eod": "afternoon",
    **dict.fromkeys(MORNING, "morning"),
    **dict.fromkeys((*AFTERNOON, *EVENING), "afternoon"),
    "after": "after",
    "following": "after",
}
_LATE: Final = frozenset({"evening", "end of day", "end of the day", "eod", *EVENING})
_DAYPART: Final = re.compile(
    rf"(?<!\w)(morning|first thing|afternoon|evening|end of (?:the )?day|eod|after|following|{_HALF}"
    rf"|{_FOREIGN})\b",
    re.I,
)
_CLOCK: Final = re.compile(rf"(?<![\w:.])(?=(?P<hour>\d{{1,2}})(?:[:.](?P<minute>[0-5]\d))?){_HOUR}", re.I)
# What may stand behind a day.
QUALIFIER: Final = re.compile(
    r"[\s,]*\(?(?:early |late |directly |right |immediately |shortly )?"
    rf"(?:morning|first thing|afternoon|evening|end of (?:the )?day|eod|{_HALF}\b|"
    rf"(?:le |du )?(?:{_FOREIGN})\b|(?:at |@\s?)?{_HOUR}|"
    rf"(?:after|following)(?:\s+[^\W\d_][\w-]*){{0,4}}(?=\s*(?:$|[:;()|]|[{DASH}]\s)))\)?",
    re.I,
)
# The hour of the usual part of the day, the first of the afternoon's, and that by which workshops are over.
_USUAL_HOUR, _NOON, _LATE_HOUR = 9, 12, 16


def daypart_of(words: str) -> str:
    """The part of the day that the words name, or that their clock time falls into; nothing for the usual."""
    if match := _DAYPART.search(words):
        return _DAYPARTS[match[1].casefold()]
    hour = _hour_in(words)
    if hour is None:
        return ""
    return "morning" if hour < _USUAL_HOUR else "afternoon" if hour >= _NOON else ""


def hour_of(words: str) -> time | None:
    """The clock time that the words name; of several the first, at which a time begins."""
    clock = _CLOCK.search(words)
    if clock is None:
        return None
    return time(_hour(clock), int(clock["minute"] or 0))


def is_late(words: str) -> bool:
    """Whether the words name the evening, or an hour at which a workshop of that day is over as a rule."""
    match = _DAYPART.search(words)
    if match and match[1].casefold() in _LATE:
        return True
    hour = _hour_in(words)
    return hour is not None and hour >= _LATE_HOUR


def _hour_in(words: str) -> int | None:
    clock = _CLOCK.search(words)
    return None if clock is None else _hour(clock)


def _hour(clock: re.Match[str]) -> int:
    half = re.search(r"([ap])\.?m", clock[0], re.I)
    hour = int(clock["hour"]) % 12 if half else int(clock["hour"])
    return hour + 12 if half and half[1].casefold() == "p" else hour
