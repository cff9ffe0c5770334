"""A word about an action, from somebody with an account or from a person by their own link."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from actions.models import ActionComment, ActionItem
from actions.sheet import clean_text
from workshops.models import Person, User
from workshops.services.errors import ServiceError

LONGEST_COMMENT = 2_000


@transaction.atomic
def comment_on_action(
    *, action_id: int, text: str, now: datetime, by: User | None = None, person: Person | None = None
) -> ActionComment:
    """Keep what `by` or `person` says; the action itself, and its version, stay as they are."""
    comment = ActionComment(at=now, by=by, person=person, text=clean_text(text))
    if len(comment.text) > LONGEST_COMMENT:
        raise ServiceError(f"A comment has at most {LONGEST_COMMENT:,} characters.")
    comment.action_item = ActionItem.objects.get(pk=action_id)
    try:
        comment.full_clean()
    except ValidationError as error:
        raise ServiceError(" ".join(error.messages)) from error
    comment.save()
    return comment
