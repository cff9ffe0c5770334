"""The groups in which the log can be read: what they are called, and to which one an action belongs."""

from datetime import date, timedelta
from typing import Final

from actions.models import ActionItem

GROUPINGS: Final = (
    ("", "No groups"),
    ("owner", "By owner"),
    ("workshop", "By workshop"),
    ("week", "By due week"),
    ("state", "By state"),
)


def group_heading(item: ActionItem, grouping: str) -> str:
    """The heading over the action; nothing where there are no groups."""
    if grouping == "owner":
        return item.owner_name or "Nobody yet"
    if grouping == "workshop":
        return str(item.workshop) if item.workshop else "No workshop"
    if grouping == "week":
        return _week(item.due_on) if item.due_on else "No due date"
    return str(item.get_state_display()) if grouping == "state" else ""


def _week(day: date) -> str:
    """“Week 51: 14 – 20 Dec 2026”, the week as ISO 8601 counts it."""
    monday = day - timedelta(days=day.weekday())
    sunday = monday + timedelta(days=6)
    first = f"{monday:%-d %b}" if monday.month != sunday.month else f"{monday.day}"
    return f"Week {day.isocalendar().week}: {first} – {sunday:%-d %b %Y}"
