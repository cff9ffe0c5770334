"""Somebody's due dates as a calendar (RFC 5545): values in, the file's bytes out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

import icalendar

from workshops.calendar_text import CalendarText
from workshops.validators import CONTROL, CONTROL_IN_TEXT

PRODID: Final = "-//CommPlan//Actions//EN"
# How often a calendar is asked to look again.
REFRESH: Final = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class DueDay:
    """One open action. `version` counts its changes, and `stamp` is the moment of the last one."""

    uid: str
    version: int
    stamp: datetime
    due_on: date
    key: str
    action: str
    state: str
    workshop: str = ""
    notes: str = ""


def due_calendar(name: str, days: Iterable[DueDay]) -> bytes:
    """All-day entries that take up no time: most calendars show those, and few show tasks of a subscription.

    The same arguments give the same bytes; no text of people can add a line of its own.
    """
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", CalendarText(_line(name)))
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", icalendar.vDuration(REFRESH))
    for day in days:
        calendar.add_component(_event(day))
    return calendar.to_ical()


def _event(day: DueDay) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", _line(day.uid))
    event.add("sequence", day.version - 1)
    event.add("dtstamp", day.stamp.astimezone(UTC))
    event.add("dtstart", day.due_on)
    event.add("dtend", day.due_on + timedelta(days=1))
    event.add("summary", CalendarText(_line(f"Due: {day.action}")))
    said = [f"{day.key}, {day.state}", day.workshop, day.notes]
    event.add("description", CalendarText(CONTROL_IN_TEXT.sub(" ", "\n".join(filter(None, said)))))
    event.add("transp", "TRANSPARENT")
    return event


def _line(text: str) -> str:
    return CONTROL.sub(" ", text)
