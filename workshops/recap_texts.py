"""What the registers say, as the Markdown of a recap's section: values in, text out.

What nobody has settled stands there as a gap, `<SLA of P-1>`: a recap with a gap in it does not go out.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.utils import dateformat

from workshops.models import (
    Approval,
    CapacityNeed,
    Constraint,
    Decision,
    Dependency,
    OpenQuestion,
    Pipeline,
    Risk,
)
from workshops.states import ApprovalState

# No longer part of what was agreed.
LEFT_OUT: Final = ("dropped", "replaced")


def section_text(writer: str, rows: Iterable[Any]) -> str:
    """A list with a line for each row that still counts; empty where none does."""
    lines = [_WRITERS[writer](row) for row in rows if row.state not in LEFT_OUT]
    return "\n".join(f"- {line}" for line in lines)


def register_of(writer: str) -> str:
    """The register whose rows the writer takes."""
    return "pipeline" if writer in ("requirements", "ownership") else writer


def _head(row: Any) -> str:
    return f"{row.key} {row.text}"


def _gap(what: str, row: Any) -> str:
    return f"<{what} of {row.key}>"


def _owner(row: Any) -> str:
    return row.owner_name or _gap("owner", row)


def _day(day: date | None) -> str:
    return dateformat.format(day, "D j M Y") if day else ""


def _named(parts: Mapping[str, str]) -> str:
    """The parts that say something, each after its name; a name of no letters stands for none."""
    return "; ".join(f"{name} {said}".strip() for name, said in parts.items() if said)


def _line(head: str, rest: Sequence[str]) -> str:
    said = "; ".join(part for part in rest if part)
    colon = "" if head.endswith("?") else ":"
    return f"**{head}{colon}** {said}" if said else f"**{head}**"


def _pipeline(row: Pipeline) -> str:
    needs = ", ".join(str(other.key) for other in row.depends_on.all())
    layers = f"{row.get_starts_in_display()} → {row.get_ends_in_display()}".lower()
    facts = {"reads": row.source, "runs": row.schedule or _gap("schedule", row), "after": needs}
    return _line(_head(row), [layers, _named(facts)])


def _requirements(row: Pipeline) -> str:
    facts = {
        "SLA:": row.sla or _gap("SLA", row),
        "monitoring:": row.monitoring,
        "alerting:": row.alerting or _gap("alerting", row),
        "errors and reprocessing:": row.error_handling,
    }
    return _line(_head(row), [_named(facts)])


def _ownership(row: Pipeline) -> str:
    return _line(
        _head(row), [_owner(row), _named({"environments:": row.environments, "on-call:": row.on_call})]
    )


def _decision(row: Decision) -> str:
    by = ", ".join(part for part in (row.owner_name, _day(row.decided_on)) if part)
    return _line(_head(row), [_one_line(row.rationale), by, _named({"touches": row.artifacts})])


def _risk(row: Risk) -> str:
    rated = {
        "impact": row.get_impact_display() if row.impact else "",
        "likelihood": row.get_likelihood_display() if row.likelihood else "",
    }
    return _line(_head(row), [_named(rated).lower(), _one_line(row.mitigation), f"owner {_owner(row)}"])


def _dependency(row: Dependency) -> str:
    facts = {"needed by": _day(row.due_on), "owner": _owner(row)}
    return _line(_head(row), [_named(facts), _one_line(row.note)])


def _capacity(row: CapacityNeed) -> str:
    facts = {"from": _day(row.due_on), "owner": _owner(row)}
    return _line(_head(row), [row.amount, _named(facts), _one_line(row.note)])


def _constraint(row: Constraint) -> str:
    flagged = f"flagged by {row.flagged_by.name}" if row.flagged_by else ""
    return _line(row.text, [flagged, _one_line(row.answer) or "not answered yet"])


def _question(row: OpenQuestion) -> str:
    facts = {"due": "" if row.answer else _day(row.due_on)}
    owner = row.owner.name if row.owner else "nobody has it yet"
    return _line(row.text, [_one_line(row.answer) or owner, _named(facts)])


def _approval(row: Approval) -> str:
    facts = {"by": _day(row.due_on)} if row.state == ApprovalState.PENDING else {}
    owner = row.owner.name if row.owner else "nobody has it yet"
    state = row.get_state_display().lower()
    return _line(row.text, [f"{state} ({owner})", _one_line(row.reason), _named(facts)])


def _one_line(text: str) -> str:
    return " ".join(text.split())


_WRITERS: Final[dict[str, Callable[[Any], str]]] = {
    "pipeline": _pipeline,
    "requirements": _requirements,
    "ownership": _ownership,
    "decision": _decision,
    "risk": _risk,
    "dependency": _dependency,
    "capacity": _capacity,
    "constraint": _constraint,
    "question": _question,
    "approval": _approval,
}
