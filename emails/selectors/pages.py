"""What the pages about mails read."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Count, Max, Min, QuerySet

from emails.audience import addressed
from emails.facts import WorkshopFacts, facts
from emails.gates import Reason, gate
from emails.models import Delivery, Hold, Notice, OutboxMessage, Reader
from emails.states import GONE_OUT, ON_THE_WAY, DeliveryState, NoticeKind, Rhythm
from workshops.models import Participant, Person, Touchpoint, Workshop
from workshops.states import Audience, TouchpointState

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from workshops.models import User

# The words of a touchpoint's status, for the pages' pills.
SENT: Final = "sent"
NEXT: Final = "next"
UPCOMING: Final = "upcoming"
OPEN: Final = "open"
HELD: Final = "held"
LATE: Final = "late"
# Even a big mailing is through by then.
STRAGGLING: Final = timedelta(hours=1)
_SETTLED: Final[dict[str, str]] = {
    TouchpointState.DRAFT: "draft",
    TouchpointState.DONE: SENT,
    TouchpointState.SKIPPED: "skipped",
    TouchpointState.CANCELLED: "cancelled",
}
_FAILED: Final = (
    DeliveryState.DEAD,
    DeliveryState.BOUNCED,
    DeliveryState.SUPPRESSED,
    DeliveryState.UNCERTAIN,
)


@dataclass(slots=True)
class TouchpointStatus:
    """Where a touchpoint stands: who gets it, who has it, and what it lacks.

    `status` is one of draft, upcoming, next (the first upcoming), open (being sent, or waiting for answers),
    held (by hand, or its time has come and something is missing), late, sent, skipped, cancelled. `reasons`
    tell what is missing, before its time too; `note` why it was skipped or cancelled, or will be.
    """

    touchpoint: Touchpoint
    status: str = OPEN
    people: list[Person] = field(default_factory=list)
    # Who would be added by accepting.
    awaited: list[Person] = field(default_factory=list)
    reasons: tuple[Reason, ...] = ()
    note: str = ""
    sent: int = 0
    waiting: int = 0
    failed: int = 0
    # Addressed, and without a delivery so far.
    missing: int = 0
    first_sent_at: datetime | None = None
    last_sent_at: datetime | None = None
    is_late: bool = False

    @property
    def may_be_changed(self) -> bool:
        """Whether a manager has a say in it: what the program writes by itself, as long as it is to go."""
        touchpoint = self.touchpoint
        if not touchpoint.is_own:
            return True
        if touchpoint.state == TouchpointState.SKIPPED:
            return touchpoint.skipped_by_id is not None
        return touchpoint.state == TouchpointState.PLANNED and self.status != SENT

    @property
    def straggled(self) -> bool:
        """Whether somebody got it well after the first, as who is added later does."""
        first, last = self.first_sent_at, self.last_sent_at
        return first is not None and last is not None and last - first >= STRAGGLING


def touchpoint_statuses(
    workshop: Workshop, now: datetime, *, read: WorkshopFacts | None = None
) -> list[TouchpointStatus]:
    """The workshop's touchpoints in the order of their time, in a fixed number of queries.

    `read` are the workshop's facts where the caller has read them already.
    """
    touchpoints = workshop.touchpoints.select_related(
        "workshop__project", "follows", "held_by"
    ).prefetch_related("groups", "cc_groups")
    statuses = {touchpoint.pk: TouchpointStatus(touchpoint) for touchpoint in touchpoints}
    read = read or facts(workshop.pk)
    _add_people(workshop, statuses)
    _add_counts(workshop, statuses)
    for status in statuses.values():
        _judge(status, read, now)
    ordered = sorted(statuses.values(), key=_order)
    upcoming = next((status for status in ordered if status.status == UPCOMING), None)
    if upcoming:
        upcoming.status = NEXT
    return ordered


def shared_reasons(statuses: Iterable[TouchpointStatus]) -> tuple[Reason, ...]:
    """What several of these lack, taken out of the reasons of each."""
    counts: dict[Reason, int] = {}
    rows = list(statuses)
    for row in rows:
        for reason in row.reasons:
            counts[reason] = counts.get(reason, 0) + 1
    shared = tuple(reason for reason, count in counts.items() if count > 1)
    for row in rows:
        row.reasons = tuple(reason for reason in row.reasons if reason not in shared)
    return shared


def _order(status: TouchpointStatus) -> tuple[Any, ...]:
    touchpoint = status.touchpoint
    # Without a slot there is no time: the plan's own order is what there is.
    has_time = touchpoint.opens_at is not None
    return (has_time, touchpoint.opens_at if has_time else 0, touchpoint.position, touchpoint.pk)


def _add_people(workshop: Workshop, statuses: dict[int, TouchpointStatus]) -> None:
    pairs = list(
        addressed(Touchpoint.objects.filter(workshop=workshop)).values_list("pk", "recipient", "revision")
    )
    delivered = set(
        Delivery.objects.filter(touchpoint__workshop=workshop).values_list(
            "touchpoint_id", "person_id", "revision"
        )
    )
    unanswered = Participant.objects.unanswered().filter(workshop=workshop).select_related("person")
    waited_for = [participant.person for participant in unanswered]
    people = Person.objects.in_bulk({person_id for _, person_id, _ in pairs})
    for touchpoint_id, person_id, revision in pairs:
        status = statuses[touchpoint_id]
        status.people.append(people[person_id])
        status.missing += (touchpoint_id, person_id, revision) not in delivered
    for status in statuses.values():
        status.people.sort(key=lambda person: (person.name, person.pk))
        if status.touchpoint.audience == Audience.CONFIRMED:
            status.awaited = waited_for


def _add_counts(workshop: Workshop, statuses: dict[int, TouchpointStatus]) -> None:
    rows = (
        Delivery.objects.filter(touchpoint__workshop=workshop)
        .order_by()
        .values("touchpoint_id", "revision", "state")
        .annotate(count=Count("pk"), first=Min("sent_at"), last=Max("sent_at"))
    )
    for row in rows:
        status = statuses[row["touchpoint_id"]]
        if row["revision"] != status.touchpoint.revision:
            continue
        if row["state"] in GONE_OUT:
            status.sent += row["count"]
            status.first_sent_at = min(filter(None, [status.first_sent_at, row["first"]]), default=None)
            status.last_sent_at = max(filter(None, [status.last_sent_at, row["last"]]), default=None)
        elif row["state"] in ON_THE_WAY:
            status.waiting += row["count"]
        elif row["state"] in _FAILED:
            status.failed += row["count"]


def _judge(status: TouchpointStatus, read: WorkshopFacts, now: datetime) -> None:
    touchpoint = status.touchpoint
    status.note = touchpoint.state_reason
    if touchpoint.state in _SETTLED:
        status.status = _SETTLED[touchpoint.state]
    if touchpoint.state not in (TouchpointState.PLANNED, TouchpointState.DRAFT):
        return
    is_to_send = status.missing > 0 or not (status.sent or status.waiting or status.failed)
    if is_to_send:
        verdict = gate(touchpoint, read, has_audience=bool(status.people) or status.sent > 0)
        status.reasons, status.note = verdict.reasons, verdict.skip or status.note
    if touchpoint.state == TouchpointState.PLANNED:
        status.is_late = touchpoint.is_late(now) and (is_to_send or status.waiting > 0)
        status.status = _planned_status(status, now)
    if touchpoint.is_held:
        status.status = HELD


def _planned_status(status: TouchpointStatus, now: datetime) -> str:
    opens_at = status.touchpoint.opens_at
    is_through = status.sent > 0 and not status.missing and not status.waiting
    if opens_at is None or opens_at > now:
        # Moved to a later day, it goes once more to nobody who has it.
        return SENT if is_through else UPCOMING
    if status.reasons:
        return HELD
    if status.is_late and (status.missing or status.waiting):
        return LATE
    return SENT if is_through else OPEN


def held(user: "User | AnonymousUser", now: datetime) -> list[Hold]:
    """What the last tick held in the projects that the user sees; the longest held first."""
    holds = Hold.objects.filter(
        touchpoint__state=TouchpointState.PLANNED,
        touchpoint__workshop__in=Workshop.objects.visible_to(user),
    )
    return list(holds.select_related("touchpoint__workshop__project").order_by("since", "pk"))


def leaving_soon(user: "User | AnonymousUser", now: datetime, days: int = 7) -> list[Touchpoint]:
    """What leaves within so many days in the projects that the user sees; the next one first."""
    soon = Touchpoint.objects.visible_to(user).filter(
        state=TouchpointState.PLANNED, opens_at__gt=now, opens_at__lte=now + timedelta(days=days)
    )
    return list(soon.select_related("workshop__project").order_by("opens_at", "pk"))


def deliveries_of(touchpoint: Touchpoint) -> QuerySet[Delivery]:
    """The touchpoint's deliveries with person, history and earlier copies, by name."""
    deliveries: QuerySet[Delivery] = touchpoint.deliveries.select_related("person")
    return deliveries.prefetch_related("events", "earlier_copies").order_by(
        "person__name", "person_id", "-revision"
    )


