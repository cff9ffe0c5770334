"""Whether the program does its work, and if not, why: what /readyz answers."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import DatabaseError
from kombu import Connection

from commplan.database import asking_briefly
from emails.selectors.queue import LATE_AFTER, QueueState, queue_state
from emails.storage import StorageFull, ensure_room

# A tick comes every 30 s; four in a row are not missing by chance.
TICK_MISSING_AFTER: Final = timedelta(seconds=150)
# Whoever asks waits for as long as this, and most watchers give up after five seconds.
BROKER_TIMEOUT: Final = 2
DATABASE_TIMEOUT: Final = 2
_SEE_LOG: Final = "The worker's log says why."
NO_TICK_YET: Final = (
    "No tick has run yet: right after a start wait a minute, else see that a worker and beat are running."
)
FIRST_TICK: Final = (
    "The first tick has not come to its end yet: right after a start wait a minute, else see the "
    "worker's log."
)
TICKS_BREAK: Final = f"Ticks begin, and none has come to its end lately. {_SEE_LOG}"
NO_BROKER: Final = "The broker does not answer: see that it runs where CELERY_BROKER_URL says."
SIGN_IN_REFUSED: Final = (
    "The broker refuses our sign-in: mend CELERY_BROKER_URL, and restart web, worker and beat."
)
# Redis' and RabbitMQ's.
_SIGN_IN_ERRORS: Final = frozenset({"AuthenticationError", "AccessRefused"})


@dataclass(frozen=True, slots=True)
class Readiness:
    """The reasons are for people and for anybody: no address, no name, no text of an error."""

    reasons: tuple[str, ...]
    tick_age: timedelta | None = None
    oldest_overdue: timedelta | None = None

    @property
    def is_ready(self) -> bool:
        return not self.reasons


def readiness(now: datetime) -> Readiness:
    """Looks at the database and its disk, the broker and the queue."""
    reasons = (*_room(), *filter(None, (broker_fault(),)))
    try:
        with asking_briefly(DATABASE_TIMEOUT):
            state = queue_state(now)
    except DatabaseError:
        return Readiness(("The database does not answer.", *reasons))
    return Readiness(
        reasons=(*reasons, *queue_reasons(state, now)),
        tick_age=_age(state.tick_started_at, now),
        oldest_overdue=_age(state.oldest_due_at, now),
    )


def queue_reasons(state: QueueState, now: datetime) -> tuple[str, ...]:
    """Why the queue counts as stuck; within five minutes of its getting stuck there is a reason.

    A long queue that moves is none: with a slow server the oldest mail waits, and others leave meanwhile.
    """
    if state.tick_started_at is None:
        return (NO_TICK_YET,)
    if state.tick_started_at - now > TICK_MISSING_AFTER:
        ahead = _minutes(state.tick_started_at - now)
        return (
            f"The last tick began {ahead} ahead of this machine's clock: a clock is wrong or was set back.",
        )
    if now - state.tick_started_at > TICK_MISSING_AFTER:
        behind = _minutes(now - state.tick_started_at)
        return (f"No tick has begun for {behind}: a worker or beat does not run, or its clock is wrong.",)
    if state.stopped_since is not None and not _is_recent(state.stopped_since, now):
        return (f"The mail server has confirmed no mail for {_minutes(now - state.stopped_since)}.",)
    if _is_recent(state.last_outcome_at, now):
        return ()
    reasons = []
    if not _is_recent(state.tick_finished_at, now):
        reasons.append(TICKS_BREAK if state.tick_finished_at else FIRST_TICK)
    if state.oldest_due_at is not None and not _is_recent(state.oldest_due_at, now):
        reasons.append(
            f"A mail has been due for {_minutes(now - state.oldest_due_at)}, and none leaves. {_SEE_LOG}"
        )
    return tuple(reasons)


def broker_fault() -> str:
    """Why no worker could be woken now; it gives up soon, for somebody waits for the page."""
    options = {"socket_connect_timeout": BROKER_TIMEOUT, "socket_timeout": BROKER_TIMEOUT}
    try:
        with Connection(
            settings.CELERY_BROKER_URL, connect_timeout=BROKER_TIMEOUT, transport_options=options
        ) as connection:
            connection.ensure_connection(max_retries=1, interval_start=0, timeout=BROKER_TIMEOUT)
    except Exception as error:  # each transport has errors of its own, and all mean no
        return SIGN_IN_REFUSED if _is_about_sign_in(error) else NO_BROKER
    return ""


def _is_about_sign_in(error: BaseException | None) -> bool:
    """Kombu wraps what the transport raised, which is not imported for its name alone."""
    while error is not None:
        if type(error).__name__ in _SIGN_IN_ERRORS:
            return True
        error = error.__cause__
    return False


def _room() -> tuple[str, ...]:
    try:
        ensure_room()
    except StorageFull as error:
        return (str(error),)
    return ()


def _is_recent(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and now - moment <= LATE_AFTER


def _age(moment: datetime | None, now: datetime) -> timedelta | None:
    # The clocks of two machines differ a little.
    return max(now - moment, timedelta()) if moment else None


def _minutes(duration: timedelta) -> str:
    return f"{duration // timedelta(minutes=1)} minutes"
