"""What adding, changing and importing share: keys, ownership, and the line in the history."""

import re
from typing import Final

from django.core.exceptions import ValidationError
from django.db.models import BigIntegerField, Max
from django.db.models.functions import Cast, Substr

from actions.models import ActionItem
from workshops.services.errors import ServiceError

# As many digits as a whole number of the database takes; a longer one is a name that looks like a key.
_KEY: Final = r"^A-[0-9]{1,15}$"


def last_key_number(project_id: int) -> int:
    """The highest `n` of the project's keys `A-n`. The caller holds the project's lock, so that it stays."""
    numbered = ActionItem.objects.filter(project_id=project_id, key__regex=_KEY)
    found: int | None = numbered.aggregate(last=Max(Cast(Substr("key", 3), output_field=BigIntegerField())))[
        "last"
    ]
    return found or 0


def key_number(key: str) -> int:
    """The `n` of a key `A-n`, 0 for any other key."""
    return int(key[2:]) if re.match(_KEY, key) else 0


def snapshot(item: ActionItem) -> dict[str, str]:
    """What a reader of the history sees of an action."""
    return {
        "action": item.action,
        # With the address: another person of the same name is another owner.
        "owner": f"{item.owner.name} <{item.owner.email}>" if item.owner else item.owner_text,
        "due": item.due_on.isoformat() if item.due_on else "",
        "state": item.state,
        "blocked because": item.blocked_reason,
        "workshop": str(item.workshop) if item.workshop else "",
        "source": item.source,
        "notes": item.notes,
        **{f"“{name}”": cell for name, cell in item.extra},
    }


def differences(before: dict[str, str], after: dict[str, str]) -> dict[str, list[str]]:
    """Field -> [before, after], for each field that is not the same."""
    pairs = {name: [before.get(name, ""), text] for name, text in after.items()}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def check(item: ActionItem) -> None:
    """ServiceError where the action cannot be kept, or names what belongs to another project."""
    if item.owner and item.owner.project_id != item.project_id:
        raise ServiceError("Choose an owner among the people of this project.")
    if item.workshop and item.workshop.project_id != item.project_id:
        raise ServiceError("Choose a workshop of this project.")
    try:
        item.full_clean(validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        raise ServiceError(" ".join(error.messages)) from error
