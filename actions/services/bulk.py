"""Many actions changed at once: all that were chosen, as they were seen, or none."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction

from actions.models import ActionEvent, ActionItem
from actions.services.items import person_of_id, set_state
from actions.services.records import differences, snapshot
from actions.sheet import clean_line
from actions.states import ActionState
from workshops.models import Person, User
from workshops.services.errors import ServiceError

# As many as one transaction changes while others wait for it; a longer list is narrowed by the filters.
MOST_AT_ONCE: Final = 2_000
_EDITABLE: Final = {"state", "blocked_reason", "owner_id", "owner_text", "due_on"}
_CHUNK: Final = 500


class NewerVersions(ServiceError):
    """Somebody saved some of the actions in the meantime: nothing was changed. `keys` are theirs."""

    def __init__(self, keys: list[str]) -> None:
        named = ", ".join(keys[:5]) + (f" and {len(keys) - 5} more" if len(keys) > 5 else "")
        super().__init__(f"Nothing was saved: somebody changed or removed {named} in the meantime.")
        self.keys = keys


@transaction.atomic
def change_actions(
    *, project_id: int, chosen: Mapping[int, int], values: Mapping[str, Any], by: User | None, now: datetime
) -> int:
    """Set `values` on the chosen actions (id -> the version that was seen); how many were not so before.

    Raises NewerVersions where one of them is no longer as it was seen: then none is changed.
    """
    if unknown := values.keys() - _EDITABLE:
        raise TypeError(f"Many actions have no {', '.join(sorted(unknown))} to change at once.")
    if len(chosen) > MOST_AT_ONCE:
        raise ServiceError(f"At most {MOST_AT_ONCE:,} actions can be changed at once.")
    owner = person_of_id(values["owner_id"]) if values.get("owner_id") else None
    if owner and owner.project_id != project_id:
        raise ServiceError("Choose an owner among the people of this project.")
    items = _locked(project_id, chosen)
    found = {item.pk for item in items}
    newer = [item.key for item in items if item.version != chosen[item.pk]]
    if newer or len(found) < len(chosen):
        raise NewerVersions(newer or ["an action"])
    events = []
    for item in items:
        before = snapshot(item)
        _set(item, values, owner, now)
        if changes := differences(before, snapshot(item)):
            item.version += 1
            events.append(ActionEvent(action_item=item, at=now, by=by, changes=changes))
    written = [
        *("state", "closed_at", "blocked_reason", "owner", "owner_text", "owner_key", "due_on", "version"),
    ]
    ActionItem.objects.bulk_update([event.action_item for event in events], written, batch_size=200)
    ActionEvent.objects.bulk_create(events, batch_size=500)
    return len(events)


def _locked(project_id: int, ids: Collection[int]) -> list[ActionItem]:
    """Always in the same order: two who change the same rows take turns, and neither waits for ever."""
    rows = ActionItem.objects.select_for_update(of=("self",)).filter(project_id=project_id)
    rows = rows.select_related("owner", "workshop").order_by("pk")
    ordered = sorted(ids)
    chunks = (ordered[first : first + _CHUNK] for first in range(0, len(ordered), _CHUNK))
    return [item for chunk in chunks for item in rows.filter(pk__in=chunk)]


def _set(item: ActionItem, values: Mapping[str, Any], owner: Person | None, now: datetime) -> None:
    if "owner_id" in values or "owner_text" in values:
        item.give_to(owner, clean_line(values.get("owner_text", "")))
    if "due_on" in values:
        item.due_on = values["due_on"]
    if "state" in values:
        set_state(item, values["state"], now)
        reason = clean_line(values.get("blocked_reason", ""))
        if item.state == ActionState.BLOCKED and not reason:
            raise ValidationError({"blocked_reason": "Say what blocks the actions."})
        item.blocked_reason = reason if item.state == ActionState.BLOCKED else ""
