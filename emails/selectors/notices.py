"""Reads of the tick about mails that belong to no touchpoint: is there anything to do, and whom to tell."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Q, QuerySet, Value

from emails.models import Notice
from workshops.models import Constraint, Membership, Project, Workshop
from workshops.states import ConstraintState, Role

ROUNDS: Final = "rounds"
NOTICES: Final = "notices"
CONSTRAINTS: Final = "constraints"
# What nobody was told in this time, as nothing ran, stands on the workshop's page.
NEWS: Final = timedelta(days=14)
# What lies further ahead was set by a clock that was wrong, or lies behind long holidays: to set it once more
# changes nothing then.
LONGEST_REST: Final = timedelta(days=14)


def waiting(now: datetime) -> set[str]:
    """What there is to do of the three, in one question: an idle tick asks no other."""
    kinds: list[tuple[str, QuerySet[Any]]] = [
        (ROUNDS, due_rounds(now)),
        (NOTICES, Notice.objects.due(now)),
        (CONSTRAINTS, untold_constraints(now)),
    ]
    first, *others = (
        rows.order_by().annotate(kind_of_work=Value(kind)).values_list("kind_of_work", flat=True)
        for kind, rows in kinds
    )
    return set(first.union(*others))


def due_rounds(now: datetime) -> QuerySet[Project]:
    """The projects whose people are to be looked through; a new project has had no round yet."""
    has_come = is_round_due(now, "digest_round__")
    return Project.objects.filter(Q(digest_round=None) | has_come)


def is_round_due(now: datetime, path: str = "") -> Q:
    """Of a round: its time has come, or was set by a clock that was far ahead."""
    return Q(**{f"{path}next_at__lte": now}) | Q(**{f"{path}next_at__gt": now + LONGEST_REST})


def untold_constraints(now: datetime) -> QuerySet[Constraint]:
    """What participants flagged by their link, and no manager was told yet."""
    rows = Constraint.objects.filter(
        state=ConstraintState.OPEN, at__gt=now - NEWS, flagged_by__isnull=False, added_by=None
    )
    return rows.filter(told=None)


def managers_of(project_ids: Collection[int]) -> dict[int, dict[str, str]]:
    """Project -> address in lower case -> name, of those who manage it and may sign in."""
    rows = Membership.objects.filter(project__in=project_ids, role=Role.MANAGER, user__is_active=True)
    found: dict[int, dict[str, str]] = {project_id: {} for project_id in project_ids}
    for row in rows.select_related("user").order_by("user__email"):
        found[row.project_id][row.user.email.lower()] = str(row.user)
    return found


def responsible_for(workshop: Workshop) -> dict[str, str]:
    """Address in lower case -> name: the project's managers and the organizer, each address once."""
    found = managers_of([workshop.project_id])[workshop.project_id]
    if workshop.organizer:
        found[workshop.organizer.email.lower()] = workshop.organizer.name
    return found
