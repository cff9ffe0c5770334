"""The second half of a tick: claims what is due, looks once more, sends, and settles each at once."""

import logging
from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime, timedelta
from functools import partial
from itertools import zip_longest
from typing import Any, Final

from django.core.mail.backends.base import BaseEmailBackend
from django.db import InterfaceError, OperationalError

from emails.models import Claimed
from emails.models.delivery import PERHAPS
from emails.services import moves
from emails.services.collecting import young_alone
from emails.services.commits import quick_commits
from emails.services.last_look import Reading
from emails.services.runs import Prepared, Run, Written, never
from emails.services.turns import Sent, turn
from emails.states import DeliveryState
from emails.storage import ensure_room
from emails.transport.errors import CalledBack, describe, is_expected, took_leave
from emails.transport.handover import way_out

logger = logging.getLogger(__name__)

# After so long the tick looks around again before it goes on: other touchpoints may have opened.
PASS: Final = timedelta(seconds=10)
# A manager who mends what is missing sees the mail leave soon after.
LOOK_AGAIN: Final = timedelta(minutes=5)
# After a fault of the database's.
SOON: Final = timedelta(minutes=1)
CHANGED: Final = "What it says changed while it was written, or while the server took its time."
# Who changes a plan faster than mails are written has it sent a little later.
LOOKS: Final = 3


def dispatch_due(
    *,
    now: datetime,
    limit: int,
    workshop_id: int | None = None,
    connection: BaseEmailBackend | None = None,
    is_stopped: Callable[[], bool] = never,
) -> int:
    """Send up to `limit` of the deliveries that are due, over one connection; how many were sent.

    No chunk is begun after PASS; where the server is slow, or `is_stopped` says so, what is left of one is
    put back. A mail costs one statement, its result with the last look at the next; the
    result is committed before the next mail's data goes out. What the mails of a chunk share is read once.
    Raises StorageFull.
    """
    if workshop_id is None:
        # In a play, long before its time, what workers have in their hands is not lost.
        moves.sweep(now=now)
    run = Run(way_out(connection), now, is_stopped=is_stopped)
    claim = partial(moves.claim, workshop_id=workshop_id)
    try:
        claimed = claim(limit=min(limit, run.batch), now=run.now)
        with young_alone(), quick_commits() if claimed else nullcontext():
            while claimed and _send_all(claimed, run):
                limit -= len(claimed)
                has_time = limit > 0 and run.now - now < PASS
                claimed = claim(limit=min(limit, run.batch), now=run.now) if has_time else []
    finally:
        run.way.close()
    return run.sent


def _send_all(claimed: list[Claimed], run: Run) -> bool:
    """False where the rest is left for later: the server cannot be reached, or is slow, or we are to end."""
    run.take(claimed)
    try:
        for run.at, (delivery, following) in enumerate(zip_longest(claimed, claimed[1:])):
            if run.must_end:
                _put_back(run)
                return False
            if not _reach(run):
                return False
            # What could not be recorded must not leave: a full disk ends the pass.
            ensure_room()
            _send_one(delivery, following, run)
            run.keep_up()
    finally:
        run.settle()
    run.tell()
    return True


def _put_back(run: Run) -> None:
    run.settle()
    for delivery in run.waiting:
        cause = "The worker ended, or the mail server is slow."
        moves.release(delivery, not_before=run.now, cause=cause, now=run.now)
    run.tell()


def _reach(run: Run) -> bool:
    try:
        run.way.open()
    except Exception as error:
        logger.warning("the mail server could not be reached: %s", error)
        run.settle()
        for delivery in run.waiting:
            moves.settle_failed(delivery, error=error, now=run.now)
        run.tell()
        return False
    return True


def _send_one(delivery: Claimed, following: Claimed | None, run: Run) -> None:
    try:
        _hand_over(delivery, following, run)
    except Exception as error:  # the one broad catch: a fault in one mail must not hold the rest
        unexpected = not is_expected(error)
        logger.warning(
            "delivery %s failed: %s", delivery.pk, error, exc_info=unexpected, extra=_ids(delivery)
        )
        run.settle()
        if isinstance(error, (InterfaceError, OperationalError)):
            # The database's fault, and perhaps met while the mail before was settled: this one was not tried.
            moves.release(delivery, not_before=run.now + SOON, cause=describe(error), now=run.now)
        else:
            prepared = run.prepared.get(delivery.touchpoint_id)
            told = prepared.sequence if prepared else PERHAPS
            moves.settle_failed(delivery, error=error, now=run.now, sequence=told)
        # After an error nobody knows what the server waits for: the next mail gets a fresh connection.
        run.hang_up()


