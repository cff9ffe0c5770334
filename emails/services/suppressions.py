"""Addresses that a project sends nothing to any more, as their mail came back or was not wanted."""

from datetime import datetime

from django.db import transaction

from emails.models import Delivery, Suppression
from emails.services import moves
from emails.states import DeliveryState, SuppressionReason


def suppress(delivery: Delivery, reason: SuppressionReason, *, detail: str, at: datetime) -> None:
    """Block the address to which this delivery went; a complaint outweighs a bounce.

    Word of what happened before somebody released the address changes nothing.
    """
    project = delivery.touchpoint.workshop.project_id
    email = (delivery.email or delivery.person.email).lower()
    rows = Suppression.objects.filter(project=project, email=email)
    if rows.filter(released_at__gte=at).exists():
        return
    found, is_new = rows.active().get_or_create(
        project_id=project,
        email=email,
        released_at=None,
        defaults={"reason": reason, "detail": detail[:500], "at": at, "delivery": delivery},
    )
    if not is_new and found.reason == SuppressionReason.BOUNCED and reason != found.reason:
        found.reason, found.detail = reason, detail[:500]
        found.save(update_fields=["reason", "detail"])


@transaction.atomic
def release_suppression(*, suppression_id: int, by: str, now: datetime) -> bool:
    """Send to the address again, what was kept back first; False where it is released already."""
    rows = Suppression.objects.active().select_for_update(of=("self",))
    suppression = rows.filter(pk=suppression_id).first()
    if suppression is None:
        return False
    suppression.released_at, suppression.released_by = now, by[:120]
    suppression.save(update_fields=["released_at", "released_by"])
    kept_back = Delivery.objects.filter(
        state=DeliveryState.SUPPRESSED,
        person__email__iexact=suppression.email,
        touchpoint__workshop__project=suppression.project_id,
    )
    moves.requeue(kept_back, cause="Its address was released.", by=by, now=now)
    return True
