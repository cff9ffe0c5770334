"""Sending a touchpoint before its time, because a manager says so."""

from datetime import datetime

from django.db import transaction

from workshops.models import Touchpoint, User, Workshop
from workshops.services.errors import ServiceError
from workshops.services.history import record
from workshops.services.timing import retime
from workshops.states import TouchpointState, WorkshopState


def early_refusal(touchpoint: Touchpoint, now: datetime) -> str:
    """Why its window cannot be opened now, in a sentence; empty where it can."""
    workshop = touchpoint.workshop
    if touchpoint.is_own:
        return "The program sends this mail by itself when it is needed."
    if workshop.state != WorkshopState.SCHEDULED:
        return "Only the mails of a scheduled workshop are sent."
    if touchpoint.state != TouchpointState.PLANNED:
        return f"It is {touchpoint.get_state_display().lower()}: plan it again first."
    if touchpoint.is_held:
        return f"{touchpoint.hold_text} Release it first."
    if touchpoint.opens_at is not None and touchpoint.opens_at <= now:
        return "Its window is open already: it goes to everybody as soon as nothing is missing."
    if touchpoint.window.comes_after and workshop.end is not None and workshop.end > now:
        return "It tells of what came out, and the workshop is not over yet."
    return ""


@transaction.atomic
def open_now(*, touchpoint_id: int, by: User | None, now: datetime) -> Touchpoint:
    """Open the touchpoint's window: the next tick sends it. Raises ServiceError with the reason if it cannot.

    A later change of the slot or the window does not close it again, but for a mail that is said anew of
    another day.
    """
    rows = Touchpoint.objects.select_for_update(of=("self",))
    touchpoint: Touchpoint = rows.select_related("workshop__project", "held_by").get(pk=touchpoint_id)
    if refusal := early_refusal(touchpoint, now):
        raise ServiceError(refusal)
    touchpoint.opened_at = now
    touchpoint.save(update_fields=["opened_at"])
    retime(Workshop.objects.select_related("project").get(pk=touchpoint.workshop_id))
    record(touchpoint.workshop, "touchpoint sent early", by=by, now=now, detail=touchpoint.name)
    touchpoint.refresh_from_db()
    return touchpoint
