"""Open actions of earlier workshops, for the agenda of the next."""

from datetime import datetime
from typing import Final

from django.db.models import F
from django.urls import reverse

from actions.models import ActionItem
from workshops.models import Workshop
from workshops.selectors.carry import OpenPoint, earlier_workshops, taken_up

# More boxes than anybody looks through; the action log shows all.
MOST_OFFERED: Final = 200


def open_points(workshop: Workshop, *, now: datetime) -> list[OpenPoint]:
    """What is open and does not stand on this workshop's agenda yet, the next due first."""
    taken = taken_up(workshop)
    earlier = earlier_workshops(workshop, now=now)
    items = ActionItem.objects.open().filter(workshop__in=earlier).select_related("owner", "workshop")
    points = (_point(item) for item in items.order_by(F("due_on").asc(nulls_last=True), "pk"))
    return [point for point in points if point.subject not in taken][:MOST_OFFERED]


def _point(item: ActionItem) -> OpenPoint:
    assert item.workshop  # for the type checker: found by it
    return OpenPoint(
        subject=f"action:{item.pk}",
        text=str(item),
        came_from=item.workshop,
        owner=item.owner_name,
        due_on=item.due_on,
        url=reverse("actions:action-edit", args=[item.pk]),
    )
