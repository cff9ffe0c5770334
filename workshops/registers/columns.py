"""The columns of each register's table, and the order in which columns of others come out again."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

# The tables that teams keep: the heading of each column, and the name of what it holds.
COLUMNS: Final[Mapping[str, Mapping[str, str]]] = {
    "decision": {
        "ID": "key",
        "Date": "decided_on",
        "Decision": "text",
        "Rationale": "rationale",
        "Owner": "owner",
        "Impacted Artifacts": "artifacts",
    },
    "risk": {
        "ID": "key",
        "Risk": "text",
        "Impact": "impact",
        "Likelihood": "likelihood",
        "Owner": "owner",
        "Mitigation": "mitigation",
    },
}
# What comes out of the other registers, which nobody keeps in a form that all agree on.
_EXPORTS: Final[Mapping[str, Mapping[str, str]]] = {
    **COLUMNS,
    "pipeline": {
        "ID": "key",
        "Pipeline": "text",
        "Workshop": "workshop",
        "State": "state",
        "Reads from": "source",
        "First layer": "starts_in",
        "Last layer": "ends_in",
        "Schedule": "schedule",
        "Depends on": "depends_on",
        "Owner": "owner",
        "Environments": "environments",
        "SLA": "sla",
        "Monitoring": "monitoring",
        "Alerting": "alerting",
        "Error handling": "error_handling",
        "On-call": "on_call",
    },
    "dependency": {
        "ID": "key",
        "Dependency": "text",
        "Workshop": "workshop",
        "State": "state",
        "Owner": "owner",
        "Needed by": "due_on",
        "Note": "note",
    },
    "capacity": {
        "ID": "key",
        "Need": "text",
        "Workshop": "workshop",
        "State": "state",
        "How much": "amount",
        "From when": "due_on",
        "Owner": "owner",
        "Note": "note",
    },
    "constraint": {
        "Constraint": "text",
        "Workshop": "workshop",
        "State": "state",
        "Flagged by": "owner",
        "Flagged": "at",
        "Answer": "answer",
    },
    "question": {
        "Question": "text",
        "Workshop": "workshop",
        "State": "state",
        "Owner": "owner",
        "Due": "due_on",
        "Answer": "answer",
        "Answered by": "answered_by",
    },
    "approval": {
        "Approval": "text",
        "Workshop": "workshop",
        "State": "state",
        "Approver": "owner",
        "Due": "due_on",
        "Reason": "reason",
        "Decided by": "decided_by",
    },
}


def columns_of(register: str) -> Mapping[str, str]:
    """The headings of the register's table, each with the name of what stands below it."""
    return _EXPORTS[register]


def extra_headings(extras: Iterable[Mapping[str, Sequence[Any]]]) -> list[str]:
    """The headings that the rows brought with them, in the order in which they stood in their files."""
    places: dict[str, int] = {}
    for extra in extras:
        for heading, (place, _) in extra.items():
            places.setdefault(heading, place)
    return sorted(places, key=lambda heading: places[heading])
