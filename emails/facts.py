"""What the mails of a workshop speak about, read once for all of its touchpoints."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Prefetch, QuerySet

from actions.models import ActionItem
from actions.states import ActionState
from workshops.models import (
    AgendaItem,
    Approval,
    OpenQuestion,
    Participant,
    Person,
    PreWork,
    RecapSection,
    StakeholderGroup,
    Touchpoint,
    Workshop,
    WorkshopGroup,
)
from workshops.models.people import group_key

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
    # The one person of the group that has the name of a mail's sender (`BI Lead`), by the group's key.
    writers: dict[str, Person]

    @property
    def start(self) -> datetime | None:
        return self.workshop.local_start

    def writer(self, sender: str) -> Person | None:
        """Who writes where the plan names this sender: the person in that group, or else the organizer."""
        return self.writers.get(group_key(sender)) or self.workshop.organizer


def facts_of(workshop_ids: Collection[int]) -> dict[int, WorkshopFacts]:
    """The facts of these workshops, in a number of queries that does not grow with them."""
    workshops = list(_workshops().filter(pk__in=workshop_ids))
    writers = _writers(workshops)
    return {workshop.pk: _facts(workshop, writers) for workshop in workshops}


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


def _writers(workshops: Collection[Workshop]) -> dict[int, dict[str, Person]]:
    """By project: who a sender's name means, where a group of that name has one person."""
    senders = Touchpoint.objects.filter(workshop__in=workshops).exclude(sender="")
    keys = {group_key(sender) for sender in senders.values_list("sender", flat=True).distinct()}
    if not keys:
        return {}
    groups = (
        StakeholderGroup.objects.filter(project__in={row.project_id for row in workshops}, key__in=keys)
        .annotate(people_count=Count("people"))
        .filter(people_count=1)
        .prefetch_related("people")
    )
    found: dict[int, dict[str, Person]] = {}
    for group in groups:
        found.setdefault(group.project_id, {})[group.key] = group.people.all()[0]
    return found


def _facts(workshop: Workshop, writers: dict[int, dict[str, Person]]) -> WorkshopFacts:
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
        writers=writers.get(workshop.project_id, {}),
    )
