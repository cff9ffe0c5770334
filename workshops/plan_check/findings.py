"""What a rule says: how things stand, in a sentence, and the page where it is mended."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from django.urls import reverse

OK: Final = "ok"
GAP: Final = "gap"
MANUAL: Final = "manual"


@dataclass(frozen=True, slots=True)
class Place:
    """A page of ours, by its name and the row that it shows; one of a register names the register too.

    `part` is the id of what on the page it is about.
    """

    view: str
    pk: int
    register: str = ""
    part: str = ""

    @property
    def url(self) -> str:
        page = reverse(self.view, args=[self.register, self.pk] if self.register else [self.pk])
        return f"{page}#{self.part}" if self.part else page


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence about one check; a check with several gaps has a finding for each."""

    check: str
    state: str
    message: str
    place: Place
    # The point of the plan's checklist that it is about; None for a defect.
    point_id: int | None = None

    @property
    def url(self) -> str:
        return self.place.url

    def to_json(self) -> dict[str, str]:
        return {"check": self.check, "state": self.state, "message": self.message, "url": self.url}


@dataclass(frozen=True, slots=True)
class Check:
    """A check with all that was found about it."""

    name: str
    state: str
    findings: tuple[Finding, ...]

    @property
    def point_id(self) -> int | None:
        return self.findings[0].point_id


@dataclass(frozen=True, slots=True)
class Report:
    findings: tuple[Finding, ...]

    @property
    def checks(self) -> list[Check]:
        """The checks in their order; one with a gap is a gap."""
        grouped = groupby(self.findings, key=lambda finding: (finding.point_id, finding.check))
        return [_check(name, tuple(findings)) for (_, name), findings in grouped]

    @property
    def points(self) -> list[Check]:
        return [check for check in self.checks if check.point_id is not None]

    @property
    def defects(self) -> list[Check]:
        return [check for check in self.checks if check.point_id is None]

    @property
    def gaps(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.state == GAP]

    @property
    def total(self) -> int:
        return len(self.checks)

    @property
    def ok_count(self) -> int:
        return self._count(OK)

    @property
    def gap_count(self) -> int:
        return self._count(GAP)

    @property
    def manual_count(self) -> int:
        return self._count(MANUAL)

    @property
    def score(self) -> str:
        """The state of the plan in one line: “9 of 12 points met, 2 with gaps, 1 for you to tick”."""
        parts = [f"{self.ok_count} of {self.total} points met"]
        if self.gap_count:
            parts.append(f"{self.gap_count} with {'a gap' if self.gap_count == 1 else 'gaps'}")
        if self.manual_count:
            parts.append(f"{self.manual_count} to be ticked by a person")
        return ", ".join(parts)

    def _count(self, state: str) -> int:
        return sum(check.state == state for check in self.checks)


def _check(name: str, findings: tuple[Finding, ...]) -> Check:
    states = {finding.state for finding in findings}
    return Check(name, next(state for state in (GAP, MANUAL, OK) if state in states), findings)


def findings_of(
    check: str, gaps: Iterable[tuple[str, Place]], *, well: str, place: Place, point_id: int | None = None
) -> list[Finding]:
    """A finding for each gap; where there is none, that all is `well`."""
    found = [Finding(check, GAP, message, where, point_id) for message, where in dict.fromkeys(gaps)]
    return found or [Finding(check, OK, well, place, point_id)]
