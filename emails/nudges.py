"""Whom a nudge would reach, and who would not get it yet."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from emails.models import Delivery
from emails.states import MAY_HAVE_ARRIVED
from workshops.models import Participant, Workshop


@dataclass(frozen=True, slots=True)
class Silent:
    """Who has not answered: those who heard of the workshop, and those who get their first mail yet."""

    told: list[Participant]
    untold: list[Participant]


def silent(workshop: Workshop) -> Silent:
    """The participants without an answer, by name, in one query."""
    mails = Delivery.objects.filter(
        touchpoint__workshop=OuterRef("workshop"), person=OuterRef("person"), state__in=MAY_HAVE_ARRIVED
    )
    rows = workshop.participants.unanswered().select_related("person").annotate(has_heard=Exists(mails))
    participants = list(rows)
    return Silent(
        told=[row for row in participants if row.has_heard],
        untold=[row for row in participants if not row.has_heard],
    )
