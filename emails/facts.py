"""What the mails of a workshop speak about, read once for all of its touchpoints."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Prefetch, QuerySet

from actions.models import ActionItem
from actions.states import ActionState
from workshops.models import (
    AgendaItem,
    Approval,
    OpenQuestion,
    Participant,
    PreWork,
    RecapSection,
    Workshop,
    WorkshopGroup,
)

_BY_DUE_DATE = (F("due_on").asc(nulls_last=True), "pk")


@dataclass(frozen=True, slots=True)
class WorkshopFacts:
    """A workshop with all that its mails may hold; reading it asks the database nothing."""

    workshop: Workshop
    agenda: list[AgendaItem]
    prework: list[PreWork]
    artifacts: list[str]
    groups: list[str]
    recap_is_ready: bool
    sections: list[RecapSection]
    actions: list[ActionItem]
    questions: list[OpenQuestion]
    approvals: list[Approval]
    has_unanswered: bool

    @property
    def start(self) -> datetime | None:
        return self.workshop.local_start


def facts_of(workshop_ids: Collection[int]) -> dict[int, WorkshopFacts]:
    """The facts of these workshops, in a number of queries that does not grow with them."""
    return {workshop.pk: _facts(workshop) for workshop in _workshops().filter(pk__in=workshop_ids)}


def facts(workshop_id: int) -> WorkshopFacts:
    """The facts of one workshop."""
    return facts_of([workshop_id])[workshop_id]


def _workshops() -> QuerySet[Workshop]:
    unanswered = Participant.objects.unanswered().filter(workshop=OuterRef("pk"))
    actions = ActionItem.objects.exclude(state=ActionState.CANCELLED).select_related("owner")
    return (
        Workshop.objects.select_related("project", "organizer")
        .annotate(has_unanswered=Exists(unanswered))
        .prefetch_related(
            "agenda_items",
            "artifacts",
            "recap__sections",
            Prefetch("prework", PreWork.objects.select_related("group")),
            Prefetch("workshop_groups", WorkshopGroup.objects.select_related("group")),
            Prefetch("action_items", actions.order_by(*_BY_DUE_DATE)),
            Prefetch(
                "open_questions",
                OpenQuestion.objects.open().select_related("owner").order_by(*_BY_DUE_DATE),
            ),
            Prefetch("approvals", Approval.objects.pending().select_related("owner").order_by(*_BY_DUE_DATE)),
        )
    )


def _facts(workshop: Workshop) -> WorkshopFacts:
    recap = getattr(workshop, "recap", None)
    return WorkshopFacts(
        workshop=workshop,
        agenda=list(workshop.agenda_items.all()),
        prework=list(workshop.prework.all()),
        artifacts=[artifact.path for artifact in workshop.artifacts.all()],
        groups=[row.group.name for row in workshop.workshop_groups.all()],
        recap_is_ready=recap is not None and recap.is_ready,
        sections=list(recap.sections.all()) if recap else [],
        actions=list(workshop.action_items.all()),
        questions=list(workshop.open_questions.all()),
        approvals=list(workshop.approvals.all()),
        has_unanswered=workshop.has_unanswered,  # type: ignore[attr-defined]
    )
