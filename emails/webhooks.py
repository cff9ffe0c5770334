"""What a provider tells about a mail, in our own words."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from anymail.signals import AnymailTrackingEvent, EventType, RejectReason, tracking
from django.utils import timezone

from emails import services
from emails.states import EventKind
from emails.transport.providers import ID_KEY

# Opened and clicked are missing on purpose: nobody is watched reading.
_KINDS: Final[dict[str, EventKind]] = {
    EventType.DELIVERED: EventKind.DELIVERED,
    EventType.BOUNCED: EventKind.BOUNCED,
    # Taken from us, and then not sent: to the manager it is a mail that came back.
    EventType.REJECTED: EventKind.BOUNCED,
    EventType.FAILED: EventKind.BOUNCED,
    EventType.COMPLAINED: EventKind.COMPLAINED,
    EventType.DEFERRED: EventKind.DEFERRED,
}
_ABOUT_THE_ADDRESS: Final = (RejectReason.BOUNCED, RejectReason.INVALID, RejectReason.SPAM)
# Providers tell within days; what claims to be older or from the future has a wrong clock.
_OLDEST: Final = timedelta(days=30)


def take(event: AnymailTrackingEvent, *, now: datetime) -> bool:
    """Move the delivery on; False for what we do not record, do not know, or know already."""
    kind = _KINDS.get(event.event_type)
    if kind is None:
        return False
    return any(
        services.take_event(
            message_id=message_id,
            kind=kind,
            event_id=_event_id(event),
            at=_moment(event, now),
            reason=_reason(event),
            now=now,
            is_lasting=_is_lasting(event),
            recipient=_recipient(event),
        )
        for message_id in dict.fromkeys(_message_ids(event))
    )


def _message_ids(event: AnymailTrackingEvent) -> Iterator[str]:
    """What the provider calls the mail, then our own id as it came back.

    Copies may share ours; the provider's is known only when we have noted that the mail is out.
    """
    yield str(event.message_id or "")
    if isinstance(event.metadata, Mapping):
        yield str(event.metadata.get(ID_KEY, ""))
    if isinstance(event.tags, list):
        yield from map(str, event.tags)


def _recipient(event: AnymailTrackingEvent) -> str:
    """The bare address: some write it in angle brackets, behind a name."""
    return str(event.recipient or "").rpartition("<")[2].partition(">")[0].strip()


def _event_id(event: AnymailTrackingEvent) -> str:
    """The same for each telling of the same event.

    Postmark has an id for bounces alone, and what Anymail takes for Mailgun's belongs to the request, of
    which a repeat has another.
    """
    told: dict[str, Any] = dict(event.esp_event) if isinstance(event.esp_event, Mapping) else {}
    of_the_request = {name: told.pop(name, None) for name in ("signature", "token", "timestamp")}
    if event.event_id and not of_the_request["signature"]:
        return f"{event.event_type}/{event.event_id}"
    content = json.dumps([event.event_type, told or str(event.esp_event)], sort_keys=True, default=str)
    return sha256(content.encode()).hexdigest()


def _moment(event: AnymailTrackingEvent, now: datetime) -> datetime:
    at = event.timestamp
    if not isinstance(at, datetime):
        return now
    aware = at if at.tzinfo else at.replace(tzinfo=UTC)
    return aware if now - _OLDEST <= aware <= now else now


def _reason(event: AnymailTrackingEvent) -> str:
    return str(event.mta_response or event.description or event.reject_reason or "")


def _is_lasting(event: AnymailTrackingEvent) -> bool:
    """Whether another mail to this address would fare the same: a full mailbox is emptied one day."""
    told: Any = event.esp_event if isinstance(event.esp_event, Mapping) else {}
    is_soft = told.get("Type") == "SoftBounce" or _ses_bounce_type(told) not in ("Permanent", "")
    return event.reject_reason in _ABOUT_THE_ADDRESS and not is_soft


def _ses_bounce_type(told: Mapping[str, Any]) -> str:
    bounce = told.get("bounce")
    return str(bounce.get("bounceType", "")) if isinstance(bounce, Mapping) else ""


def _on_tracking(sender: Any, event: AnymailTrackingEvent, **kwargs: Any) -> None:
    take(event, now=timezone.now())


def connect() -> None:
    """Listen to Anymail's views."""
    tracking.connect(_on_tracking, dispatch_uid="emails.webhooks")