def _hand_over(delivery: Claimed, following: Claimed | None, run: Run) -> None:
    """Send it, unless it is not to be sent now. Raises what the way raises."""
    for is_again in (False, True):
        written = _ready(delivery, following, run)
        if written is None:
            return
        try:
            provider_id = run.way.send(
                written.mail,
                lambda: _look_ahead(following, run),
                run.ahead and run.ahead.mail,
                partial(run.may_leave, written),
            )
        except CalledBack:
            moves.release(delivery, not_before=run.now, cause=CHANGED, now=run.now)
            run.hang_up()
            run.forget()
            return
        except Exception as error:
            # RFC 5321, 3.8: a server may take leave after so many mails, or so long. What it had not taken
            # need not wait for that.
            if is_again or not run.carried or not took_leave(error):
                raise
            run.hang_up()
            run.way.open()
        else:
            run.note_sent(Sent(delivery, run.now, written.email, written.sequence, provider_id))
            return


def _ready(delivery: Claimed, following: Claimed | None, run: Run) -> Written | None:
    """The mail after the last look; None where it is not to be sent now, which is settled then."""
    for _ in range(LOOKS):
        written = _written(delivery, run)
        if written is None:
            return None
        _, may_leave = turn(
            run.pending, written.expected, now=run.now, meanwhile=lambda: _look_ahead(following, run)
        )
        run.pending, run.looked_at = None, run.clock()
        if may_leave:
            return written
        # Something changed a moment ago: what it was shows when all is read anew.
        run.forget()
    moves.release(delivery, not_before=run.now, cause=CHANGED, now=run.now)
    return None


def _written(delivery: Claimed, run: Run) -> Written | None:
    """As it was composed ahead; else composed now, after the mail before it was settled."""
    ahead, run.ahead = run.ahead, None
    if ahead is not None and ahead.delivery is delivery and run.is_fresh:
        return ahead
    run.settle()
    return write(delivery, run)


def _look_ahead(delivery: Claimed | None, run: Run) -> Any:
    """The mail after this one, composed while the database or the server is at work; None where composing it
    is not all there is to do."""
    if delivery is None:
        return None
    if run.ahead is None:
        try:
            run.ahead = _composed_ahead(delivery, run)
        except Exception:  # what became of the mail before must be heard; this one is composed in its turn
            logger.debug("delivery %s could not be composed ahead", delivery.pk, exc_info=True)
    return run.ahead and run.ahead.mail


def _composed_ahead(delivery: Claimed, run: Run) -> Written | None:
    prepared = run.prepared.get(delivery.touchpoint_id)
    if prepared is None or run.reading is None or not run.is_fresh:
        return None
    if not prepared.verdict.is_fit or run.reading.refusal(delivery, now=run.now):
        return None
    return _compose(delivery, prepared, run.reading, run)


def write(delivery: Claimed, run: Run) -> Written | None:
    """The mail as of what the run has read; None where it is not to be sent now, which is settled then."""
    reading = run.read()
    prepared = _cleared(delivery, reading, run)
    if prepared is None:
        return None
    return _compose(delivery, prepared, reading, run)


def _compose(delivery: Claimed, prepared: Prepared, reading: Reading, run: Run) -> Written:
    recipient = reading.recipient(delivery)
    mail = run.way.compose(prepared.context, recipient, delivery, run.started_at)
    return Written(mail, delivery, recipient.person.email, reading, prepared.sequence)


def _cleared(delivery: Claimed, reading: Reading, run: Run) -> Prepared | None:
    """What its mail is made of; None where it is not to be sent now, which is settled."""
    refusal = reading.refusal(delivery, now=run.now)
    if refusal is None:
        prepared = run.prepare(reading.touchpoints[delivery.touchpoint_id])
        if prepared.verdict.is_fit:
            return prepared
        cause = prepared.verdict.skip or " ".join(prepared.verdict.texts)
        moves.release(delivery, not_before=run.now + LOOK_AGAIN, cause=cause[:500], now=run.now)
    elif refusal.to_state == DeliveryState.QUEUED:
        not_before = refusal.not_before or run.now
        moves.release(delivery, not_before=not_before, cause=refusal.cause, now=run.now)
    else:
        moves.call_off(delivery, refusal.to_state, cause=refusal.cause, now=run.now)
    return None


def _ids(delivery: Claimed) -> dict[str, int]:
    """By these a log line is found again."""
    return {"delivery": delivery.pk, "touchpoint": delivery.touchpoint_id}
