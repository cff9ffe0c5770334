"""Addresses that a project sends nothing to any more, as their mail came back or was not wanted."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Lower

from emails.models import Delivery, Suppression
from emails.models.delivery import DeliveryQuerySet
from emails.services import moves
from emails.states import SuppressionReason
from workshops.models import Person
from workshops.states import TouchpointState


def blocked_addresses(project_ids: Collection[int]) -> dict[tuple[int, str], str]:
    """The blocked addresses of these projects, in lower case, each with its reason."""
    rows = Suppression.objects.active().filter(project__in=project_ids)
    return {
        (project_id, email): reason
        for project_id, email, reason in rows.values_list("project_id", "email", "reason")
    }


def is_blocked() -> Exists:
    """Whether the person of a delivery has an address that is blocked, as of now."""
    rows = Suppression.objects.active().filter(
        project=OuterRef("person__project"), email=Lower(OuterRef("person__email"))
    )
    return Exists(rows)


def why_blocked(reason: str) -> str:
    """The reason in a sentence, as it stands beside a mail that was kept back."""
    told = {
        SuppressionReason.BOUNCED: "mail to it bounced",
        SuppressionReason.COMPLAINED: "its owner marked a mail as spam",
    }
    return f"The address is blocked: {told[SuppressionReason(reason)]}."


def suppress(
    delivery: Delivery,
    reason: SuppressionReason,
    *,
    address: str,
    detail: str,
    at: datetime,
    now: datetime,
) -> None:
    """Block the address to which a copy of this delivery went, and keep back what waits to go there.

    A complaint outweighs a bounce. Word of what happened before somebody released the address changes
    nothing.
    """
    project = delivery.touchpoint.workshop.project_id
    block_address(project, address.lower(), reason, detail=detail, at=at, now=now, delivery=delivery)


def block_address(
    project: int,
    email: str,
    reason: SuppressionReason,
    *,
    detail: str,
    at: datetime,
    now: datetime,
    delivery: Delivery | None = None,
) -> None:
    """The same for an address in lower case, whatever mail went there."""
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
    moves.block(_deliveries_to(project, email), cause=why_blocked(found.reason), now=now)


@transaction.atomic
def release_suppression(*, suppression_id: int, by: str, now: datetime) -> bool:
    """Send to the address again, what was kept back first; False where it is released already.

    What was kept back and is too late by now expires.
    """
    rows = Suppression.objects.active().select_for_update(of=("self",))
    suppression = rows.filter(pk=suppression_id).first()
    if suppression is None:
        return False
    suppression.released_at, suppression.released_by = now, by[:120]
    suppression.save(update_fields=["released_at", "released_by"])
    kept_back = _deliveries_to(suppression.project_id, suppression.email).kept_back()
    wanted = Q(touchpoint__expires_at=None) | Q(touchpoint__expires_at__gt=now)
    in_time = kept_back.filter(
        wanted, touchpoint__state=TouchpointState.PLANNED, revision=F("touchpoint__revision")
    )
    moves.requeue(in_time, cause="Its address was released.", by=by, now=now)
    cause = "Its time was over before its address was released."
    moves.end_kept_back(kept_back, cause=cause, by=by, now=now)
    return True


def _deliveries_to(project_id: int, email: str) -> DeliveryQuerySet:
    people = Person.objects.filter(project=project_id).annotate(address=Lower("email"))
    rows: DeliveryQuerySet = Delivery.objects.filter(person__in=people.filter(address=email).values("pk"))
    return rows
