"""Text as it stands in a calendar file."""

import re
from typing import Final

import icalendar

_ESCAPES: Final = {"\\": r"\\", ";": r"\;", ",": r"\,", "\r\n": r"\n", "\n": r"\n", "\r": r"\n"}
_ESCAPED: Final = re.compile("\r\n|[\\\\;,\n\r]")


class CalendarText(icalendar.vText):
    """A value of the type TEXT, which a calendar reads as it was (RFC 5545, 3.3.11).

    The library's own takes a backslash before an N, as in `\\\\server\\New`, for the end of a line.
    """

    def to_ical(self) -> bytes:
        return _ESCAPED.sub(lambda found: _ESCAPES[found[0]], self).encode()
