"""Reads for the mail of the day: what is held or late in a workshop, and whom reminders do not reach."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from django.db.models import Exists, OuterRef, Q

from emails.gates import RECAP_REASONS
from emails.models import Delivery, Hold, Notice
from emails.selectors.troubles import TOLD_FOR, Trouble, Unreached, missed, troubles, unreached
from emails.states import WAITING, DeliveryState
from workshops.models import Touchpoint, Workshop
from workshops.states import RecapState, TouchpointKind, TouchpointState

# Until the morning after the workshop nobody is late with its recap.
RECAP_FROM: Final = time(9)
# A recap whose mail opens in the course of that day is asked for in its morning too.
RECAP_AHEAD: Final = timedelta(hours=15)


@dataclass(frozen=True, slots=True)
class Told:
    """What a mail of the day is about."""

    waiting: list[Touchpoint]
    troubles: list[Trouble]
    unreached: list[Unreached]

    def __len__(self) -> int:
        touchpoints = {row.pk for row in self.waiting} | {row.touchpoint.pk for row in self.troubles}
        return len(touchpoints) + len(self.unreached)


def what_waits(workshop: Workshop, unreached_here: list[Unreached], now: datetime) -> Told:
    touchpoints = Touchpoint.objects.filter(workshop=workshop)
    waiting = touchpoints.filter(_is_waiting(now)).select_related("hold", "held_by")
    found = list(waiting.order_by("opens_at", "pk"))
    return Told(found, troubles(touchpoints, now), unreached_here)


def is_pressing(workshop: Workshop, told: Told, now: datetime) -> bool:
    """Whether anything but the recap waits; the recap itself does from nine on the day after the workshop."""
    if workshop.local_start is None:
        return True
    day = workshop.local_start.date() + timedelta(days=1)
    if now >= datetime.combine(day, RECAP_FROM, tzinfo=workshop.zone):
        return True
    return bool(told.troubles or told.unreached) or any(
        not is_for_recap(touchpoint, now) for touchpoint in told.waiting
    )


def is_for_recap(touchpoint: Touchpoint, now: datetime) -> bool:
    """Whether the touchpoint waits for the recap, and for nothing else."""
    hold = getattr(touchpoint, "hold", None)
    if hold is None:
        return touchpoint.opens_at is not None and touchpoint.opens_at > now
    return set(hold.reasons) <= RECAP_REASONS


def _lacks_recap(now: datetime) -> Q:
    """A recap's mail that opens later today, and whose text is not ready."""
    return Q(
        kind=TouchpointKind.RECAP,
        opens_at__gt=now,
        opens_at__lte=now + RECAP_AHEAD,
        workshop__start__lte=now,
        workshop__recap__state=RecapState.DRAFT,
    )


def _is_waiting(now: datetime) -> Q:
    """Should be on its way, and waits for something."""
    waiting = Delivery.objects.filter(touchpoint=OuterRef("pk"), state__in=WAITING)
    # Put off on purpose: somebody is asked for what is open once a day.
    waiting = waiting.exclude(
        state=DeliveryState.QUEUED, not_before__gt=now, touchpoint__kind=TouchpointKind.FOLLOW_UP
    )
    return Q(state=TouchpointState.PLANNED) & (
        Q(Exists(Hold.objects.filter(touchpoint=OuterRef("pk"))))
        | (Q(closes_at__lte=now) & Q(Exists(waiting)))
        | _lacks_recap(now)
    )


def _in_trouble(now: datetime) -> Q:
    undecided = Delivery.objects.for_a_person().values("touchpoint")
    return _is_waiting(now) | Q(pk__in=undecided) | missed(now)


def workshops_in_trouble(unreached_in: Collection[int], now: datetime) -> Iterable[Workshop]:
    troubled = Touchpoint.objects.filter(_in_trouble(now)).values("workshop")
    rows = Workshop.objects.filter(Q(pk__in=troubled) | Q(pk__in=unreached_in))
    return rows.select_related("project", "organizer")


def unreached_by_workshop(now: datetime) -> dict[int, list[Unreached]]:
    """Whom reminders do not reach, by the workshop whose mail tells it: the project's last one so far."""
    failed = Notice.objects.failed_since((now - TOLD_FOR).date())
    projects = set(failed.exclude(projects=None).values_list("projects", flat=True))
    if not projects:
        return {}
    last: dict[int, int] = {}
    for pk, project_id, start in (
        Workshop.objects.scheduled()
        .filter(project__in=projects)
        .order_by("start", "pk")
        .values_list("pk", "project_id", "start")
    ):
        if start <= now or project_id not in last:
            last[project_id] = pk
    found: dict[int, list[Unreached]] = {}
    for row in unreached(projects, now):
        if row.project_id in last:
            found.setdefault(last[row.project_id], []).append(row)
    return found
