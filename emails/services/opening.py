"""The first half of a tick: compares what should be said by now with what is queued, and closes the gap."""

import logging
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Lower

from emails.audience import addressed
from emails.facts import WorkshopFacts, facts_of
from emails.gates import Verdict, gate
from emails.message.identity import message_id
from emails.models import Delivery, Hold
from emails.services import moves
from emails.services.asked_days import DEFERRED, asking_times
from emails.services.inserting import insert_many
from emails.services.suppressions import blocked_addresses, is_blocked, why_blocked
from emails.states import ENDED, MISSED, ON_THE_WAY, DeliveryState
from workshops import services as workshops
from workshops.models import Person, Touchpoint
from workshops.states import OWN_KINDS, Audience, TouchpointKind, TouchpointState, WorkshopState

logger = logging.getLogger(__name__)

# Who is added to a group within a week of the recap still gets it; after that the touchpoint is done.
SETTLING: Final = timedelta(days=7)
NOBODY: Final = "Skipped: there was nobody to send it to."
NOBODY_ACCEPTED: Final = "Skipped: nobody had accepted by then."
BLOCKED: Final = "Skipped: the addresses of those whom it was for are blocked."
TOO_LATE: Final = "Its time was over before it could be sent."
# Two machines' clocks may differ by an hour: one does not take back what the other did.
FAR_AHEAD: Final = timedelta(hours=2)
# So long a mail that is fit to go may have to wait for its next look.
LONGEST_WAIT: Final = timedelta(minutes=10)
# So many rows are in memory at once, whatever the number of recipients.
_BATCH: Final = 2000


@dataclass(slots=True)
class _Gap:
    """What a touchpoint's open window still owes."""

    missing: list[int] = field(default_factory=list)  # ids of people
    returning: list[int] = field(default_factory=list)  # ids of deliveries


def open_deliveries(*, now: datetime, workshop_id: int | None = None) -> None:
    """Queue what is due and fit to go, hold what is not, and end what is over. Safe to repeat at any time."""
    scope = Q(workshop=workshop_id) if workshop_id is not None else Q()
    _end_missed(Touchpoint.objects.missed(now).filter(scope), now)
    _restore_missed_too_early(scope, now)
    _drop_stale_holds(scope, now)
    is_open = Touchpoint.objects.open(now).filter(scope)
    touchpoints = {touchpoint.pk: touchpoint for touchpoint in _with_progress(is_open)}
    gaps = _gaps(is_open, touchpoints)
    _note_what_others_queued(touchpoints, gaps)
    to_judge = [row for row in touchpoints.values() if row.pk in gaps or _is_unsettled(row)]
    read = facts_of({touchpoint.workshop_id for touchpoint in to_judge})
    for touchpoint in to_judge:
        gap = gaps.get(touchpoint.pk, _Gap())
        try:
            with transaction.atomic():
                _judge(touchpoint, gap, read[touchpoint.workshop_id], now, is_alone=workshop_id is not None)
        except Exception:  # the one broad catch: a fault in one touchpoint must not hold the rest
            logger.exception("touchpoint %s could not be opened", touchpoint.pk)
    _finish_settled([row for row in touchpoints.values() if row.pk not in gaps], now)


def _end_missed(missed: QuerySet[Touchpoint], now: datetime) -> None:
    """What makes no sense any more: done if somebody got it, else skipped, with the reason."""
    own = Delivery.objects.filter(touchpoint=OuterRef("pk"))
    # A mail that came back was sent, too.
    sent = own.filter(sent_at__isnull=False)
    progress = missed.annotate(was_sent=Exists(sent), was_kept_back=Exists(own.kept_back()))
    for touchpoint in progress.select_related("hold", "held_by"):
        with transaction.atomic():
            if touchpoint.was_sent:
                workshops.finish_touchpoint(touchpoint_id=touchpoint.pk, now=now)
            else:
                _skip(touchpoint, _why_missed(touchpoint), now)
            moves.expire(Delivery.objects.filter(touchpoint=touchpoint), cause=TOO_LATE, now=now)


def _restore_missed_too_early(scope: Q, now: datetime) -> None:
    """What a tick skipped by a clock that was far ahead is planned again: its time is not over."""
    others = Touchpoint.objects.filter(workshop=OuterRef("workshop"), kind=OuterRef("kind"))
    is_replaced = Q(kind__in=OWN_KINDS) & Exists(others.filter(pk__gt=OuterRef("pk")))
    is_called_off = Q(workshop__state=WorkshopState.CANCELLED) & ~Q(kind=TouchpointKind.CANCELLATION)
    skipped = Touchpoint.objects.filter(
        scope,
        state=TouchpointState.SKIPPED,
        skipped_by=None,
        state_reason__startswith=MISSED,
        expires_at__gt=now + FAR_AHEAD,
    )
    wrongly = skipped.exclude(is_replaced).exclude(is_called_off)
    for touchpoint_id in wrongly.order_by("pk").values_list("pk", flat=True):
        # Another tick may have done it.
        with suppress(workshops.ServiceError):
            workshops.restore_touchpoint(touchpoint_id=touchpoint_id, by=None, now=now)


