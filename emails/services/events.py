"""What a provider tells about the mails that it took, in whatever order and however often it does."""

from datetime import datetime
from hashlib import sha256
from typing import Final

from django.db import transaction

from emails.models import Delivery, DeliveryEvent
from emails.services import copies, suppressions
from emails.services.copies import Told
from emails.services.notice_events import take_notice_event
from emails.states import MOVES, ON_THE_WAY, DeliveryState, EventKind, SuppressionReason
from emails.transport.errors import printable

BY: Final = "the provider"
_STATES: Final[dict[str, DeliveryState]] = {
    EventKind.DELIVERED: DeliveryState.DELIVERED,
    EventKind.BOUNCED: DeliveryState.BOUNCED,
    EventKind.COMPLAINED: DeliveryState.COMPLAINED,
    EventKind.DEFERRED: DeliveryState.SENT,
}
_SUPPRESSES: Final[dict[str, SuppressionReason]] = {
    EventKind.BOUNCED: SuppressionReason.BOUNCED,
    EventKind.COMPLAINED: SuppressionReason.COMPLAINED,
}


@transaction.atomic
def take_event(
    *,
    message_id: str,
    kind: str,
    event_id: str,
    at: datetime,
    reason: str,
    now: datetime,
    is_lasting: bool = True,
    recipient: str = "",
) -> bool:
    """Move on the delivery with this Message-ID of ours, or this id of the provider's own.

    `kind` is a value of EventKind: a bounce that is for a while only is `deferred`. An event is told from
    another by its id, or by its content where it has none. False, with nothing written, for a repeat and for
    a message that we do not know. The order of events does not matter: a complaint outweighs a bounce, a
    bounce a delivery, and each of them what we believed ourselves; it may come before our own commit. A delay
    tells that the provider has a mail of which we did not know: it is not sent once more. What is not lasting
    says nothing about the address, which stays open for the next mail.

    What is told of an earlier copy than the newest, by its id, its time, or its `recipient` where the
    provider names one, stands in the history and may block the address of that copy; it moves nothing.
    """
    bare_id = _bare(message_id)
    if not bare_id:
        return False
    delivery = copies.find(bare_id)
    if delivery is None:
        return take_notice_event(
            bare_id=bare_id, kind=kind, at=at, reason=reason, now=now, is_lasting=is_lasting
        )
    key = _key(kind, event_id, at, reason)
    if delivery.events.filter(key=key).exists():
        return False
    told = copies.told_of(
        delivery,
        bare_id,
        recipient=_address(recipient),
        at=at,
        may_be_hidden=kind == EventKind.COMPLAINED,
    )
    before = delivery.state
    if not told.is_earlier and _moves_on(delivery, kind):
        _move(delivery, _STATES[kind], at)
    DeliveryEvent.objects.create(
        delivery=delivery,
        at=at,
        from_state=before,
        to_state=delivery.state,
        cause=_cause(kind, told, reason),
        by=BY,
        key=key,
    )
    if kind in _SUPPRESSES and is_lasting:
        suppressions.suppress(
            delivery, _SUPPRESSES[kind], address=told.address, detail=printable(reason), at=at, now=now
        )
    return True


def _bare(message_id: str) -> str:
    """Providers write the id with and without its angle brackets; empty where it cannot be one of ours."""
    bare = message_id.strip().strip("<>")
    return bare if bare.isprintable() and len(bare) <= 200 else ""


def _address(recipient: str) -> str:
    """Empty where it cannot be one: then nobody knows to whom it went."""
    plain = recipient.strip().lower()
    return plain if "@" in plain and plain.isprintable() and len(plain) <= 254 else ""


def _cause(kind: str, told: Told, reason: str) -> str:
    what: str = EventKind(kind).label
    if told.is_earlier:
        what += f", the copy to {printable(told.address)}"
    return ": ".join(filter(None, [what, printable(reason)]))[:500]


def _key(kind: str, event_id: str, at: datetime, reason: str) -> str:
    content = event_id or f"{kind}/{at.isoformat()}/{reason}"
    return sha256(content.encode("utf-8", "replace")).hexdigest()


def _moves_on(delivery: Delivery, kind: str) -> bool:
    """Not what waits for its first try, or for the new one that a manager asked for."""
    if delivery.attempts == 0 and delivery.state in ON_THE_WAY:
        return False
    if kind == EventKind.DEFERRED and delivery.state == DeliveryState.CLAIMED:
        # Whoever has it at hand knows more: which slot it tells, and its name at the provider's.
        return False
    return kind in _STATES and _STATES[kind] in MOVES[delivery.state]


def _move(delivery: Delivery, to_state: DeliveryState, at: datetime) -> None:
    delivery.state, delivery.lease, delivery.lease_until, delivery.error = to_state, None, None, ""
    delivery.sent_at = delivery.sent_at or at
    delivery.email = delivery.email or delivery.person.email
    delivery.save(update_fields=["state", "lease", "lease_until", "error", "sent_at", "email"])
