"""What moving a scheduled workshop will do, said before it is confirmed."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from workshops.models import Touchpoint, User, Workshop
from workshops.services.slot import set_slot
from workshops.states import TouchpointKind, TouchpointState

MOVE, NOW, AGAIN, SKIP, STAY = "move", "now", "again", "skip", "stay"
_SUMMARY: Final = {
    MOVE: ("moves", "move"),
    NOW: ("goes at once", "go at once"),
    AGAIN: ("goes once more", "go once more"),
    SKIP: ("is skipped", "are skipped"),
    STAY: ("stays", "stay"),
}


@dataclass(frozen=True, slots=True)
class MovedTouchpoint:
    """A touchpoint with its time before and after the move, and what follows from it."""

    touchpoint: Touchpoint
    before: datetime | None
    after: datetime | None
    change: str
    effect: str


@dataclass(frozen=True, slots=True)
class SlotPreview:
    moves: list[MovedTouchpoint]
    # Whether those who already got a mail are told.
    has_notice: bool

    @property
    def summary(self) -> str:
        """How many mails do what, such as “3 move, 1 is skipped”."""
        counts = Counter(move.change for move in self.moves)
        said = [
            f"{counts[name]} {one if counts[name] == 1 else many}"
            for name, (one, many) in _SUMMARY.items()
            if counts[name]
        ]
        return ", ".join(said)


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
        MovedTouchpoint(row, before[row.pk].opens_at, row.opens_at, *_change(before[row.pk], row, now))
        for row in after
        if row.pk in before and row.kind != TouchpointKind.CHANGE_NOTICE
    ]
    moves.sort(key=lambda move: (move.after is None, move.after, move.touchpoint.position))
    return SlotPreview(moves, has_notice=any(row.pk not in before for row in after))


def _change(before: Touchpoint, after: Touchpoint, now: datetime) -> tuple[str, str]:
    """The name of what happens, and the words for it."""
    was_due = before.opens_at is not None and before.opens_at <= now
    is_due = after.opens_at is not None and after.opens_at <= now
    if after.state == TouchpointState.SKIPPED:
        is_new = before.state != after.state
        return (SKIP, after.state_reason) if is_new else (STAY, "Stays skipped.")
    if before.state == TouchpointState.SKIPPED:
        return MOVE, "Is planned again."
    if after.state == TouchpointState.DONE:
        return STAY, "Is done."
    if after.is_held:
        return MOVE, "Moves, and stays held."
    if was_due and after.revision > before.revision:
        return AGAIN, "Goes once more, for the new day."
    if was_due:
        is_moved = before.opens_at != after.opens_at
        return MOVE if is_moved else STAY, "Who has it is told of the change; the others get the new slot."
    if is_due:
        return NOW, "Goes at once: its time has come."
    return (MOVE, "Moves.") if before.opens_at != after.opens_at else (STAY, "Stays where it is.")
