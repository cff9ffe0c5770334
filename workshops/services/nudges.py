"""Asking those who have not answered once more, because a manager wants to know."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from workshops.models import Touchpoint, User, Workshop
from workshops.services.errors import ServiceError
from workshops.services.history import record
from workshops.services.slot import add_own
from workshops.states import Audience, TouchpointKind, TouchpointState, WorkshopState

# Who is asked twice within a day feels pushed, and answers no sooner.
NUDGE_EVERY: Final = timedelta(days=1)
# A nudge is late after this time, and pointless once the next one may be sent.
_LATE_AFTER: Final = timedelta(hours=1)
_ASKING: Final = (TouchpointKind.RSVP_REQUEST, TouchpointKind.NUDGE)
_ASKED: Final = (TouchpointState.PLANNED, TouchpointState.DONE)


def nudge_refusal(workshop: Workshop, now: datetime) -> str:
    """Why nobody can be nudged now, in a sentence; empty where they can."""
    if workshop.state != WorkshopState.SCHEDULED:
        return "Only the participants of a scheduled workshop can be asked to answer."
    if workshop.start is None or workshop.start <= now:
        return "The workshop has started: answers are closed."
    if not workshop.participants.unanswered().exists():
        return "Everybody has answered."
    asked = workshop.touchpoints.filter(
        kind__in=_ASKING, state__in=_ASKED, opens_at__gt=now - NUDGE_EVERY, opens_at__lte=now
    )
    if asked.exists():
        return "They were asked within the last day. Give them until tomorrow."
    return ""


@transaction.atomic
def nudge(*, workshop_id: int, by: User | None, now: datetime) -> Touchpoint:
    """Ask everybody who heard of the workshop and has not answered, at once and at most once a day.

    Raises ServiceError with the reason where that cannot be.
    """
    # The lock makes two clicks at once take turns: the second one finds the first one's nudge.
    rows = Workshop.objects.select_for_update(of=("self",)).select_related("project")
    workshop: Workshop = rows.get(pk=workshop_id)
    if refusal := nudge_refusal(workshop, now):
        raise ServiceError(refusal)
    assert workshop.start is not None  # a refusal else
    touchpoint = add_own(workshop, TouchpointKind.NUDGE, audience=Audience.UNANSWERED)
    touchpoint.opens_at, touchpoint.closes_at = now, now + _LATE_AFTER
    touchpoint.expires_at = min(now + NUDGE_EVERY, workshop.start)
    touchpoint.state = TouchpointState.PLANNED
    touchpoint.save(update_fields=["opens_at", "closes_at", "expires_at", "state"])
    count = workshop.participants.unanswered().count()
    record(workshop, "reminder to answer", by=by, now=now, detail=f"{count} without an answer")
    return touchpoint