def _why_missed(touchpoint: Any) -> str:
    hold = getattr(touchpoint, "hold", None)
    if touchpoint.is_held:
        return f"{MISSED} {touchpoint.hold_text}"
    if touchpoint.was_kept_back:
        return BLOCKED
    if hold is not None:
        return f"{MISSED} What was missing: {' '.join(hold.reasons)}"
    if addressed(Touchpoint.objects.filter(pk=touchpoint.pk)).exists():
        return MISSED
    return NOBODY_ACCEPTED if touchpoint.audience == Audience.CONFIRMED else NOBODY


def _skip(touchpoint: Touchpoint, reason: str, now: datetime) -> None:
    try:
        workshops.skip_touchpoint(touchpoint_id=touchpoint.pk, reason=reason, by=None, now=now)
    except workshops.ServiceError:
        logger.info("touchpoint %s was settled by somebody else", touchpoint.pk)


def _drop_stale_holds(scope: Q, now: datetime) -> None:
    """A hold lasts only as long as its touchpoint's time."""
    held = Touchpoint.objects.filter(scope, hold__isnull=False)
    stale = Hold.objects.filter(touchpoint__in=held).exclude(touchpoint__in=Touchpoint.objects.open(now))
    if stale.exists():
        stale.delete()


def _with_progress(is_open: QuerySet[Touchpoint]) -> QuerySet[Any]:
    current = Delivery.objects.filter(touchpoint=OuterRef("pk"), revision=OuterRef("revision"))
    return is_open.select_related("follows", "workshop", "held_by").annotate(
        has_deliveries=Exists(current),
        is_waiting=Exists(current.waiting()),
        has_hold=Exists(Hold.objects.filter(touchpoint=OuterRef("pk"))),
    )


def _is_unsettled(touchpoint: Any) -> bool:
    return touchpoint.has_hold or touchpoint.is_waiting or not touchpoint.has_deliveries


def _without_delivery(pairs: QuerySet[Any]) -> QuerySet[Any]:
    """Of the pairs of touchpoint and recipient those that have no delivery, each looked up in an index.

    Of NOT EXISTS PostgreSQL makes a join, and with statistics from before the deliveries it chose one that
    compared each recipient with all mails: ten seconds for 20,000.
    """
    existing = Delivery.objects.filter(
        touchpoint=OuterRef("pk"), revision=OuterRef("revision"), person=OuterRef("recipient")
    )
    return pairs.annotate(delivery=Subquery(existing.values("pk")[:1])).filter(delivery=None)


def _gaps(is_open: QuerySet[Touchpoint], touchpoints: dict[int, Touchpoint]) -> dict[int, _Gap]:
    """Who is addressed and has no delivery, and which deliveries were ended and are wanted after all."""
    gaps: dict[int, _Gap] = defaultdict(_Gap)
    audiences = {touchpoint.audience for touchpoint in touchpoints.values()}
    pairs = addressed(is_open, audiences=audiences)
    for touchpoint_id, person_id in _without_delivery(pairs).values_list("pk", "recipient"):
        if touchpoint_id in touchpoints:
            gaps[touchpoint_id].missing.append(person_id)
    for gap in gaps.values():
        # Mails leave in the order in which they are queued: the same on each database, and each time.
        gap.missing.sort()
    back = Q(state__in=ENDED) | (Q(state=DeliveryState.SUPPRESSED) & ~is_blocked())
    ended = Delivery.objects.filter(
        back, touchpoint__in=list(touchpoints), revision=F("touchpoint__revision")
    )
    rows = list(ended.values_list("pk", "touchpoint_id", "person_id"))
    if rows:
        wanted = set(pairs.values_list("pk", "recipient"))
        for delivery_id, touchpoint_id, person_id in rows:
            if (touchpoint_id, person_id) in wanted:
                gaps[touchpoint_id].returning.append(delivery_id)
    return gaps


def _note_what_others_queued(touchpoints: dict[int, Any], gaps: dict[int, _Gap]) -> None:
    """Another tick may have queued a touchpoint's mails between our two looks: it is not without people."""
    empty = [row.pk for row in touchpoints.values() if not row.has_deliveries and row.pk not in gaps]
    if not empty:
        return
    now_there = Delivery.objects.filter(touchpoint__in=empty, revision=F("touchpoint__revision"))
    for touchpoint_id in now_there.order_by().values_list("touchpoint", flat=True).distinct():
        touchpoints[touchpoint_id].has_deliveries = True


