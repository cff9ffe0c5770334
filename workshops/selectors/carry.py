"""What earlier workshops of a project left open, for the agenda of the next."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from django.db.models import QuerySet

from workshops.models import CarriedPoint, Workshop
from workshops.registers.kinds import BY_SLUG
from workshops.selectors.register import PEOPLE, model_of, owner_of, url_of
from workshops.states import UNSETTLED

# Pipelines are agreed on in their own workshop; everything else that waits is offered.
_OFFERED: Final = ("question", "approval", "risk", "dependency", "constraint", "capacity", "decision")


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """One row that an agenda could take up."""

    subject: str
    text: str
    came_from: Workshop
    owner: str = ""
    due_on: date | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class OpenPoints:
    """What one register offers."""

    title: str
    points: list[OpenPoint] = field(default_factory=list)


def earlier_workshops(workshop: Workshop, *, now: datetime) -> QuerySet[Workshop]:
    """Those of the project that come before this one; without a date of its own, those that began."""
    others = Workshop.objects.filter(project=workshop.project_id, start__lt=workshop.start or now)
    return others.exclude(pk=workshop.pk)


def taken_up(workshop: Workshop) -> set[str]:
    """What stands on the workshop's agenda already; whose item was removed is free again."""
    points = workshop.carried_points.exclude(agenda_item=None)
    return set(points.values_list("subject", flat=True))


def open_points(workshop: Workshop, *, now: datetime) -> list[OpenPoints]:
    """Register by register what is still open and not on this agenda yet, the oldest first."""
    earlier = earlier_workshops(workshop, now=now)
    taken = taken_up(workshop)
    groups = []
    for slug in _OFFERED:
        rows = model_of(slug).objects.filter(workshop__in=earlier, state__in=UNSETTLED)
        rows = rows.select_related("workshop", *PEOPLE[slug]).order_by("workshop__start", "pk")
        points = [point for point in _points(slug, rows) if point.subject not in taken]
        if points:
            groups.append(OpenPoints(BY_SLUG[slug].title, points))
    return groups


def _points(slug: str, rows: Iterable[Any]) -> Iterable[OpenPoint]:
    for row in rows:
        yield OpenPoint(
            subject=f"{slug}:{row.pk}",
            text=str(row),
            came_from=row.workshop,
            owner=owner_of(row),
            due_on=getattr(row, "due_on", None),
            url=url_of(slug, row.pk),
        )


def carried_of(workshop: Workshop) -> list[CarriedPoint]:
    """What the workshop's agenda took up, with where it came from."""
    return list(workshop.carried_points.select_related("came_from", "agenda_item"))


def carried_to(workshop: Workshop, subject: str) -> list[CarriedPoint]:
    """The later workshops that took a row of this workshop up."""
    points = CarriedPoint.objects.filter(workshop__project=workshop.project_id, subject=subject)
    return list(points.exclude(agenda_item=None).select_related("workshop", "agenda_item"))
