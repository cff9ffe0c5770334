"""What the demo's people did so far: six workshops at different points of their plans."""

from dataclasses import dataclass
from datetime import time
from typing import Any

from workshops.states import PartStat, TouchpointKind

PROJECT = "Berth Planner"
MANAGER_EMAIL = "demo@commplan.example"
MANAGER_NAME = ("Mara", "Lindqvist")
LOCATION = "Harbour House, Room Mole 2"


@dataclass(frozen=True, slots=True)
class DemoWorkshop:
    """A workshop so many days from the day of loading, and the kind of mail of it that is due then."""

    plan: str
    days: int
    at: time
    due: TouchpointKind


WORKSHOPS = (
    DemoWorkshop("1-goals.md", -3, time(10), TouchpointKind.FOLLOW_UP),
    DemoWorkshop("2-data-sources.md", -1, time(10), TouchpointKind.RECAP),
    DemoWorkshop("3-data-model.md", -1, time(14), TouchpointKind.RECAP),
    DemoWorkshop("4-features.md", 0, time(), TouchpointKind.REMINDER),
    DemoWorkshop("5-pipelines.md", 3, time(10), TouchpointKind.AGENDA),
    DemoWorkshop("6-validation.md", 7, time(10), TouchpointKind.SAVE_THE_DATE),
)
SKIP_REASON = "Its time was before the demo began."

# By person: what they answered to every workshop but the last, about which nobody knows yet. Who is not
# listed has not answered, and gets the request to do so.
ANSWERS = {
    "demo@commplan.example": (PartStat.ACCEPTED, ""),
    "tomas.ferreira@berth-planner.example": (PartStat.ACCEPTED, ""),
    "aiko.brandt@berth-planner.example": (PartStat.TENTATIVE, "I may have to leave half an hour early."),
    "noor.haddad@berth-planner.example": (PartStat.ACCEPTED, ""),
    "elias.sand@berth-planner.example": (PartStat.ACCEPTED, ""),
    "jonas.okafor@berth-planner.example": (PartStat.ACCEPTED, "On shift until nine, then with you."),
    "samir.quist@berth-planner.example": (
        PartStat.DECLINED,
        "Nothing of mine is decided here; ask me after.",
    ),
}

# By plan: heading of the recap's section -> what was written. A plan that is not here waits for its recap.
RECAPS = {
    "1-goals.md": {
        "Decisions to support": "- Which berth a ship gets: **Berth Operations**, twelve hours ahead.\n"
        "- When the crane gang is called: **Berth Operations**, four hours ahead.",
        "Success measures": "- Half of all departures within **two hours** of the forecast.\n"
        "- Twenty ships a month re-planned in time, up from eight. Looked at every Monday.",
        "Open points": "- Whether the two hours hold for tankers as well: Noor Haddad finds out.",
    },
    "2-data-sources.md": {
        "Sources": "- Vessel traffic: complete since 2023, refreshed every five minutes.\n"
        "- Terminal: one file an hour, late on Sundays.\n- Weather: bought in, no gap known.",
        "Access and outages": "- All three land in the staging area; Priya Nair’s team is called when one is "
        "two hours late.",
        "Retention": "- Calls are kept for five years. Crew data is not stored at all.",
    },
}

# Plan, text, owner, days until due.
QUESTIONS = (
    ("1-goals.md", "Do the two hours hold for tankers as well?", "noor.haddad@berth-planner.example", 4),
    (
        "1-goals.md",
        "Who tells the pilots when the berth plan changes?",
        "jonas.okafor@berth-planner.example",
        6,
    ),
)
APPROVALS = (
    ("1-goals.md", "Success measures of the first release", "greta.holm@berth-planner.example", 3),
    ("1-goals.md", "Use of vessel traffic data for planning", "samir.quist@berth-planner.example", 8),
)

# Plan, what, owner, days until due (below zero: overdue), state.
BLOCKED_BECAUSE = "The licence officer answers in January"

ACTIONS = (
    ("1-goals.md", "Write the success measures into docs/GOALS.md", "demo@commplan.example", -1, "done"),
    (
        "1-goals.md",
        "Count re-planned ships of the last quarter",
        "greta.holm@berth-planner.example",
        -1,
        "open",
    ),
    ("1-goals.md", "Measure the error for tankers", "noor.haddad@berth-planner.example", 4, "in-progress"),
    (
        "2-data-sources.md",
        "Export a full year of vessel traffic",
        "tomas.ferreira@berth-planner.example",
        5,
        "open",
    ),
    (
        "2-data-sources.md",
        "Alarm for terminal files that are late",
        "priya.nair@berth-planner.example",
        7,
        "open",
    ),
    (
        "2-data-sources.md",
        "Clear the weather licence for the forecast",
        "samir.quist@berth-planner.example",
        10,
        "blocked",
    ),
)

_TOMAS = "tomas.ferreira@berth-planner.example"
_PRIYA = "priya.nair@berth-planner.example"
# What was put down so far: plan, register, values, owner (by address, or a role as words).
REGISTERS: tuple[tuple[str, str, dict[str, Any], str], ...] = (
    (
        "1-goals.md",
        "decision",
        {
            "text": "The forecast supports berth planning first, crane gangs second",
            "rationale": "Berths are fixed twelve hours ahead, gangs four.",
            "artifacts": "docs/GOALS.md",
        },
        "greta.holm@berth-planner.example",
    ),
    (
        "2-data-sources.md",
        "decision",
        {
            "text": "Calls are kept for five years, crew data not at all",
            "rationale": "The forecast learns nothing from crews.",
        },
        "demo@commplan.example",
    ),
    (
        "2-data-sources.md",
        "risk",
        {
            "text": "Terminal files come late on Sundays",
            "impact": "high",
            "likelihood": "medium",
            "mitigation": "Alarm two hours after they were due",
        },
        _PRIYA,
    ),
    (
        "2-data-sources.md",
        "risk",
        {"text": "The weather licence is not renewed", "impact": "medium", "likelihood": "low"},
        "Procurement",
    ),
    (
        "2-data-sources.md",
        "dependency",
        {"text": "Read access to the terminal's export", "note": "Asked for, not granted yet."},
        _TOMAS,
    ),
    (
        "5-pipelines.md",
        "pipeline",
        {
            "text": "Vessel traffic into staging",
            "ends_in": "staging",
            "source": "Vessel traffic feed",
            "schedule": "every 5 minutes",
            "sla": "15 minutes behind the ship",
            "alerting": "on-call phone",
            "environments": "test, production",
        },
        _PRIYA,
    ),
    (
        "5-pipelines.md",
        "pipeline",
        {
            "text": "Terminal calls into staging",
            "ends_in": "staging",
            "source": "Terminal export",
            "schedule": "hourly",
        },
        _TOMAS,
    ),
    (
        "5-pipelines.md",
        "pipeline",
        {
            "text": "Port calls of the core model",
            "starts_in": "staging",
            "ends_in": "core",
            "schedule": "hourly, after both feeds",
            "depends_on": ("Vessel traffic into staging", "Terminal calls into staging"),
        },
        "BI Lead",
    ),
    (
        "5-pipelines.md",
        "pipeline",
        {
            "text": "Berth forecast for the planners",
            "starts_in": "core",
            "ends_in": "semantic",
            "schedule": "hourly",
            "sla": "by ten past the hour",
            "depends_on": ("Port calls of the core model",),
        },
        "",
    ),
)
