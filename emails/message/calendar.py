"""The calendar entry that goes with a mail (RFC 5545 and 5546): values in, the file's bytes out."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Final, Literal
from zoneinfo import ZoneInfo

import icalendar

from workshops.calendar_text import CalendarText

Method = Literal["REQUEST", "CANCEL"]

PRODID: Final = "-//CommPlan//Workshops//EN"
STATUS: Final[dict[str, str]] = {"REQUEST": "CONFIRMED", "CANCEL": "CANCELLED"}
PARTSTATS: Final = frozenset({"NEEDS-ACTION", "ACCEPTED", "TENTATIVE", "DECLINED"})
ROLES: Final = frozenset({"REQ-PARTICIPANT", "OPT-PARTICIPANT", "CHAIR", "NON-PARTICIPANT"})

# What some programs take for the end of a line, and what no calendar shows. A plain line feed is kept: it is
# escaped, and becomes a line break in the description.
_LINE_ENDS: Final = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_UNSHOWN: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_CN_STAND_INS: Final = str.maketrans({'"': "'", "^": None, "\\": "/"})
_ADDRESS: Final = re.compile(r"[^\s<>()\[\],;:\"\\@]+@[^\s<>()\[\],;:\"\\@]+")


@dataclass(frozen=True, slots=True)
class Event:
    """A workshop as a calendar sees it. `stamp` is the moment at which this version of it was made."""

    uid: str
    sequence: int
    start: datetime
    end: datetime
    zone: ZoneInfo
    summary: str
    description: str
    location: str
    organizer_name: str
    organizer_email: str
    stamp: datetime
    url: str = ""


@dataclass(frozen=True, slots=True)
class Attendee:
    """The one recipient; `partstat` and `role` are iCalendar's words, in any case."""

    name: str
    email: str
    partstat: str = "NEEDS-ACTION"
    role: str = "REQ-PARTICIPANT"


def invitation(event: Event, *, method: Method, attendee: Attendee) -> bytes:
    """The invitation, its update, or its cancellation, for one person and with no one else's name on it.

    The same arguments give the same bytes. Raises ValueError for an address that is not one plain address.
    """
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    if _has_local_times(event):
        calendar.add_component(_timezone(event.zone.key, event.start.astimezone(event.zone).year))
    calendar.add_component(_vevent(event, method, attendee))
    return calendar.to_ical()


def _vevent(event: Event, method: Method, attendee: Attendee) -> icalendar.Event:
    vevent = icalendar.Event()
    vevent.add("uid", _line(event.uid))
    vevent.add("dtstamp", event.stamp.astimezone(UTC))
    vevent.add("sequence", event.sequence)
    vevent.add("status", STATUS[method])
    zone = event.zone if _has_local_times(event) else UTC
    vevent.add("dtstart", event.start.astimezone(zone))
    vevent.add("dtend", event.end.astimezone(zone))
    vevent.add("summary", CalendarText(_line(event.summary)))
    for name, text in [("location", _line(event.location)), ("description", _text(event.description))]:
        if text:
            vevent.add(name, CalendarText(text))
    if event.url:
        vevent.add("url", _line(event.url))
    vevent.add("organizer", _person(event.organizer_name, event.organizer_email))
    vevent.add("attendee", _attendee(attendee, method))
    vevent.add("transp", "OPAQUE")
    return vevent


def _attendee(attendee: Attendee, method: Method) -> icalendar.vCalAddress:
    partstat, role = attendee.partstat.upper(), attendee.role.upper()
    if partstat not in PARTSTATS or role not in ROLES:
        raise ValueError(f"{partstat} and {role} are not both words of iCalendar.")
    person = _person(attendee.name, attendee.email)
    person.params["ROLE"] = role
    person.params["PARTSTAT"] = partstat
    if method == "REQUEST":
        person.params["RSVP"] = "TRUE"
    return person


def _person(name: str, email: str) -> icalendar.vCalAddress:
    if not _ADDRESS.fullmatch(email):
        raise ValueError(f"“{_line(email)}” is not one plain address.")
    person = icalendar.vCalAddress(f"mailto:{_line(email)}")
    # A parameter cannot hold a double quote. Many programs show its escape (RFC 6868, `^'`) as it is, and
    # some take a backslash for an escape of the colon that ends the parameter.
    shown = _line(name.translate(_CN_STAND_INS))
    if shown:
        person.params["CN"] = shown
    return person


def _has_local_times(event: Event) -> bool:
    """Whether the times are written in the workshop's zone, with the zone's rules beside them.

    Not in the hour that comes twice: a calendar takes a local time for its first coming, so that the second
    can only be told in UTC.
    """
    is_second_coming = any(moment.astimezone(event.zone).fold for moment in (event.start, event.end))
    return event.zone.key not in {"UTC", "Etc/UTC"} and not is_second_coming


@lru_cache(maxsize=256)
def _timezone(key: str, year: int) -> icalendar.Timezone:
    # The years around the event are enough, and short; working them out takes milliseconds, so once a year
    # and zone, not once a mail.
    first, last = date(max(year - 1, date.min.year), 1, 1), date(min(year + 2, date.max.year), 1, 1)
    return icalendar.Timezone.from_tzinfo(ZoneInfo(key), key, first_date=first, last_date=last)


def _text(text: str) -> str:
    return _UNSHOWN.sub("", _LINE_ENDS.sub("\n", text)).strip()


def _line(text: str) -> str:
    return " ".join(_text(text).split())
