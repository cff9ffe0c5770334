"""The second half of a tick: claims what is queued, looks once more, sends, and settles each at once."""

import logging
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend

from emails.audience import addressed
from emails.errors import is_connection_lost
from emails.facts import facts
from emails.gates import Verdict, gate
from emails.mail import MailContext, compose, recipients
from emails.models import Delivery
from emails.services import moves
from emails.values import Recipient
from workshops.models import Touchpoint
from workshops.states import TouchpointState

logger = logging.getLogger(__name__)

# Few enough that what was read for them is fresh, many enough that reading it weighs little.
CHUNK: Final = 50
# Who declines meanwhile is noticed; asking for each single mail would cost more than the mail itself.
FRESH: Final = timedelta(seconds=20)
# A manager who mends what is missing sees the mail leave soon after.
LOOK_AGAIN: Final = timedelta(minutes=5)


class NothingTaken(Exception):
    """The mail server raised no error, and took no mail."""


@dataclass(slots=True)
class _Prepared:
    """A touchpoint's mails of one chunk, as of the slot with this sequence number."""

    context: MailContext
    verdict: Verdict
    recipients: dict[int, Recipient]

    @property
    def sequence(self) -> int:
        return self.context.facts.workshop.sequence


@dataclass(slots=True)
class _Run:
    """One pass of one worker: its connection, its clock, and what it has read for its chunk."""

    connection: BaseEmailBackend
    started_at: datetime
    begun: float = field(default_factory=time.monotonic)
    chunk: list[Delivery] = field(default_factory=list)
    prepared: dict[tuple[int, int], _Prepared] = field(default_factory=dict)
    wanted: set[tuple[int, int]] = field(default_factory=set)
    read_at: datetime | None = None
    sent: int = 0

    @property
    def now(self) -> datetime:
        """The tick's moment and what has passed since: a lease must not run out while we work."""
        return self.started_at + timedelta(seconds=time.monotonic() - self.begun)

    def take(self, chunk: list[Delivery]) -> None:
        self.chunk, self.prepared, self.read_at = chunk, {}, None

    def is_wanted(self, delivery: Delivery) -> bool:
        """Whether the person is still addressed, as of a few seconds ago."""
        if self.read_at is None or self.now - self.read_at > FRESH:
            touchpoints = Touchpoint.objects.filter(pk__in={row.touchpoint_id for row in self.chunk})
            people = {row.person_id for row in self.chunk}
            pairs = addressed(touchpoints).filter(recipient__in=people).values_list("pk", "recipient")
            self.wanted, self.read_at = set(pairs), self.now
        return (delivery.touchpoint_id, delivery.person_id) in self.wanted


def dispatch_due(
    *,
    now: datetime,
    limit: int,
    workshop_id: int | None = None,
    connection: BaseEmailBackend | None = None,
) -> int:
    """Send up to `limit` of the deliveries that are due, over one connection; how many were sent."""
    moves.sweep(now=now)
    due = Delivery.objects.due(now)
    if workshop_id is not None:
        due = due.filter(touchpoint__workshop=workshop_id)
    run = _Run(connection or get_connection(), now)
    try:
        while limit > 0:
            claimed = moves.claim(due, limit=min(limit, CHUNK), now=run.now)
            if not claimed or not _send_all(claimed, run):
                break
            limit -= len(claimed)
    finally:
        _close(run.connection)
    return run.sent


def _send_all(claimed: list[Delivery], run: _Run) -> bool:
    """False where the server cannot be reached: the rest is left for later, not tried in vain."""
    run.take(claimed)
    for number, delivery in enumerate(claimed):
        try:
            run.connection.open()
        except Exception as error:
            logger.warning("the mail server could not be reached: %s", error)
            for waiting in claimed[number:]:
                moves.settle_failed(waiting, error=error, now=run.now)
            return False
        _send_one(delivery, run)
    return True


