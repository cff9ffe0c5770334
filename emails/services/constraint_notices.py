"""Tells the managers what participants flagged: soon, and at most one mail a workshop and hour."""

import logging
from collections import defaultdict
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Max

from emails.models import ToldConstraint
from emails.selectors.notices import untold_constraints
from emails.services.manager_notices import queue_for_managers
from emails.states import NoticeKind
from workshops.models import Workshop

logger = logging.getLogger(__name__)

PAUSE: Final = timedelta(hours=1)


def plan_constraint_notices(*, now: datetime) -> int:
    """Queue a mail about what is untold, to everybody who can answer it; how many. Safe to repeat."""
    untold: dict[int, list[int]] = defaultdict(list)
    for workshop_id, constraint_id in untold_constraints(now).values_list("workshop_id", "pk"):
        untold[workshop_id].append(constraint_id)
    told = ToldConstraint.objects.filter(workshop__in=untold).order_by().values_list("workshop_id")
    last = dict(told.annotate(last=Max("at")))
    workshops = Workshop.objects.filter(pk__in=untold).select_related("project", "organizer")
    planned = 0
    for workshop in workshops.order_by("pk"):
        # What lies far ahead was told by a clock that was wrong.
        if workshop.pk in last and abs(last[workshop.pk] - now) < PAUSE:
            continue
        try:
            with transaction.atomic():
                planned += _plan(workshop, sorted(untold[workshop.pk]), now)
        except Exception:  # the one broad catch: one workshop's fault must not silence the others
            logger.exception("the constraints of workshop %s could not be told", workshop.pk)
    return planned


def _plan(workshop: Workshop, constraint_ids: list[int], now: datetime) -> int:
    # Two ticks at once make the same key, and the constraint on it lets each mail through once.
    key = f"workshop:{workshop.pk}/{constraint_ids[0]}"
    ToldConstraint.objects.bulk_create(
        (ToldConstraint(constraint_id=pk, workshop=workshop, key=key, at=now) for pk in constraint_ids),
        ignore_conflicts=True,
    )
    return queue_for_managers(workshop, NoticeKind.CONSTRAINTS, key=key, now=now)
