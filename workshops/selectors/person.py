"""Reads for a person's page, and for making one person of two."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import Prefetch, Q

from workshops.duplicates import Known, likely_pairs
from workshops.models import (
    Approval,
    CapacityNeed,
    Dependency,
    OpenQuestion,
    Participant,
    Person,
    PreWork,
    Project,
    Risk,
    Workshop,
)
from workshops.relations import Hanging, hanging_on
from workshops.states import UNSETTLED, PartStat

MOST_FOUND: Final = 20


@dataclass(frozen=True, slots=True)
class Owed:
    """Something that waits for the person; `kind` says in a word what."""

    kind: str
    text: str
    workshop: Workshop
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Doubles:
    """Two people who may be one, and why it looks so."""

    first: Person
    second: Person
    reason: str


@dataclass(frozen=True, slots=True)
class Clash:
    """A workshop in which both take part, and the answer that stays."""

    workshop: Workshop
    answer: str


def participations_of(person: Person) -> list[Participant]:
    """The person's workshops, the latest first."""
    rows = person.participations.active().select_related("workshop")
    return list(rows.order_by("-workshop__start", "-workshop_id"))


def owed_by(person: Person, now: datetime) -> list[Owed]:
    """Pre-work not done, open questions, approvals and register rows, in a fixed number of queries."""
    owed = [*_prework_of(person, now)]
    rows = OpenQuestion.objects.open().filter(owner=person).select_related("workshop")
    owed += [Owed("Open question", row.text, row.workshop, row.due_on) for row in rows]
    pending = Approval.objects.pending().filter(owner=person).select_related("workshop")
    owed += [Owed("Approval", row.text, row.workshop, row.due_on) for row in pending]
    for model in (Risk, Dependency, CapacityNeed):
        entries = model.objects.filter(owner=person, state__in=UNSETTLED).select_related("workshop")
        name = str(model._meta.verbose_name).capitalize()
        owed += [Owed(name, str(row), row.workshop, getattr(row, "due_on", None)) for row in entries]
    return owed


def _prework_of(person: Person, now: datetime) -> Iterator[Owed]:
    to_come = Q(workshop__start=None) | Q(workshop__start__gt=now)
    rows = (
        person.participations.not_declined()
        .filter(to_come)
        .exclude(workshop__state="cancelled")
        .select_related("workshop")
        .prefetch_related(
            "prework_ticks", Prefetch("workshop__prework", PreWork.objects.order_by("position"))
        )
    )
    groups = set(person.groups.values_list("pk", flat=True))
    for participant in rows.order_by("workshop__start", "workshop_id"):
        done = {tick.prework_id for tick in participant.prework_ticks.all()}
        for item in participant.workshop.prework.all():
            if item.pk not in done and (item.group_id is None or item.group_id in groups):
                start = participant.workshop.local_start
                yield Owed("Pre-work", item.text, participant.workshop, start.date() if start else None)


def doubles_in(project: Project, *, person: Person | None = None) -> list[Doubles]:
    """The likely pairs of a project, or those of one person only."""
    people = {row.pk: row for row in project.people.all()}
    pairs = likely_pairs(Known(row.pk, row.name, row.email) for row in people.values())
    return [
        Doubles(people[pair.first], people[pair.second], pair.reason)
        for pair in pairs
        if person is None or person.pk in (pair.first, pair.second)
    ]


def others_named(person: Person, query: str) -> list[Person]:
    """Other people of the project whose name or address has the words; the first of many."""
    words = query.replace("\x00", "")
    others = Person.objects.filter(project=person.project_id).exclude(pk=person.pk)
    return list(others.filter(Q(name__icontains=words) | Q(email__icontains=words))[:MOST_FOUND])


def decisive(kept: Participant, gone: Participant) -> Participant:
    """Whose answer counts for both: the one given last; where nobody answered, the first's."""
    answered = [row for row in (kept, gone) if row.partstat != PartStat.NEEDS_ACTION]
    return max(answered, key=lambda row: (row.answered_at is not None, row.answered_at), default=kept)


def clashes(kept: Person, gone: Person) -> list[Clash]:
    """The workshops in which both stand, with what becomes of their two answers."""
    theirs = {row.workshop_id: row for row in gone.participations.all()}
    rows = kept.participations.filter(workshop__in=theirs).select_related("workshop")
    return [Clash(row.workshop, _kept_answer(row, theirs[row.workshop_id])) for row in rows]


def _kept_answer(kept: Participant, gone: Participant) -> str:
    answer = decisive(kept, gone)
    if answer.partstat == PartStat.NEEDS_ACTION:
        return "neither has answered"
    return f"“{PartStat(answer.partstat).label}” stays"


def moves_of(person: Person) -> list[Hanging]:
    """What would move to somebody else with a merge, or go or be orphaned with the person."""
    return hanging_on(person)