def _send_one(delivery: Delivery, run: _Run) -> None:
    try:
        prepared = _cleared(delivery, run)
        if prepared is None:
            return
        mail = compose(
            prepared.context,
            prepared.recipients[delivery.person_id],
            now=run.started_at,
            message_id_=delivery.message_id,
        )
        if not run.connection.send_messages([mail]):
            raise NothingTaken("The mail server took no mail.")
    except Exception as error:  # the one broad catch: a fault in one mail must not hold the rest
        unexpected = not is_expected(error)
        logger.warning(
            "delivery %s failed: %s", delivery.pk, error, exc_info=unexpected, extra=_ids(delivery)
        )
        moves.settle_failed(delivery, error=error, now=run.now)
        # After an error nobody knows what the server waits for: the next mail gets a fresh connection.
        _close(run.connection)
    else:
        moves.settle_sent(delivery, now=run.now)
        run.sent += 1
        logger.info("delivery %s sent", delivery.pk, extra=_ids(delivery))


def _ids(delivery: Delivery) -> dict[str, int]:
    """By these a log line is found again."""
    return {"delivery": delivery.pk, "touchpoint": delivery.touchpoint_id}


def is_expected(error: Exception) -> bool:
    """Whether a mail server's answer explains it; all else deserves a traceback."""
    return is_connection_lost(error) or isinstance(error, OSError)


def _cleared(delivery: Delivery, run: _Run) -> _Prepared | None:
    """The touchpoint's mail as things stand now; None where this one is not to be sent, which is settled."""
    if not moves.renew(delivery, now=run.now):
        return None
    planned = Touchpoint.objects.filter(
        pk=delivery.touchpoint_id, state=TouchpointState.PLANNED, revision=delivery.revision
    )
    row = planned.values("opens_at", "expires_at", "workshop_id", "workshop__sequence").first()
    if row is None or not run.is_wanted(delivery):
        moves.call_off(delivery, cause=_why_not(delivery), now=run.now)
    elif row["expires_at"] is not None and row["expires_at"] <= run.now:
        moves.expire(delivery, cause="Its time was over before it could be sent.", now=run.now)
    elif row["opens_at"] > run.now:
        cause = "Its touchpoint was moved to a later time."
        moves.release(delivery, not_before=row["opens_at"], cause=cause, now=run.now)
    else:
        prepared = _prepare(delivery, row, run)
        if prepared.verdict.is_fit:
            return prepared
        cause = prepared.verdict.skip or " ".join(prepared.verdict.texts)
        moves.release(delivery, not_before=run.now + LOOK_AGAIN, cause=cause[:500], now=run.now)
    return None


def _prepare(delivery: Delivery, row: dict[str, Any], run: _Run) -> _Prepared:
    """Read once a chunk; anew when the slot changed meanwhile, so that nobody is told the old one."""
    key = (delivery.touchpoint_id, row["workshop__sequence"])
    if key not in run.prepared:
        read = facts(row["workshop_id"])
        people = [item.person_id for item in run.chunk if item.touchpoint_id == delivery.touchpoint_id]
        touchpoint = Touchpoint.objects.select_related("follows").get(pk=delivery.touchpoint_id)
        run.prepared[key] = _Prepared(
            MailContext(touchpoint, read), gate(touchpoint, read), recipients(row["workshop_id"], people)
        )
    return run.prepared[key]


def _why_not(delivery: Delivery) -> str:
    touchpoint = Touchpoint.objects.get(pk=delivery.touchpoint_id)
    if touchpoint.state != TouchpointState.PLANNED:
        return touchpoint.state_reason or f"The touchpoint is {touchpoint.get_state_display().lower()}."
    if touchpoint.revision != delivery.revision:
        return "The workshop has moved to another day: it is said anew."
    return "The person is no longer addressed."


def _close(connection: BaseEmailBackend) -> None:
    # A server that is gone cannot be taken leave of.
    with suppress(Exception):
        connection.close()
