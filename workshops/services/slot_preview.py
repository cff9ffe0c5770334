"""What moving a scheduled workshop will do, said before it is confirmed. Nothing is saved here."""

from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from workshops.models import Touchpoint, Workshop
from workshops.services.timing import PlannedTouchpoint, schedule_preview
from workshops.states import TouchpointState


@dataclass(frozen=True, slots=True)
class MovedTouchpoint:
    """A touchpoint with its time before and after the move, and what follows from it."""

    touchpoint: Touchpoint
    before: datetime | None
    after: datetime
    effect: str


def slot_preview(workshop: Workshop, *, slot: dict[str, Any], now: datetime) -> list[MovedTouchpoint]:
    """The plan's touchpoints in a slot that is not saved yet (as `set_slot` takes it).

    Raises ServiceError where the slot lies outside of the calendar.
    """
    moved = copy(workshop)
    for name, value in slot.items():
        setattr(moved, name, value)
    has_new_day = moved.local_start is None or (
        workshop.local_start is None or moved.local_start.date() != workshop.local_start.date()
    )
    return [
        MovedTouchpoint(
            planned.touchpoint,
            planned.touchpoint.opens_at,
            planned.opens_at,
            _effect(planned, has_new_day=has_new_day, now=now),
        )
        for planned in schedule_preview(moved, now=now)
    ]


def _effect(planned: PlannedTouchpoint, *, has_new_day: bool, now: datetime) -> str:
    touchpoint = planned.touchpoint
    was_due = touchpoint.opens_at is not None and touchpoint.opens_at <= now
    if touchpoint.state == TouchpointState.SKIPPED and touchpoint.skipped_by_id:
        return "Stays skipped."
    if planned.outcome == "past":
        return planned.reason or "It is skipped: its time is over."
    is_of_the_day = not touchpoint.window.comes_after and touchpoint.last_day >= 0
    if has_new_day and is_of_the_day and was_due:
        return "Goes once more, to everyone, for the new day."
    if was_due and touchpoint.state in (TouchpointState.PLANNED, TouchpointState.DONE):
        return "Who has it is told of the change; who has not gets it then."
    if planned.outcome == "now":
        return planned.reason or "It goes at once."
    return "Moves." if planned.opens_at != touchpoint.opens_at else "Stays where it is."
