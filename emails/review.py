"""What the review page says of a workshop's touchpoints before it is scheduled, and after."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from emails.gates import Reason
from emails.selectors.pages import TouchpointStatus, touchpoint_statuses
from workshops import services
from workshops.models import Workshop
from workshops.services import PlannedTouchpoint

LATER: Final = "later"
NOW: Final = "now"
SKIPPED: Final = "skipped"


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A touchpoint with its time and what will become of it.

    `outcome` is later, now or skipped, with the reason in `reason`; empty where the workshop is scheduled
    already: there `status` tells how things stand.
    """

    status: TouchpointStatus
    opens_at: datetime | None
    outcome: str = ""
    reason: str = ""
    # What this mail alone lacks; what others lack too stands on the review.
    own_reasons: tuple[Reason, ...] = ()

    @property
    def has_shared_reasons(self) -> bool:
        return len(self.own_reasons) < len(self.status.reasons)

    @property
    def is_skipped(self) -> bool:
        return self.outcome == SKIPPED or self.status.status in (SKIPPED, "cancelled")

    @property
    def is_held(self) -> bool:
        """Its time has come, or comes with the scheduling, and something is missing."""
        return self.status.status == "held" or (self.outcome == NOW and bool(self.status.reasons))

    @property
    def needs_work(self) -> bool:
        """Something is missing that can be mended today: a recap comes in its own time."""
        if self.is_skipped:
            return False
        return self.is_held or any(not reason.is_recap for reason in self.status.reasons)


@dataclass(frozen=True, slots=True)
class Review:
    """The touchpoints in the order of their time, and what several of them wait for: it is mended once."""

    rows: list[ReviewRow]
    # Each with how many mails wait for it.
    shared_reasons: list[tuple[Reason, int]]

    def _count(self, outcome: str) -> int:
        return sum(row.outcome == outcome for row in self.rows)

    @property
    def later(self) -> int:
        return self._count(LATER)

    @property
    def at_once(self) -> int:
        return self._count(NOW) - self.held

    @property
    def held(self) -> int:
        """What would leave with the scheduling, and lacks something."""
        return sum(row.outcome == NOW and row.is_held for row in self.rows)

    @property
    def skipped(self) -> int:
        return self._count(SKIPPED)

    @property
    def incomplete(self) -> int:
        return sum(row.needs_work for row in self.rows)


def review_of(workshop: Workshop, *, now: datetime) -> Review:
    """What scheduling would do with each touchpoint of a draft; how things stand for a scheduled workshop.

    Raises ServiceError for a draft without a start.
    """
    statuses = touchpoint_statuses(workshop, now)
    if not workshop.is_draft:
        # A request or a notice that goes to nobody is not worth a line.
        told = [status for status in statuses if not status.touchpoint.is_own or status.people or status.sent]
        return _review([ReviewRow(status, status.touchpoint.opens_at) for status in told])
    planned = {row.touchpoint.pk: row for row in services.schedule_preview(workshop, now=now)}
    rows = [_row(status, planned[status.touchpoint.pk]) for status in statuses]
    return _review(sorted(rows, key=lambda row: (planned[row.status.touchpoint.pk].opens_at, _place(row))))


def _review(rows: list[ReviewRow]) -> Review:
    counts = Counter(reason for row in rows if not row.is_skipped for reason in row.status.reasons)
    own = [tuple(reason for reason in row.status.reasons if counts[reason] == 1) for row in rows]
    return Review(
        [replace(row, own_reasons=reasons) for row, reasons in zip(rows, own, strict=True)],
        [(reason, count) for reason, count in counts.items() if count > 1],
    )


def _row(status: TouchpointStatus, planned: PlannedTouchpoint) -> ReviewRow:
    if status.status == SKIPPED:
        # By the manager: scheduling leaves it so.
        return ReviewRow(status, planned.opens_at, SKIPPED, status.note)
    outcome = SKIPPED if planned.outcome == "past" else planned.outcome
    return ReviewRow(status, planned.opens_at, outcome, planned.reason)


def _place(row: ReviewRow) -> tuple[int, int]:
    return row.status.touchpoint.position, row.status.touchpoint.pk
