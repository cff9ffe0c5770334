"""Times as pages show them: always with their zone, or how far they are from now."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django import template
from django.utils import dateformat

from workshops.due_dates import distance

register = template.Library()

# From these distances on the larger unit reads better: “in 90 minutes” still does, “in 40 hours” too.
UNITS = (
    (timedelta(days=14), timedelta(weeks=1), "week"),
    (timedelta(hours=48), timedelta(days=1), "day"),
    (timedelta(minutes=100), timedelta(hours=1), "hour"),
    (timedelta(minutes=1), timedelta(minutes=1), "minute"),
)


@register.filter
def in_zone(instant: datetime | None, zone: ZoneInfo | str) -> str:
    """“Mon 14 Dec 2026, 10:00 (Europe/Berlin)”; nothing for no instant."""
    local = _local(instant, zone)
    return f"{dateformat.format(local, 'D j M Y, H:i')} ({local.tzinfo})" if local else ""


@register.filter
def day_in_zone(instant: datetime | None, zone: ZoneInfo | str) -> str:
    """“Mon 14 Dec 2026”: the day that it is then in the zone."""
    local = _local(instant, zone)
    return dateformat.format(local, "D j M Y") if local else ""


@register.filter
def clock_in_zone(instant: datetime | None, zone: ZoneInfo | str) -> str:
    """“10:00”: for a place that names the day and the zone itself."""
    local = _local(instant, zone)
    return dateformat.format(local, "H:i") if local else ""


@register.filter
def relative(instant: datetime | None, now: datetime) -> str:
    """“in 3 days”, “2 hours ago”, “now”; nothing for no instant."""
    if not instant:
        return ""
    distance = abs(instant - now)
    for least, unit, name in UNITS:
        if distance >= least:
            count = round(distance / unit)
            words = f"{count} {name}" if count == 1 else f"{count} {name}s"
            return f"in {words}" if instant > now else f"{words} ago"
    return "now"


@register.filter
def days_from(day: date | None, today: date) -> str:
    """“today”, “tomorrow”, “in 3 days”, “2 days ago”; nothing for no day."""
    return distance(day, today) if day else ""


def _local(instant: datetime | None, zone: ZoneInfo | str) -> datetime | None:
    # A page without a zone would be a page with an empty time; UTC is at least true.
    return instant.astimezone(ZoneInfo(str(zone) or "UTC")) if instant else None
