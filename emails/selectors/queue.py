"""How the sending loop is doing, for those who watch it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count, Q, QuerySet

from emails.models import Delivery, DeliveryEvent, Heartbeat, Hold
from emails.models.heartbeat import TICK
from emails.states import DeliveryState
from emails.transport.errors import PERHAPS_SENT, advice
from workshops.models import Touchpoint
from workshops.states import TouchpointState

# A tick comes every 30 s: what waits for longer than this was passed over several times.
LATE_AFTER: Final = timedelta(minutes=4)
# What one or two mails meet again and again may be about whom they are for.
SEVERAL: Final = 3
_NO_YES: Final = (DeliveryState.RETRY, DeliveryState.UNCERTAIN)


@dataclass(frozen=True, slots=True)
class QueueState:
    """The loop's last signs of life; None where there never was one."""

    tick_started_at: datetime | None
    tick_finished_at: datetime | None
    oldest_due_at: datetime | None
    last_outcome_at: datetime | None
    # Since when the mail server has confirmed nothing of what was tried, for a reason that is not a single
    # mail's.
    stopped_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """No mail leaves, whoever it is for: since when, why, and what mends it, where that is known."""

    since: datetime
    reason: str
    advice: str


def queue_state(now: datetime) -> QueueState:
    """A few small reads, each by an index, so that it can be asked every few seconds."""
    tick = Heartbeat.objects.filter(name=TICK).first()
    due = Delivery.objects.due(now).order_by("not_before")
    stop = _stop()
    return QueueState(
        tick_started_at=tick.started_at if tick else None,
        tick_finished_at=tick.finished_at if tick else None,
        oldest_due_at=due.values_list("not_before", flat=True).first(),
        last_outcome_at=_outcomes().order_by("-pk").values_list("at", flat=True).first(),
        stopped_since=stop.since if stop else None,
    )


def mail_stop() -> Stop | None:
    """What keeps all mails from leaving, as the last one that was tried met it; None where that one left.

    Only as long as something waits for its next try.
    """
    stop = _stop()
    return stop if stop is not None and stop.advice else None


def _stop() -> Stop | None:
    """The same; and a refusal that is not known to be about all mails, where several met it and none left.

    A connection that was lost with the mail in the server's hands is a refusal too: nothing was confirmed.
    """
    answers = _answers().order_by("-pk").values_list("pk", "to_state", "cause", "at")
    last = answers.first()
    if last is None or last[1] not in _NO_YES or not _is_any_tried_again():
        return None
    passed = answers.exclude(to_state__in=_NO_YES).values_list("pk", flat=True).first() or 0
    refusals = _answers().filter(pk__gt=passed)
    mends = advice(last[2])
    met_by = refusals.order_by().values("delivery").distinct()
    if not mends and met_by[:SEVERAL].count() < SEVERAL:
        return None
    since = refusals.order_by("pk").values_list("at", flat=True)[0]
    return Stop(since, last[2], mends)


def _is_any_tried_again() -> bool:
    """Whether anything waits for another try: a fault that nobody runs into is none."""
    return Delivery.objects.refused().exists() or Delivery.objects.in_doubt().exists()


def _outcomes() -> QuerySet[DeliveryEvent]:
    """What a worker made of a delivery that it had claimed; put back untried is no outcome, nor is a
    provider's word."""
    claimed = DeliveryEvent.objects.filter(from_state=DeliveryState.CLAIMED, key="")
    return claimed.exclude(to_state=DeliveryState.QUEUED)


def _answers() -> QuerySet[DeliveryEvent]:
    """The outcomes to which the mail server had its part: not what was called off at the last look."""
    tried = Q(to_state__in=[DeliveryState.SENT, DeliveryState.DEAD, DeliveryState.RETRY])
    in_doubt = Q(to_state=DeliveryState.UNCERTAIN, cause__startswith=PERHAPS_SENT)
    return _outcomes().filter(tried | in_doubt)


def deliveries_by_state() -> dict[str, int]:
    """How many deliveries are in each state, those with none among them."""
    rows = Delivery.objects.order_by().values_list("state").annotate(Count("pk"))
    return dict.fromkeys(DeliveryState.values, 0) | dict(rows)


def moves_by_state() -> dict[str, int]:
    """How often deliveries came into each state: unlike the number that is in it, this never falls."""
    rows = DeliveryEvent.objects.order_by().values_list("to_state").annotate(Count("pk"))
    return dict.fromkeys(DeliveryState.values, 0) | dict(rows)


def due_and_late(now: datetime) -> tuple[int, int]:
    """How many deliveries are due, and how many of these have been for minutes."""
    return Delivery.objects.due(now).count(), Delivery.objects.due(now - LATE_AFTER).count()


def held_and_late_touchpoints(now: datetime) -> tuple[int, int]:
    """How many touchpoints wait for the manager, and how many have missed their window."""
    late = Touchpoint.objects.filter(state=TouchpointState.PLANNED, closes_at__lte=now)
    return Hold.objects.count(), late.count()
