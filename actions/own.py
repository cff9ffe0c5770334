"""What a participant reads of the action log on their own page: their part of one workshop's actions."""

from django.db.models import F, QuerySet

from actions.models import ActionItem
from actions.selectors.log import owned_or_by_role
from actions.states import ActionState
from workshops.models import Participant, Workshop


def own_actions_of(participant: Participant) -> QuerySet[ActionItem]:
    """What of the workshop's actions the participant owns, by name or by role, the next due first.

    Closed ones are included.
    """
    own = ActionItem.objects.filter(workshop=participant.workshop_id)
    own = own.filter(owned_or_by_role(participant.person)).exclude(state=ActionState.CANCELLED)
    return own.order_by(F("due_on").asc(nulls_last=True), "pk")


def agreed_in(workshop: Workshop) -> QuerySet[ActionItem]:
    """What the workshop led to, the next due first, with the owners at hand."""
    items = ActionItem.objects.filter(workshop=workshop).exclude(state=ActionState.CANCELLED)
    return items.select_related("owner").order_by(F("due_on").asc(nulls_last=True), "pk")
