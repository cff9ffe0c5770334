"""When the demo's workshops take place: such that all five kinds of mail are due at the moment of loading."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from workshops.timing import at_wall_clock

# Between these hours in the workshop's zone the mails of the day are due, and one can still start today.
EARLIEST, LATEST = time(9), time(17)
# Places on whose clocks it is a working hour, whatever the hour is here; the first that fits is taken.
ZONES = ("Europe/Berlin", "America/New_York", "America/Los_Angeles", "Asia/Tokyo", "Asia/Kolkata")
# Long enough for the reader to see the reminder and to answer the invitation before the start.
NOTICE = timedelta(hours=2)
HALF_HOUR = timedelta(minutes=30)


def demo_zone(now: datetime) -> ZoneInfo:
    """A zone in which it is a working hour now."""
    for name in ZONES:
        zone = ZoneInfo(name)
        if EARLIEST <= now.astimezone(zone).time() < LATEST:
            return zone
    raise AssertionError("the zones' working hours cover the day")  # shown by a test over all of it


def demo_start(now: datetime, *, days: int, at: time, zone: ZoneInfo) -> datetime:
    """The start of a workshop so many days from now, in UTC; today's leaves time to get the reminder."""
    if days == 0:
        earliest = now + NOTICE
        past_half_hour = timedelta(
            minutes=earliest.minute % 30, seconds=earliest.second, microseconds=earliest.microsecond
        )
        return earliest - past_half_hour + HALF_HOUR
    day: date = now.astimezone(zone).date() + timedelta(days=days)
    return at_wall_clock(day, at, zone)
