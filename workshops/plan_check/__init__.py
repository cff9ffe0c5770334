"""What a plan still lacks: rules over plain values, each a small function."""

from .defects import DEFECTS
from .documents import named_documents
from .findings import GAP, MANUAL, OK, Finding, Place, Report
from .markdown import as_markdown
from .points import check_point
from .snapshot import (
    REGISTERS_PAGE,
    GroupFacts,
    Hole,
    MailFacts,
    Neighbour,
    OwnedFacts,
    PointFacts,
    RiskFacts,
    SectionFacts,
    Snapshot,
    TextFacts,
)

__all__ = [
    "DEFECTS",
    "GAP",
    "MANUAL",
    "OK",
    "REGISTERS_PAGE",
    "Finding",
    "GroupFacts",
    "Hole",
    "MailFacts",
    "Neighbour",
    "OwnedFacts",
    "Place",
    "PointFacts",
    "Report",
    "RiskFacts",
    "SectionFacts",
    "Snapshot",
    "TextFacts",
    "as_markdown",
    "check_plan",
    "named_documents",
]


def check_plan(snapshot: Snapshot) -> Report:
    """Every rule's findings: the points of the plan's own checklist, then the defects that documents have."""
    findings = [finding for point in snapshot.points for finding in check_point(point, snapshot)]
    for rule in DEFECTS:
        findings += rule(snapshot)
    return Report(tuple(findings))
