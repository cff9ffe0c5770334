"""What a person reads of the action log on the page of what is theirs: their actions in the whole project."""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import F, Q, QuerySet

from actions.models import ActionItem
from actions.selectors.log import owned_or_by_role
from actions.states import CLOSED, ActionState
from workshops.models import Person

# So long what was done stays on the page, to be taken back.
STAYS: Final = timedelta(days=14)


def actions_of_person(person: Person, *, now: datetime) -> QuerySet[ActionItem]:
    """What the person still has to do, the next due first, and what was done lately."""
    shown = ~Q(state__in=CLOSED) | Q(state=ActionState.DONE, closed_at__gt=now - STAYS)
    rows = ActionItem.objects.filter(owned_or_by_role(person), shown).select_related("workshop")
    return rows.order_by(F("closed_at").desc(nulls_first=True), F("due_on").asc(nulls_last=True), "pk")
