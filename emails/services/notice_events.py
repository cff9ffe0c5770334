"""What a provider tells about a reminder, or about the mail that tells of constraints."""

from datetime import datetime

from emails.models import Notice
from emails.models.literals import is_named
from emails.services import suppressions
from emails.states import MOVES, DeliveryState, EventKind, SuppressionReason
from emails.transport.errors import printable

_STATES = {
    EventKind.DELIVERED: DeliveryState.DELIVERED,
    EventKind.BOUNCED: DeliveryState.BOUNCED,
    EventKind.COMPLAINED: DeliveryState.COMPLAINED,
    EventKind.DEFERRED: DeliveryState.SENT,
}
_SUPPRESSES = {
    EventKind.BOUNCED: SuppressionReason.BOUNCED,
    EventKind.COMPLAINED: SuppressionReason.COMPLAINED,
}


def take_notice_event(
    *, bare_id: str, kind: str, at: datetime, reason: str, now: datetime, is_lasting: bool
) -> bool:
    """Move on the notice with this id, without its angle brackets, in the caller's transaction.

    What came back or was not wanted blocks the address in every project that the mail spoke of. A delay tells
    that the provider has it, where we did not know. False, with nothing written, for a repeat, and for a mail
    that we do not know.
    """
    rows = Notice.objects.filter(is_named(bare_id))
    notice: Notice | None = rows.select_for_update().order_by("pk").first()
    to_state = _STATES[EventKind(kind)]
    if notice is None or notice.attempts == 0 or to_state not in MOVES[notice.state]:
        return False
    if kind == EventKind.DEFERRED and notice.state == DeliveryState.CLAIMED:
        return False
    notice.state, notice.lease, notice.sent_at = to_state, None, notice.sent_at or at
    notice.error = printable(reason)[:500] if EventKind(kind) in _SUPPRESSES else ""
    notice.save(update_fields=["state", "lease", "sent_at", "error"])
    because = _SUPPRESSES.get(EventKind(kind))
    if because is not None and is_lasting:
        for project_id in notice.projects.values_list("pk", flat=True):
            suppressions.block_address(
                project_id, notice.email, because, detail=printable(reason), at=at, now=now
            )
    return True
