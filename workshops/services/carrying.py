"""What is still open goes onto the agenda of the next workshop, with a link to where it came from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from workshops.models import AgendaItem, CarriedPoint, User, Workshop
from workshops.services.errors import ServiceError
from workshops.services.history import record

_LONGEST_TITLE = 300


@dataclass(frozen=True, slots=True)
class Carried:
    """A row that is taken up: how it is named (`question:12`), what it says, and its workshop."""

    subject: str
    text: str
    came_from_id: int | None


@transaction.atomic
def take_up(
    *,
    workshop_id: int,
    points: Sequence[Carried],
    title: str = "",
    minutes: int | None = None,
    by: User | None,
    now: datetime,
) -> list[AgendaItem]:
    """Put the points onto the agenda: under one item of this title, or without a title an item each.

    A point that stands there already is left out, so that a second click adds nothing. Raises ServiceError
    for a cancelled workshop, ValidationError for a title that is no agenda item's.
    """
    workshop: Workshop = Workshop.objects.select_for_update(of=("self",)).get(pk=workshop_id)
    if workshop.is_cancelled:
        raise ServiceError("This workshop is cancelled.")
    known = {point.subject: point for point in workshop.carried_points.all()}
    fresh = [point for point in points if not _stands(known.get(point.subject))]
    if not fresh:
        return []
    titles = [title] if title else [_short(point.text) for point in fresh]
    items = _add_items(workshop, titles, minutes)
    for index, point in enumerate(fresh):
        row = known.get(point.subject) or CarriedPoint(workshop=workshop, subject=point.subject)
        row.agenda_item = items[0] if title else items[index]
        row.text, row.came_from_id = point.text[:600], point.came_from_id
        row.full_clean()
        row.save()
    detail = f"{len(fresh)}: " + "; ".join(point.text for point in fresh)
    record(workshop, "open points taken up", by=by, now=now, detail=detail)
    return items


def _stands(point: CarriedPoint | None) -> bool:
    return point is not None and point.agenda_item_id is not None


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_TITLE else text[: _LONGEST_TITLE - 1].rstrip() + "…"


def _add_items(workshop: Workshop, titles: Sequence[str], minutes: int | None) -> list[AgendaItem]:
    """New items at the end of the agenda."""
    last = workshop.agenda_items.aggregate(last=Max("position"))["last"]
    first = 0 if last is None else last + 1
    items = []
    for position, title in enumerate(titles, start=first):
        item = AgendaItem(
            workshop=workshop, position=position, title=title, minutes_min=minutes, minutes_max=minutes
        )
        item.full_clean()
        item.save()
        items.append(item)
    return items
