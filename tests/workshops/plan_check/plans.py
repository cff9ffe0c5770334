"""A plan that lacks nothing, to take one thing out of."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from workshops.plan_check import (
    REGISTERS_PAGE,
    GroupFacts,
    MailFacts,
    Neighbour,
    OwnedFacts,
    Place,
    PointFacts,
    Report,
    RiskFacts,
    SectionFacts,
    Snapshot,
    check_plan,
)

START = datetime(2026, 12, 14, 9, 0, tzinfo=UTC)
ENGINEERS = GroupFacts(1, "Data Engineers")
INVITATION = MailFacts(
    pk=11,
    name="Save the date",
    subject="Hold the date",
    body="Please tell us your constraints; read `docs/flows.md`.",
    text="Please tell us your constraints; read `docs/flows.md`.",
    group_ids=frozenset({1}),
)
RECAP = MailFacts(
    pk=12, name="Recap", subject="Recap", body="What came out.", text="What came out.", comes_after=True
)
ACTION = OwnedFacts("action", "Write the runbook", "Ada Quill", Place("actions:action-edit", 31))
RISK = RiskFacts("Night loads run long", "Ada Quill", "Split them", Place(REGISTERS_PAGE, 7))
WHOLE = Snapshot(
    workshop_id=7,
    project_id=3,
    slot_min=90,
    slot_max=120,
    start=START,
    objectives=("Agree on the flows",),
    agenda=((30, 45), (60, 75)),
    has_prework=True,
    groups=(ENGINEERS,),
    mails=(INVITATION, RECAP),
    artifacts=("docs/flows.md",),
    sections=(
        SectionFacts("Service", "how it is run", "", "SLA 06:00, monitoring and alerting by the team."),
    ),
    constraints=(START.replace(day=1),),
    owned=(ACTION,),
    risks=(RISK,),
    neighbours=(Neighbour("Workshop 3: Model", True), Neighbour("Workshop 5: Rollout", False)),
)


def checked(plan: Snapshot, **changes: Any) -> Report:
    return check_plan(replace(plan, **changes))


def gaps(check: str, **changes: Any) -> list[tuple[str, str]]:
    """The messages and addresses of a check's gaps, with these changes to the whole plan."""
    report = checked(WHOLE, **changes)
    return [(each.message, each.url) for each in report.gaps if each.check == check]


def point(name: str, text: str = "", **changes: Any) -> list[tuple[str, str]]:
    """The states and messages of a point, with these changes to the whole plan."""
    report = checked(WHOLE, points=(PointFacts(21, name, text),), **changes)
    return [(each.state, each.message) for each in report.findings if each.point_id == 21]
