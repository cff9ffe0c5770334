"""The points of a plan's checklist that only a person can tell."""

from datetime import datetime

from django.db import transaction

from workshops.models import PlanCheckPoint, User
from workshops.services.history import record


@transaction.atomic
def tick_point(*, point_id: int, is_ticked: bool, by: User, now: datetime) -> PlanCheckPoint:
    """Keep that a point holds, with who says so and when, or take it back. Safe to repeat."""
    rows = PlanCheckPoint.objects.select_for_update(of=("self",)).select_related("workshop")
    point: PlanCheckPoint = rows.get(pk=point_id)
    if is_ticked == point.is_ticked:
        return point
    point.ticked_by, point.ticked_at = (by, now) if is_ticked else (None, None)
    point.save(update_fields=["ticked_by", "ticked_at"])
    kind = "plan check ticked" if is_ticked else "plan check opened again"
    record(point.workshop, kind, by=by, now=now, detail=point.name)
    return point
