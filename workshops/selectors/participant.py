"""Reads about what participants are asked to do, and did: for their own page and for the manager's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from workshops.agenda import beginnings, clock_times
from workshops.models import AgendaItem, Constraint, Participant, PreWork, Workshop
from workshops.recap_changes import SectionText
from workshops.selectors.recap import sections_of, told_versions
from workshops.states import PartStat


@dataclass(frozen=True, slots=True)
class OwnPreWork:
    """A part of somebody's pre-work, and since when it is done."""

    item: PreWork
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class PreWorkRow:
    """A part of the pre-work, with who did it and who is still to do it."""

    item: PreWork
    done: list[Participant]
    waiting: list[Participant]

    @property
    def asked(self) -> int:
        return len(self.done) + len(self.waiting)


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """An item with the clock in the workshop's zone, and the instants between which it begins."""

    item: AgendaItem
    clock: str = ""
    earliest: datetime | None = None
    latest: datetime | None = None


def prework_for(participant: Participant) -> list[PreWork]:
    """What the plan asks of everybody, and of the groups that this person stands in."""
    own_groups = participant.person.groups.values("pk")
    for_them = Q(group=None) | Q(group__in=own_groups)
    return list(PreWork.objects.filter(for_them, workshop=participant.workshop_id))


def prework_with_ticks(participant: Participant) -> list[OwnPreWork]:
    """The participant's own pre-work, with what they ticked of it."""
    ticks = dict(participant.prework_ticks.values_list("prework_id", "at"))
    return [OwnPreWork(item, ticks.get(item.pk)) for item in prework_for(participant)]


def prework_rows(workshop: Workshop, participants: Sequence[Participant]) -> list[PreWorkRow]:
    """The pre-work in the plan's order; who declined is not waited for."""
    return [_prework_row(item, participants) for item in workshop.prework.prefetch_related("ticks")]


def _prework_row(item: PreWork, participants: Sequence[Participant]) -> PreWorkRow:
    ticked = {tick.participant_id for tick in item.ticks.all()}
    asked = [row for row in participants if item.group_id is None or _is_in(row, item.group_id)]
    return PreWorkRow(
        item,
        done=[row for row in asked if row.pk in ticked],
        waiting=[row for row in asked if row.pk not in ticked and row.partstat != PartStat.DECLINED],
    )


def _is_in(participant: Participant, group_id: int) -> bool:
    return any(group.pk == group_id for group in participant.person.groups.all())


def agenda_lines(workshop: Workshop) -> list[AgendaLine]:
    """The agenda as its participants read it."""
    items = list(workshop.agenda_items.all())
    minutes = [(item.minutes_min, item.minutes_max) for item in items]
    if workshop.start is None:
        return [AgendaLine(item) for item in items]
    clocks = clock_times(minutes, start=workshop.local_start)
    instants = beginnings(minutes, start=workshop.start)
    return [
        AgendaLine(item, clock, *between)
        for item, clock, between in zip(items, clocks, instants, strict=True)
    ]


def constraints_flagged_by(participant: Participant) -> QuerySet[Constraint]:
    """What the participant flagged for this workshop, with what became of it."""
    return Constraint.objects.filter(workshop=participant.workshop_id, flagged_by=participant.person_id)


def told_recap(workshop: Workshop) -> list[SectionText]:
    """The recap as it was told last, also while it is being corrected; nothing before."""
    newest = next(iter(told_versions(workshop)), None)
    return [section for section in sections_of(newest) if section.text] if newest else []
