"""What an action's owner says about it on their own page, without an account."""

from datetime import datetime
from typing import Final

from django.db import transaction

from actions.models import ActionItem
from actions.own import own_actions_of
from actions.services.comments import comment_on_action
from actions.services.items import NewerVersion, update_action
from actions.states import ActionState
from workshops.models import Participant
from workshops.services.errors import ServiceError

MARKS: Final = {"done": ActionState.DONE, "open": ActionState.OPEN, "in-progress": ActionState.IN_PROGRESS}


@transaction.atomic
def report_on_action(
    *, participant: Participant, action_id: int, version: int, mark: str, comment: str, now: datetime
) -> ActionItem:
    """Mark the participant's own action `done`, `in-progress` or `open` again, with a word to the team.

    Without a mark the word alone. History and comment name the participant's person. Raises ServiceError for
    an action that is not theirs, and NewerVersion.
    """
    item: ActionItem | None = own_actions_of(participant).filter(pk=action_id).first()
    if item is None:
        raise ServiceError("This action is no longer yours.")
    if not mark and not comment:
        raise ServiceError("Write a comment, or mark the action as done.")
    person = participant.person
    if mark:
        values = {"state": MARKS[mark]}
        item = update_action(
            action_id=action_id, version=version, values=values, by=None, person=person, now=now
        )
    elif item.version != version:
        raise NewerVersion(item)
    if comment:
        comment_on_action(action_id=action_id, text=comment, person=person, now=now)
    return item
