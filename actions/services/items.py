"""One action: added, and changed by whoever saw its newest version."""

from datetime import date, datetime
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction

from actions.models import ActionEvent, ActionItem
from actions.services.dependencies import set_dependencies
from actions.services.records import check, differences, last_key_number, snapshot
from actions.services.risks import link_to_risk
from actions.sheet import NOTES_LIMIT, clean_line, clean_text
from actions.states import CLOSED, ActionState
from workshops.models import Person, Project, User, Workshop
from workshops.services.errors import ServiceError

_EDITABLE: Final = {
    *("action", "owner_id", "owner_text", "due_on", "state", "blocked_reason", "source", "notes"),
    *("workshop_id", "depends_on_ids"),
}


class NewerVersion(ServiceError):
    """Somebody saved the action in the meantime; `item` is what it is now."""

    def __init__(self, item: ActionItem) -> None:
        super().__init__(f"{item.key} was changed by somebody else in the meantime: nothing was saved.")
        self.item = item


@transaction.atomic
def add_action(
    *,
    project_id: int,
    workshop_id: int | None = None,
    action: str,
    owner_id: int | None = None,
    owner_text: str = "",
    due_on: date | None = None,
    source: str = "",
    notes: str = "",
    risk_id: int | None = None,
    by: User | None,
    now: datetime,
) -> ActionItem:
    """Add an open action under the project's next key (`A-1`, `A-2`, …); `risk_id` ties it to a risk."""
    # The lock makes two people who add at once take turns: each gets a key of their own.
    project = Project.objects.select_for_update().get(pk=project_id)
    item = ActionItem(project=project, key=f"A-{last_key_number(project_id) + 1}")
    values = {"action": action, "due_on": due_on, "source": source, "notes": notes}
    _apply(item, values | {"owner_id": owner_id, "owner_text": owner_text, "workshop_id": workshop_id}, now)
    check(item)
    item.save(force_insert=True)
    changes = differences({}, {"id": item.key} | snapshot(item))
    ActionEvent.objects.create(action_item=item, at=now, by=by, changes=changes)
    if risk_id is not None:
        link_to_risk(action_id=item.pk, risk_id=risk_id, by=by, now=now)
    return item


@transaction.atomic
def update_action(
    *,
    action_id: int,
    version: int,
    values: dict[str, Any],
    by: User | None,
    now: datetime,
    person: Person | None = None,
) -> ActionItem:
    """Change what `values` names. Raises NewerVersion where `version` is no longer the action's version.

    `person` is who did it by their own link, where nobody signed in did.
    """
    if "depends_on_ids" in values:
        # Two who tie a circle from both ends at once take turns, so that the second is told.
        Project.objects.select_for_update().get(action_items=action_id)
    rows = ActionItem.objects.select_for_update(of=("self",)).select_related("owner", "workshop", "project")
    item = rows.get(pk=action_id)
    if item.version != version:
        raise NewerVersion(item)
    before = snapshot(item)
    _apply(item, values, now)
    check(item)
    changes = differences(before, snapshot(item))
    if "depends_on_ids" in values:
        changes |= set_dependencies(item, values["depends_on_ids"])
    if changes:
        item.version += 1
        item.save()
        ActionEvent.objects.create(action_item=item, at=now, by=by, person=person, changes=changes)
    return item


def _apply(item: ActionItem, values: dict[str, Any], now: datetime) -> None:
    if unknown := values.keys() - _EDITABLE:
        raise TypeError(f"An action has no {', '.join(sorted(unknown))} to change.")
    for name in ("action", "source"):
        if name in values:
            setattr(item, name, clean_line(values[name]))
    if "notes" in values:
        item.notes = clean_text(values["notes"])
        if len(item.notes) > NOTES_LIMIT:
            raise ServiceError(f"The notes have more than {NOTES_LIMIT:,} characters.")
    if "due_on" in values:
        item.due_on = values["due_on"]
    if "workshop_id" in values:
        item.workshop = _workshop(values["workshop_id"])
    if "owner_id" in values or "owner_text" in values:
        item.give_to(person_of_id(values.get("owner_id")), clean_line(values.get("owner_text", "")))
    if "blocked_reason" in values:
        item.blocked_reason = clean_line(values["blocked_reason"])
    if "state" in values:
        set_state(item, values["state"], now)
    if item.state != ActionState.BLOCKED:
        item.blocked_reason = ""
    elif not item.blocked_reason and {"state", "blocked_reason"} & values.keys():
        raise ValidationError({"blocked_reason": "Say what blocks the action."})


def set_state(item: ActionItem, state: str, now: datetime) -> None:
    """Keep with the state since when the action is closed."""
    if state not in ActionState.values:
        raise ServiceError("Choose one of the states.")
    if state not in CLOSED:
        item.closed_at = None
    elif item.is_open:
        item.closed_at = now
    item.state = ActionState(state)


def person_of_id(person_id: int | None) -> Person | None:
    """The owner that is meant; ServiceError where it is gone meanwhile."""
    if person_id is None:
        return None
    person: Person | None = Person.objects.filter(pk=person_id).first()
    if person is None:
        raise ServiceError("The owner is no longer among the people of this project.")
    return person


def _workshop(workshop_id: int | None) -> Workshop | None:
    if workshop_id is None:
        return None
    workshop: Workshop | None = Workshop.objects.filter(pk=workshop_id).first()
    if workshop is None:
        raise ServiceError("The workshop is no longer there.")
    return workshop