def deliveries_to(person: Person) -> QuerySet[Delivery]:
    """What the person was or is to be sent, with its history and earlier copies, the newest first."""
    deliveries: QuerySet[Delivery] = person.deliveries.select_related("touchpoint__workshop")
    return deliveries.prefetch_related("events", "earlier_copies").order_by("-created_at", "-pk")


def reminders_to(person: Person) -> QuerySet[Notice]:
    """The reminders that spoke of the person's project, the newest first."""
    rows = Notice.objects.filter(kind=NoticeKind.DIGEST, email=person.email.lower())
    return rows.filter(projects=person.project_id).order_by("-on", "-pk")


def rhythm_of(person: Person) -> str:
    """How often the person wants to be reminded, in words."""
    chosen = Reader.objects.filter(email=person.email.lower()).values_list("rhythm", flat=True).first()
    return str(Rhythm(chosen or Rhythm.AS_DUE).label)


def outbox(
    user: "User | AnonymousUser", *, person_id: int | None = None, workshop_id: int | None = None
) -> QuerySet[OutboxMessage]:
    """The kept mails that the user sees, the newest first, without their bytes."""
    messages = OutboxMessage.objects.visible_to(user).select_related(
        "delivery__person", "delivery__touchpoint__workshop__project"
    )
    if person_id is not None:
        messages = messages.filter(delivery__person=person_id)
    if workshop_id is not None:
        messages = messages.filter(delivery__touchpoint__workshop=workshop_id)
    return messages.defer("raw")
