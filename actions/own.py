"""What a participant reads of the action log on their own page: their part of one workshop's actions."""

from django.db.models import F, QuerySet

from actions.models import ActionItem
from actions.states import ActionState
from workshops.models import Participant


def own_actions_of(participant: Participant) -> QuerySet[ActionItem]:
    """What the participant owns of what the workshop led to, the next due first; closed ones included."""
    own = ActionItem.objects.filter(workshop=participant.workshop_id, owner=participant.person_id)
    return own.exclude(state=ActionState.CANCELLED).order_by(F("due_on").asc(nulls_last=True), "pk")
