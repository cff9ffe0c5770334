"""What an action's owner says about it on their own page, without an account."""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from actions.mine import actions_of_person
from actions.models import ActionItem
from actions.own import own_actions_of
from actions.services.comments import comment_on_action
from actions.services.items import NewerVersion, update_action
from actions.states import ActionState
from workshops.models import Participant, Person
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
    return _report(
        own_actions_of(participant), participant.person, action_id, version, mark=mark, said=comment, now=now
    )


@transaction.atomic
def report_as_owner(
    *, person: Person, action_id: int, version: int, mark: str, comment: str, now: datetime
) -> ActionItem:
    """The same from the page of everything that is the person's in the project."""
    own = actions_of_person(person, now=now)
    return _report(own, person, action_id, version, mark=mark, said=comment, now=now)


def _report(
    own: QuerySet[ActionItem],
    person: Person,
    action_id: int,
    version: int,
    *,
    mark: str,
    said: str,
    now: datetime,
) -> ActionItem:
    item: ActionItem | None = own.filter(pk=action_id).first()
    if item is None:
        raise ServiceError("This action is no longer yours.")
    if not mark and not said:
        raise ServiceError("Write a comment, or mark the action as done.")
    if mark:
        values = {"state": MARKS[mark]}
        item = update_action(
            action_id=action_id, version=version, values=values, by=None, person=person, now=now
        )
    elif item.version != version:
        raise NewerVersion(item)
    if said:
        comment_on_action(action_id=action_id, text=said, person=person, now=now)
    return item