def _judge(touchpoint: Any, gap: _Gap, facts: WorkshopFacts, now: datetime, *, is_alone: bool) -> None:
    has_audience = bool(gap.missing) or touchpoint.has_deliveries
    verdict = gate(touchpoint, facts, has_audience=has_audience)
    if verdict.skip:
        _skip(touchpoint, verdict.skip, now)
    elif verdict.reasons:
        _hold(touchpoint, verdict, now)
    else:
        if touchpoint.has_hold:
            Hold.objects.filter(touchpoint=touchpoint).delete()
        _queue(touchpoint, gap, now, is_alone=is_alone)


def _hold(touchpoint: Touchpoint, verdict: Verdict, now: datetime) -> None:
    hold, is_new = Hold.objects.get_or_create(
        touchpoint=touchpoint, defaults={"reasons": verdict.texts, "since": now}
    )
    if not is_new and hold.reasons != verdict.texts:
        hold.reasons = verdict.texts
        hold.save(update_fields=["reasons"])


def _queue(touchpoint: Any, gap: _Gap, now: datetime, *, is_alone: bool) -> None:
    """Insert what is missing; of two ticks at the same moment the constraint lets one through."""
    blocked = _blocked(touchpoint, gap.missing)
    for start in range(0, len(gap.missing), _BATCH):
        people = gap.missing[start : start + _BATCH]
        # A play of one workshop is not disturbed by what others ask on the same day.
        is_shared = touchpoint.kind == TouchpointKind.FOLLOW_UP and not is_alone
        times = asking_times(touchpoint, people, now=now) if is_shared else {}
        for at in {now, *times.values()}:
            _insert(touchpoint, [pk for pk in people if times.get(pk, now) == at], now=now, at=at)
    for reason, people in blocked.items():
        rows = touchpoint.deliveries.filter(revision=touchpoint.revision, person__in=people)
        moves.block(rows, cause=why_blocked(reason), now=now)
    if gap.returning:
        moves.revive(Delivery.objects.filter(pk__in=gap.returning), now=now)
    if touchpoint.is_waiting:
        _bring_forward(touchpoint, now)


def _bring_forward(touchpoint: Touchpoint, now: datetime) -> None:
    """What was put back when its touchpoint was moved to a later time, and that was moved back.

    A pause of minutes is another matter, and so is another day since the person hears of something else.
    """
    late = touchpoint.deliveries.filter(revision=touchpoint.revision, not_before__gt=now + LONGEST_WAIT)
    late = late.waiting().filter(state=DeliveryState.QUEUED).exclude(error=DEFERRED)
    if late.exists():
        moves.bring_forward(late, now=now)


def _blocked(touchpoint: Touchpoint, person_ids: list[int]) -> dict[str, list[int]]:
    """Who of these has a blocked address, by the reason."""
    reasons = blocked_addresses([touchpoint.workshop.project_id]) if person_ids else {}
    found: dict[str, list[int]] = defaultdict(list)
    if reasons:
        people = Person.objects.filter(project=touchpoint.workshop.project_id).annotate(
            address=Lower("email")
        )
        wanted = set(person_ids)
        for pk, address in people.filter(address__in=[email for _, email in reasons]).values_list(
            "pk", "address"
        ):
            if pk in wanted:
                found[reasons[touchpoint.workshop.project_id, address]].append(pk)
    return found


def _insert(touchpoint: Touchpoint, person_ids: list[int], *, now: datetime, at: datetime) -> None:
    """A delivery to each of these who has none."""
    if not person_ids:
        return
    shared = Delivery(
        touchpoint=touchpoint,
        revision=touchpoint.revision,
        not_before=at,
        error=DEFERRED if at > now else "",
        created_at=now,
    )
    own = ("person_id", "message_id")
    columns = {
        field.attname: getattr(shared, field.attname)
        for field in Delivery._meta.concrete_fields
        if field.attname not in own and getattr(shared, field.attname) is not None
    }
    rows = [(pk, message_id(touchpoint.pk, touchpoint.revision, pk)) for pk in person_ids]
    insert_many(Delivery, columns, own, rows, skip_conflicts=True)


def _finish_settled(touchpoints: Iterable[Any], now: datetime) -> None:
    """What follows the workshop never expires: it is done a week after the last mail, so that the tick's
    query stays small."""
    old = [
        touchpoint.pk
        for touchpoint in touchpoints
        if touchpoint.expires_at is None and touchpoint.has_deliveries and not touchpoint.has_hold
        if touchpoint.closes_at is not None and touchpoint.closes_at <= now - SETTLING
    ]
    if not old:
        return
    on_the_way = Delivery.objects.filter(touchpoint=OuterRef("pk"), state__in=ON_THE_WAY)
    settled = (
        Touchpoint.objects.filter(~Exists(on_the_way), pk__in=old)
        .annotate(last=Max("deliveries__created_at"))
        .filter(last__lte=now - SETTLING)
    )
    for touchpoint_id in settled.values_list("pk", flat=True):
        workshops.finish_touchpoint(touchpoint_id=touchpoint_id, now=now)
