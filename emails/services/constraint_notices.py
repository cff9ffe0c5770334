"""Tells the managers what participants flagged: soon, and at most one mail a workshop and hour."""

import logging
from collections import defaultdict
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Max

from emails.constraint_mail import blocked
from emails.identity import own_message_id
from emails.models import Notice, ToldConstraint
from emails.notice_selectors import responsible_for, untold_constraints
from emails.states import DeliveryState, NoticeKind
from workshops.models import Workshop

logger = logging.getLogger(__name__)

PAUSE: Final = timedelta(hours=1)
BLOCKED: Final = "The address is blocked: its mail came back, or was not wanted."


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
        if workshop.pk in last and last[workshop.pk] > now - PAUSE:
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
    names = responsible_for(workshop)
    suppressed = blocked(workshop.project_id, list(names))
    rows = [
        Notice(
            kind=NoticeKind.CONSTRAINTS,
            email=email,
            name=name[:200],
            key=key,
            on=now.astimezone(workshop.zone).date(),
            workshop=workshop,
            state=DeliveryState.SUPPRESSED if email in suppressed else DeliveryState.QUEUED,
            error=BLOCKED if email in suppressed else "",
            not_before=now,
            created_at=now,
            message_id=own_message_id("constraints", f"{key}/{email}"),
        )
        for email, name in names.items()
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)
