"""Every move of a delivery from one state to another, each recorded with its cause.

A move is a compare-and-set: it happens where the delivery still is what the caller believes, and else not.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import uuid4

from django.db import transaction
from django.db.models import F, QuerySet

from emails.errors import GIVE_UP_AFTER, describe, is_permanent, next_try
from emails.models import Delivery, DeliveryEvent
from emails.states import WAITING, DeliveryState

# Outlasts the slowest SMTP answer we wait for (30 s) and is renewed before each mail: with a shorter lease a
# second worker would send the mail that the first is still handing over.
LEASE: Final = timedelta(minutes=2)
_FREE: Final[dict[str, Any]] = {"lease": None, "lease_until": None}


def claim(due: QuerySet[Delivery], *, limit: int, now: datetime) -> list[Delivery]:
    """Take up to `limit` of these waiting deliveries; no other worker gets them while the lease lasts."""
    if not due.exists():
        return []
    lease = uuid4()
    with transaction.atomic():
        # PostgreSQL skips what another worker is claiming; SQLite has one writer at a time.
        rows = due.order_by("not_before", "pk").select_for_update(of=("self",), skip_locked=True)
        before = dict(rows.values_list("pk", "state")[:limit])
        ours = Delivery.objects.filter(pk__in=before, state__in=WAITING)
        ours.update(
            state=DeliveryState.CLAIMED,
            lease=lease,
            lease_until=now + LEASE,
            attempts=F("attempts") + 1,
            error="",
        )
        claimed = list(
            Delivery.objects.filter(lease=lease).select_related("person").order_by("not_before", "pk")
        )
        _record([(delivery.pk, before[delivery.pk]) for delivery in claimed], DeliveryState.CLAIMED, now=now)
    return claimed


def renew(delivery: Delivery, *, now: datetime) -> bool:
    """Hold a claimed delivery for another while; False when it is not ours any more."""
    return _ours(delivery).update(lease_until=now + LEASE) == 1


def settle_sent(delivery: Delivery, *, now: datetime) -> bool:
    """The server took it. False when our lease ran out and another worker holds the delivery."""
    return _settle(delivery, DeliveryState.SENT, now=now, sent_at=now, email=delivery.person.email)


def settle_failed(delivery: Delivery, *, error: Exception, now: datetime) -> bool:
    """The server did not take it: try again later, unless that would be in vain."""
    reason = describe(error)
    if is_permanent(error):
        return _settle(delivery, DeliveryState.DEAD, now=now, cause=reason, error=reason)
    if now - delivery.created_at > GIVE_UP_AFTER:
        reason = f"Given up after five days. {reason}"[:500]
        return _settle(delivery, DeliveryState.DEAD, now=now, cause=reason, error=reason)
    again = next_try(delivery.attempts, key=delivery.message_id, now=now)
    return _settle(delivery, DeliveryState.RETRY, now=now, cause=reason, error=reason, not_before=again)


def release(delivery: Delivery, *, not_before: datetime, cause: str, now: datetime) -> bool:
    """Put a claimed delivery back: it was not tried."""
    back = {"not_before": not_before, "attempts": F("attempts") - 1}
    return _settle(delivery, DeliveryState.QUEUED, now=now, cause=cause, **back)


def call_off(delivery: Delivery, *, cause: str, now: datetime) -> bool:
    """Not to be sent any more, for the cause given."""
    return _settle(delivery, DeliveryState.CANCELLED, now=now, cause=cause)


def expire(delivery: Delivery, *, cause: str, now: datetime) -> bool:
    """Too late: what it says makes no sense any more."""
    return _settle(delivery, DeliveryState.EXPIRED, now=now, cause=cause)


def sweep(*, now: datetime) -> int:
    """Put back what a worker claimed and did not settle in its time; how many these were."""
    cause = "The worker did not report back in time."
    return _move_all(Delivery.objects.abandoned(now), DeliveryState.QUEUED, cause=cause, now=now)


def revive(deliveries: QuerySet[Delivery], *, now: datetime) -> int:
    """Queue again what was called off or had expired, and is to be sent after all."""
    ended = deliveries.filter(state__in=[DeliveryState.CANCELLED, DeliveryState.EXPIRED])
    cause = "It is to be sent after all."
    return _move_all(ended, DeliveryState.QUEUED, cause=cause, now=now, not_before=now)


def retry(*, delivery_id: int, by: str, now: datetime) -> bool:
    """Queue a failed delivery again, as the manager asks."""
    dead = Delivery.objects.filter(pk=delivery_id, state=DeliveryState.DEAD)
    columns = {"not_before": now, "attempts": 0, "created_at": now}
    return _move_all(dead, DeliveryState.QUEUED, cause="To be sent again.", by=by, now=now, **columns) == 1


def requeue(deliveries: QuerySet[Delivery], *, cause: str, by: str, now: datetime) -> int:
    """Queue these as if they had never been tried; how many these were."""
    anew = {"not_before": now, "created_at": now, "attempts": 0, "doubts": 0, "error": ""}
    return _move_all(deliveries, DeliveryState.QUEUED, cause=cause, by=by, now=now, **anew)


@transaction.atomic
def record_sending(deliveries: QuerySet[Delivery]) -> int:
    """Write into the history that these were sent, when they were; how many lacked it.

    Settling a mail is one statement, so that its result is there before the next mail goes out; its line in
    the history follows for many at once. A worker killed in between leaves it to the sweep.
    """
    rows = list(
        deliveries.filter(is_recorded=False)
        .select_for_update(of=("self",), skip_locked=True)
        .values_list("pk", "sent_at")
    )
    if not rows:
        return 0
    DeliveryEvent.objects.bulk_create(
        [
            DeliveryEvent(
                delivery_id=pk,
                at=sent_at,
                from_state=DeliveryState.CLAIMED,
                to_state=DeliveryState.SENT,
                by="the program",
            )
            for pk, sent_at in rows
            if sent_at
        ],
        batch_size=1000,
    )
    Delivery.objects.filter(pk__in=[pk for pk, _ in rows]).update(is_recorded=True)
    return len(rows)


def _ours(delivery: Delivery) -> QuerySet[Delivery]:
    return Delivery.objects.filter(pk=delivery.pk, lease=delivery.lease, state=DeliveryState.CLAIMED)


@transaction.atomic
def _settle(
    delivery: Delivery, to_state: DeliveryState, *, now: datetime, cause: str = "", **columns: Any
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
    by: str = "the program",
    **columns: Any,
) -> int:
    if not rows.exists():
        return 0
    with transaction.atomic():
        # Locked, so that nobody moves one between our look and our update.
        locked = rows.select_for_update(of=("self",), skip_locked=True)
        found = list(locked.values_list("pk", "state"))
        Delivery.objects.filter(pk__in=[pk for pk, _ in found]).update(state=to_state, **_FREE, **columns)
        _record(found, to_state, cause=cause, by=by, now=now)
    return len(found)


def _record(
    moved: Collection[tuple[int, str]],
    to_state: DeliveryState,
    *,
    now: datetime,
    cause: str = "",
    by: str = "the program",
) -> None:
    DeliveryEvent.objects.bulk_create(
        [
            DeliveryEvent(
                delivery_id=pk, at=now, from_state=from_state, to_state=to_state, cause=cause, by=by
            )
            for pk, from_state in moved
        ],
        batch_size=1000,
    )
