"""What an action's owner says about it on their own page, without an account."""

from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils import dateformat

from actions.models import ActionItem
from actions.own import own_actions_of
from actions.services.items import update_action
from actions.states import ActionState
from workshops.models import Participant
from workshops.services.errors import ServiceError

MARKS: Final = {"done": ActionState.DONE, "open": ActionState.OPEN}


@transaction.atomic
def report_on_action(
    *, participant: Participant, action_id: int, version: int, mark: str, comment: str, now: datetime
) -> ActionItem:
    """Mark the participant's own action `done` or `open` again, with a word; without a mark the word alone.

    Who said what and when stands in the notes: there is no account for the history to name. Raises
    ServiceError for an action that is not theirs, and NewerVersion.
    """
    item = own_actions_of(participant).filter(pk=action_id).first()
    if item is None:
        raise ServiceError("This action is no longer yours.")
    if not mark and not comment:
        raise ServiceError("Write a comment, or mark the action as done.")
    said = ", ".join(filter(None, [MARKS[mark].label.lower() if mark else "", comment]))
    day = dateformat.format(now.astimezone(participant.workshop.zone), "j M Y")
    note = f"{day}, {participant.person.name}: {said}"
    values: dict[str, Any] = {"notes": "\n".join(filter(None, [item.notes.rstrip(), note]))}
    if mark:
        values["state"] = MARKS[mark]
    return update_action(action_id=action_id, version=version, values=values, by=None, now=now)
