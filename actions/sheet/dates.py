"""Dates as people and their spreadsheets write them."""

import re
from datetime import date

_ISO = re.compile(r"([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?")
_DOTS = re.compile(r"([0-9]{1,2})\. ?([0-9]{1,2})\. ?([0-9]{4})")
_SLASHES = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")

# Outside of these a year is a slip of the finger, such as 0206 for 2026.
_FIRST_YEAR, _LAST_YEAR = 1900, 2999


def parse_date(text: str) -> date:
    """The day that is meant; ValueError with a sentence where that is not certain."""
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


def _date(year: int, month: int, day: int) -> date:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise ValueError("is no likely date; write it like 2026-12-14.")
    try:
        return date(year, month, day)
    except ValueError as error:
        raise ValueError("is no day of the calendar; write it like 2026-12-14.") from error
