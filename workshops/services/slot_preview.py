"""What moving a scheduled workshop will do, said before it is confirmed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from workshops.models import Touchpoint, User, Workshop
from workshops.services.slot import set_slot
from workshops.states import TouchpointKind, TouchpointState


@dataclass(frozen=True, slots=True)
class MovedTouchpoint:
    """A touchpoint with its time before and after the move, and what follows from it."""

    touchpoint: Touchpoint
    before: datetime | None
    after: datetime | None
    effect: str


@dataclass(frozen=True, slots=True)
class SlotPreview:
    moves: list[MovedTouchpoint]
    # Whether those who already got a mail are told.
    has_notice: bool


def slot_preview(workshop: Workshop, *, slot: dict[str, Any], by: User | None, now: datetime) -> SlotPreview:
    """What `set_slot` would do with this slot: it is done and taken back, so that the two cannot drift apart.

    Raises what `set_slot` raises.
    """
    before = {touchpoint.pk: touchpoint for touchpoint in workshop.touchpoints.all()}
    with transaction.atomic():
        set_slot(workshop_id=workshop.pk, **slot, by=by, now=now)
        after = list(Touchpoint.objects.filter(workshop=workshop))
        transaction.set_rollback(True)
    moves = [
        MovedTouchpoint(row, before[row.pk].opens_at, row.opens_at, _effect(before[row.pk], row, now))
        for row in after
        if row.pk in before and row.kind != TouchpointKind.CHANGE_NOTICE
    ]
    moves.sort(key=lambda move: (move.after is None, move.after, move.touchpoint.position))
    return SlotPreview(moves, has_notice=any(row.pk not in before for row in after))


def _effect(before: Touchpoint, after: Touchpoint, now: datetime) -> str:
    was_due = before.opens_at is not None and before.opens_at <= now
    is_due = after.opens_at is not None and after.opens_at <= now
    if after.state == TouchpointState.SKIPPED:
        return after.state_reason if before.state != after.state else "Stays skipped."
    if before.state == TouchpointState.SKIPPED:
        return "Is planned again."
    if after.state == TouchpointState.DONE:
        return "Is done."
    if was_due and after.revision > before.revision:
        return "Goes once more, for the new day."
    if was_due:
        return "Who has it is told of the change; the others get it then."
    if is_due:
        return "Goes at once: its time has come."
    return "Moves." if before.opens_at != after.opens_at else "Stays where it is."
