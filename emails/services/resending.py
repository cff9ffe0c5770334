"""What a person decides about one mail: to have it sent once more, or to leave it as it is."""

from datetime import datetime
from typing import Any

from django.db import transaction

from emails.audience import addressed
from emails.message.identity import message_id
from emails.models import Delivery, Suppression
from emails.services import moves
from emails.states import GONE_OUT, RESENDABLE, DeliveryState
from workshops.models import Touchpoint
from workshops.services import ServiceError
from workshops.states import TouchpointState


def resend_refusal(delivery: Delivery, *, now: datetime) -> str:
    """Why this mail cannot be sent once more; an empty text where it can."""
    touchpoint, person = delivery.touchpoint, delivery.person
    if delivery.state == DeliveryState.SUPPRESSED or _is_blocked(delivery):
        return f"{person.email} is blocked: release the address first."
    if delivery.state not in RESENDABLE:
        return f"The mail to {person.name} is not one that can be sent again: {_state(delivery)}."
    if delivery.revision != touchpoint.revision:
        return "It was for an earlier date: the mail for the new one leaves by itself."
    if touchpoint.state != TouchpointState.PLANNED:
        return f"“{touchpoint.name}” is {touchpoint.get_state_display().lower()}: nothing more of it is sent."
    if touchpoint.expires_at is not None and touchpoint.expires_at <= now:
        return f"The time of “{touchpoint.name}” is over."
    if not _is_addressed(delivery):
        return f"“{touchpoint.name}” is no longer for {person.name}."
    return ""


@transaction.atomic
def resend_delivery(*, delivery_id: int, by: str, now: datetime) -> Delivery:
    """Queue the mail to this person once more, as it would be written now.

    A copy of what arrived gets a Message-ID of its own, or mail programs would hide it. Raises ServiceError
    with the reason where it cannot be sent.
    """
    delivery = _locked(delivery_id)
    if refusal := resend_refusal(delivery, now=now):
        raise ServiceError(refusal)
    anew: dict[str, Any] = {}
    if delivery.state == DeliveryState.BOUNCED:
        # What came back told nobody of a slot.
        anew = {"sequence": None}
    elif delivery.state in GONE_OUT:
        tries = delivery.events.filter(to_state=DeliveryState.QUEUED).count()
        own_id = message_id(delivery.touchpoint_id, delivery.revision, delivery.person_id, copy=tries + 1)
        anew = {"message_id": own_id}
    rows = Delivery.objects.filter(pk=delivery.pk)
    moves.requeue(rows, cause="To be sent once more.", by=by, now=now, **anew)
    return delivery


@transaction.atomic
def leave_delivery(*, delivery_id: int, by: str, now: datetime) -> Delivery:
    """Nothing more is done about it, and nobody is asked again.

    Raises ServiceError where it does not wait for a person.
    """
    delivery = _locked(delivery_id)
    rows = Delivery.objects.filter(pk=delivery.pk)
    if not moves.leave(rows, cause="It stays as it is.", by=by, now=now):
        raise ServiceError(f"The mail to {delivery.person.name} does not wait for anybody.")
    return delivery


def _locked(delivery_id: int) -> Delivery:
    rows = Delivery.objects.select_for_update(of=("self",))
    delivery: Delivery = rows.select_related("person", "touchpoint__workshop").get(pk=delivery_id)
    return delivery


def _state(delivery: Delivery) -> str:
    return str(delivery.get_state_display()).lower()


def _is_blocked(delivery: Delivery) -> bool:
    project, email = delivery.touchpoint.workshop.project_id, delivery.person.email.lower()
    return Suppression.objects.active().filter(project=project, email=email).exists()


def _is_addressed(delivery: Delivery) -> bool:
    pairs = addressed(Touchpoint.objects.filter(pk=delivery.touchpoint_id))
    return bool(pairs.filter(recipient=delivery.person_id).exists())
