"""Due dates as people type them while somebody is talking: `fri`, `+7d`, `tomorrow`, `14.12.`, 2026-12-14."""

import re
from datetime import date, timedelta
from typing import Final

# Said beside every field that takes one.
HELP: Final = "fri, +7d, tomorrow or a date such as 2026-12-14"

_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WORDS: Final = {"today": 0, "tomorrow": 1}
_AHEAD = re.compile(r"\+ ?([0-9]{1,3}) ?(d|days?|w|weeks?)?")
_ISO = re.compile(r"([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?")
_DOTS = re.compile(r"([0-9]{1,2})\. ?([0-9]{1,2})\. ?([0-9]{4})")
_DAY_AND_MONTH = re.compile(r"([0-9]{1,2})\. ?([0-9]{1,2})\.?")
_SLASHES = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")

# Outside of these a year is a slip of the finger, such as 0206 for 2026.
_FIRST_YEAR, _LAST_YEAR = 1900, 2999


def parse_due(text: str, *, today: date) -> date:
    """The day that is meant; ValueError with the end of a sentence about the text where none is.

    A weekday is the next one after today: on a Friday, `fri` is a week ahead.
    """
    try:
        return _read(" ".join(text.casefold().split()), today)
    except ValueError as error:
        raise ValueError(str(error).replace("write it like 2026-12-14", f"write {HELP}")) from error


def distance(day: date, today: date) -> str:
    """How far off the day is: “today”, “tomorrow”, “in 3 days”, “2 days ago”."""
    days = (day - today).days
    near = {-1: "yesterday", 0: "today", 1: "tomorrow"}
    return near.get(days) or (f"in {days} days" if days > 0 else f"{-days} days ago")


def _read(word: str, today: date) -> date:
    if word in _WORDS:
        return today + timedelta(days=_WORDS[word])
    if found := _AHEAD.fullmatch(word):
        is_weeks = (found[2] or "").startswith("w")
        return today + timedelta(days=int(found[1]) * (7 if is_weeks else 1))
    names = [index for index, name in enumerate(_DAYS) if len(word) >= 3 and name.startswith(word)]
    if names:
        return today + timedelta(days=(names[0] - today.weekday() - 1) % 7 + 1)
    if found := _DAY_AND_MONTH.fullmatch(word):
        return _next(int(found[1]), int(found[2]), today)
    return parse_date(word.upper())


def parse_date(text: str) -> date:
    """The day of the calendar that is written there; ValueError where that is not certain."""
    if found := _ISO.fullmatch(text):
        year, month, day = found.groups()
    elif found := _DOTS.fullmatch(text):
        day, month, year = found.groups()
    elif found := _SLASHES.fullmatch(text):
        first, second, year = found.groups()
        day, month = _day_and_month(int(first), int(second))
    else:
        raise ValueError("is no date; write it like 2026-12-14.")
    return _date(int(year), int(month), int(day))


def _day_and_month(first: int, second: int) -> tuple[int, int]:
    """Slashes are written both ways round: only where one of the two cannot be a month is it certain."""
    if first <= 12 and second <= 12 and first != second:
        raise ValueError("may be read in two ways; write it like 2026-12-14.")
    return (second, first) if second > 12 else (first, second)


def _next(day: int, month: int, today: date) -> date:
    """The next such day, today included: what is due lies ahead."""
    this_year = _date(today.year, month, day)
    return this_year if this_year >= today else _date(today.year + 1, month, day)


def _date(year: int, month: int, day: int) -> date:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise ValueError("is no likely date; write it like 2026-12-14.")
    try:
        return date(year, month, day)
    except ValueError as error:
        raise ValueError("is no day of the calendar; write it like 2026-12-14.") from error
