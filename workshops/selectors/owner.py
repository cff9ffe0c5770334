"""Reads about what is somebody's to settle, for their own page."""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import F, Q, QuerySet

from workshops.models import Approval, OpenQuestion, Person
from workshops.states import ApprovalState, QuestionState, WorkshopState

# So long what was settled stays on the page of who settled it, to be changed.
STAYS: Final = timedelta(days=14)
_BY_DUE: Final = (F("due_on").asc(nulls_last=True), "pk")


def questions_of(person: Person, *, now: datetime) -> QuerySet[OpenQuestion]:
    """The person's open questions, the next due first, and those answered lately."""
    shown = Q(state=QuestionState.OPEN) | Q(answered_at__gt=now - STAYS)
    rows = OpenQuestion.objects.filter(shown, owner=person).select_related("workshop")
    return rows.exclude(workshop__state=WorkshopState.CANCELLED).order_by(*_BY_DUE)


def approvals_of(person: Person, *, now: datetime) -> QuerySet[Approval]:
    """What the person is asked to approve, the next due first, and what they decided lately."""
    shown = Q(state=ApprovalState.PENDING) | Q(decided_at__gt=now - STAYS)
    rows = Approval.objects.filter(shown, owner=person).select_related("workshop")
    return rows.exclude(workshop__state=WorkshopState.CANCELLED).order_by(*_BY_DUE)
