"""The one place where a workshop's history is written."""

from datetime import datetime, timedelta
from typing import Final

from workshops.models import User, Workshop, WorkshopEvent

# What is saved while one types is one piece of work, not a line for every pause.
ONE_SITTING: Final = timedelta(minutes=10)


def record(
    workshop: Workshop, kind: str, *, by: User | None, now: datetime, detail: str = "", subject: str = ""
) -> None:
    """Add a line to the workshop's history, in the caller's transaction."""
    WorkshopEvent.objects.create(
        workshop=workshop, kind=kind, by=by, at=now, detail=detail[:500], subject=subject
    )


def record_sitting(workshop: Workshop, kind: str, *, by: User | None, now: datetime, detail: str) -> None:
    """As `record`, but a further change by the same person within minutes brings the last line up to date."""
    last = workshop.history.first()
    is_same = last is not None and (last.kind, last.by) == (kind, by) and last.at > now - ONE_SITTING
    if last is None or not is_same:
        record(workshop, kind, by=by, now=now, detail=detail)
        return
    last.at, last.detail = now, detail[:500]
    last.save(update_fields=["at", "detail"])
