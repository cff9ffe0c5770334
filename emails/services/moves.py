"""Every move of a delivery from one state to another, each recorded with its cause.

But for one: that a mail was sent is written down in `emails.services.turns`.

A move is a compare-and-set: it happens where the delivery still is what the caller believes, and else not.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Least

from emails.models import Claimed, Delivery, DeliveryEvent
from emails.models.delivery import DOUBTS, PERHAPS, DeliveryQuerySet
from emails.services import claiming, copies
from emails.services.inserting import insert_many
from emails.services.sessions import reconnecting
from emails.states import ENDED, PROGRAM, WAITING, DeliveryState
from emails.transport.errors import BACKOFF, GIVE_UP_AFTER, describe, is_in_doubt, is_permanent, next_try
from workshops.among import Among
from workshops.models import Person, Touchpoint

# Outlasts the slowest SMTP answer we wait for (30 s) and is renewed before each mail: with a shorter lease a
# second worker would send the mail that the first is still handing over.
LEASE: Final = timedelta(minutes=2)
# So long the provider has to tell what became of a mail in doubt.
DOUBT: Final = timedelta(minutes=10)
# Later no try is set: what is was put off by a clock that was ahead.
LONGEST_PAUSE: Final = 2 * BACKOFF[-1]
_FREE: Final[dict[str, Any]] = {"lease": None, "lease_until": None}
# At most so many are moved by one sweep: the next comes in half a minute.
_SWEPT: Final = 2000


def claim(*, limit: int, now: datetime, workshop_id: int | None = None) -> list[Claimed]:
    """Take up to `limit` of what is due, of all workshops or of one, oldest first; no other worker gets them
    while the lease lasts."""
    if not claiming.is_any_due(now=now, workshop_id=workshop_id):
        return []
    lease = uuid4()
    with transaction.atomic():
        found = claiming.find(now=now, limit=limit, workshop_id=workshop_id)
        claiming.take([pk for pk, *_ in found], lease=lease, until=now + LEASE)
        _record([(row[0], row[-1]) for row in found], DeliveryState.CLAIMED, now=now)
    return [Claimed._make((*row[:-1], lease)) for row in found]


@reconnecting
def renew(deliveries: Collection[Claimed], *, now: datetime) -> int:
    """Hold what is still ours of these, claimed together, for another while; how many these are."""
    leases = {delivery.lease for delivery in deliveries}
    rows = Delivery.objects.filter(Among("pk", [row.pk for row in deliveries]), lease__in=leases)
    return rows.filter(state=DeliveryState.CLAIMED).update(lease_until=now + LEASE)


@reconnecting
def settle_failed(delivery: Claimed, *, error: Exception, now: datetime, sequence: int = PERHAPS) -> bool:
    """The server did not take it, or nobody knows: try again later, unless that would be in vain.

    `sequence` is that of the slot which the mail tells, if it was taken.
    """
    reason = describe(error)
    if is_in_doubt(error):
        return _settle_in_doubt(delivery, reason, sequence, now=now)
    if is_permanent(error):
        return _settle(delivery, DeliveryState.DEAD, now=now, cause=reason, error=reason)
    deadline = (
        Touchpoint.objects.filter(pk=delivery.touchpoint_id).values_list("expires_at", flat=True).first()
    )
    if deadline is None and _is_given_up(delivery, now):
        reason = f"Given up after five days. {reason}"[:500]
        return _settle(delivery, DeliveryState.DEAD, now=now, cause=reason, error=reason)
    again = next_try(delivery.attempts, key=delivery.message_id, now=now, deadline=deadline)
    return _settle(delivery, DeliveryState.RETRY, now=now, cause=reason, error=reason, not_before=again)


def _settle_in_doubt(delivery: Claimed, reason: str, sequence: int, *, now: datetime) -> bool:
    """Perhaps sent: the provider may tell. If it does not, it is sent once more; then a person decides."""
    return _settle(
        delivery,
        DeliveryState.UNCERTAIN,
        now=now,
        cause=reason,
        error=reason,
        doubts=F("doubts") + 1,
        not_before=now + DOUBT,
        sent_at=now,
        email=Subquery(Person.objects.filter(pk=delivery.person_id).values("email")),
        sequence=Least(Coalesce("sequence", sequence), sequence),
    )


def _is_given_up(delivery: Claimed, now: datetime) -> bool:
    """What has no deadline is tried for so long, from its first try on: it may have been held before."""
    old = Delivery.objects.filter(pk=delivery.pk, created_at__lt=now - GIVE_UP_AFTER)
    tried = DeliveryEvent.objects.filter(
        delivery__in=old, to_state=DeliveryState.CLAIMED, at__gte=F("delivery__created_at")
    )
    first = tried.order_by("pk").values_list("at", flat=True).first()
    return first is not None and first < now - GIVE_UP_AFTER


@reconnecting
def release(delivery: Claimed, *, not_before: datetime, cause: str, now: datetime) -> bool:
    """Put a claimed delivery back: it was not tried."""
    back = {"not_before": not_before, "attempts": F("attempts") - 1}
    return _settle(delivery, DeliveryState.QUEUED, now=now, cause=cause, **back)


@reconnecting
def call_off(delivery: Claimed, to_state: DeliveryState, *, cause: str, now: datetime) -> bool:
    """Not to be sent any more, for the cause given; what was perhaps sent before stays so, for a person."""
    if delivery.doubts:
        cause = f"Not sent once more: {cause}"[:500]
        return _settle(delivery, DeliveryState.UNCERTAIN, now=now, cause=cause, error=cause, doubts=DOUBTS)
    error = {"error": cause} if to_state == DeliveryState.SUPPRESSED else {}
    return _settle(delivery, to_state, now=now, cause=cause, **error)


def sweep(*, now: datetime) -> int:
    """Mend what a worker left behind, and send once more what nobody knows of; how many were moved."""
    found: dict[str, list[int]] = {"abandoned": [], "in doubt": [], "put off": [], "waits in vain": []}
    abandoned = Delivery.objects.abandoned(now)
    doubtful = Delivery.objects.in_doubt().filter(not_before__lte=now)
    far_ahead = {"not_before__gt": now + LONGEST_PAUSE}
    put_off = Delivery.objects.refused().filter(**far_ahead)
    in_vain = Delivery.objects.in_doubt().filter(**far_ahead)
    # In one question: mostly there is nothing.
    labelled = _labelled(abandoned, "abandoned").union(
        _labelled(doubtful, "in doubt"),
        _labelled(put_off, "put off"),
        _labelled(in_vain, "waits in vain"),
        all=True,
    )
    for what, pk in labelled[:_SWEPT]:
        found[what].append(pk)
    moved = 0
    if found["abandoned"]:
        cause = "The worker did not report back in time."
        rows = abandoned.filter(pk__in=found["abandoned"])
        _note_what_was_in_hand(rows)
        moved += _move_all(rows, DeliveryState.QUEUED, cause=cause, now=now)
    if found["in doubt"]:
        cause = "Nobody told whether it arrived: it is sent once more."
        rows = doubtful.filter(pk__in=found["in doubt"])
        with transaction.atomic():
            copies.supersede_at_former_address(rows, now=now)
            moved += _move_all(rows, DeliveryState.RETRY, cause=cause, now=now, not_before=now)
    if found["put off"]:
        cause = "It was put off by a clock that was ahead."
        rows = put_off.filter(pk__in=found["put off"])
        moved += _move_all(rows, DeliveryState.RETRY, cause=cause, now=now, not_before=now)
    if found["waits in vain"]:
        # By that clock, too: the provider gets its minutes anew.
        in_vain.filter(pk__in=found["waits in vain"]).update(not_before=now + DOUBT)
    return moved


def _note_what_was_in_hand(abandoned: QuerySet[Delivery]) -> None:
    """Of what a lost worker had claimed, the first that is not settled: its server may have taken it."""
    in_hand: dict[UUID | None, int] = {}
    for lease, pk in abandoned.order_by("not_before", "pk").values_list("lease", "pk"):
        in_hand.setdefault(lease, pk)
    abandoned.filter(pk__in=in_hand.values(), sequence=None).update(sequence=PERHAPS)


def _labelled(rows: QuerySet[Delivery], what: str) -> Any:
    return rows.order_by().annotate(what=Value(what)).values_list("what", "pk")


def expire(rows: QuerySet[Delivery], *, cause: str, now: datetime) -> int:
    """Too late: what these say makes no sense any more. What was perhaps sent waits for a person."""
    waiting = rows.filter(state__in=WAITING)
    doubtful = waiting.filter(doubts__gt=0)
    late = f"Not sent once more: {cause}"
    stood = _move_all(doubtful, DeliveryState.UNCERTAIN, cause=late, now=now, error=late, doubts=DOUBTS)
    return stood + _move_all(waiting.filter(doubts=0), DeliveryState.EXPIRED, cause=cause, now=now)


def block(rows: QuerySet[Delivery], *, cause: str, now: datetime) -> int:
    """Keep back what waits to go to a blocked address."""
    waiting = rows.filter(state__in=WAITING)
    return _move_all(waiting, DeliveryState.SUPPRESSED, cause=cause, now=now, error=cause)


def end_kept_back(rows: DeliveryQuerySet, *, cause: str, by: str, now: datetime) -> int:
    """Too late for what was kept back, when its address is released."""
    return _move_all(rows.kept_back(), DeliveryState.EXPIRED, cause=cause, by=by, now=now, error="")


def bring_forward(rows: QuerySet[Delivery], *, now: datetime) -> int:
    """Have these leave now: they wait for a time for which their touchpoint no longer does."""
    queued = rows.filter(state=DeliveryState.QUEUED)
    cause = "Its touchpoint was moved back to an earlier time."
    return _move_all(queued, DeliveryState.QUEUED, cause=cause, now=now, not_before=now)


def revive(deliveries: QuerySet[Delivery], *, now: datetime) -> int:
    """Queue again what was called off, kept back or had expired, and is to be sent after all."""
    ended = deliveries.filter(state__in=[*ENDED, DeliveryState.SUPPRESSED])
    cause = "It is to be sent after all."
    with transaction.atomic():
        copies.supersede_at_former_address(ended, now=now)
        return _move_all(ended, DeliveryState.QUEUED, cause=cause, now=now, not_before=now, error="")


def requeue(deliveries: QuerySet[Delivery], *, cause: str, by: str, now: datetime, **columns: Any) -> int:
    """Queue these as if they had never been tried, and keep what went out of them; how many these were."""
    anew = {"not_before": now, "created_at": now, "attempts": 0, "doubts": 0, "error": "", "left_at": None}
    with transaction.atomic():
        copies.supersede(deliveries, now=now)
        return _move_all(deliveries, DeliveryState.QUEUED, cause=cause, by=by, now=now, **anew, **columns)


def leave(deliveries: DeliveryQuerySet, *, cause: str, by: str, now: datetime) -> int:
    """Note of what waits for a person that it stays as it is; how many these were."""
    with transaction.atomic():
        locked = deliveries.for_a_person().select_for_update(of=("self",), skip_locked=True)
        found = list(locked.values_list("pk", "state"))
        Delivery.objects.filter(pk__in=[pk for pk, _ in found]).update(left_at=now)
        for state in {state for _, state in found}:
            same = [(pk, was) for pk, was in found if was == state]
            _record(same, DeliveryState(state), cause=cause, by=by, now=now)
    return len(found)


def _ours(delivery: Claimed) -> QuerySet[Delivery]:
    return Delivery.objects.filter(pk=delivery.pk, lease=delivery.lease, state=DeliveryState.CLAIMED)


@transaction.atomic
def _settle(
    delivery: Claimed, to_state: DeliveryState, *, now: datetime, cause: str = "", **columns: Any
) -> bool:
    if _ours(delivery).update(state=to_state, **_FREE, **columns) != 1:
        return False
    _record([(delivery.pk, DeliveryState.CLAIMED)], to_state, cause=cause, now=now)
    return True


def _move_all(
    rows: QuerySet[Delivery],
    to_state: DeliveryState,
    *,
    cause: str,
    now: datetime,
    by: str = PROGRAM,
    **columns: Any,
) -> int:
    with transaction.atomic():
        # Locked, so that nobody moves one between our look and our update.
        locked = rows.select_for_update(of=("self",), skip_locked=True)
        found = list(locked.values_list("pk", "state"))
        if not found:
            return 0
        Delivery.objects.filter(pk__in=[pk for pk, _ in found]).update(state=to_state, **_FREE, **columns)
        _record(found, to_state, cause=cause, by=by, now=now)
    return len(found)


def _record(
    moved: Collection[tuple[int, str]],
    to_state: DeliveryState,
    *,
    now: datetime,
    cause: str = "",
    by: str = PROGRAM,
) -> None:
    """A line of the history for each of these, by its key and the state that it was in."""
    line = {"at": now, "to_state": to_state.value, "cause": cause, "by": by, "key": ""}
    insert_many(DeliveryEvent, line, ("delivery_id", "from_state"), moved)
