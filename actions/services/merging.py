"""What the action log notes when two people become one."""

from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet

from actions.models import ActionEvent, ActionItem
from workshops.models import Person, User
from workshops.services import merging


def note_new_owner(rows: QuerySet[Any], kept: Person, gone: Person, by: User | None, now: datetime) -> None:
    """A line in each action's history, and a new version: who has it open is told of the new owner."""
    change = {"owner": [f"{gone.name} <{gone.email}>", f"{kept.name} <{kept.email}>"]}
    ActionEvent.objects.bulk_create(
        [ActionEvent(action_item=item, at=now, by=by, changes=change) for item in rows.filter(owner=gone)],
        batch_size=1000,
    )
    rows.filter(owner=gone).update(version=F("version") + 1)


def connect() -> None:
    """Called when the program starts."""
    merging.on_move(ActionItem, note_new_owner)
