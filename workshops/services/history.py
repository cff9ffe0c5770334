"""The one place where a workshop's history is written."""

from datetime import datetime

from workshops.models import User, Workshop, WorkshopEvent


def record(
    workshop: Workshop, kind: str, *, by: User | None, now: datetime, detail: str = "", subject: str = ""
) -> None:
    """Add a line to the workshop's history, in the caller's transaction."""
    WorkshopEvent.objects.create(
        workshop=workshop, kind=kind, by=by, at=now, detail=detail[:500], subject=subject
    )
