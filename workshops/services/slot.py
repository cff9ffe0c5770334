"""The slot: scheduling, rescheduling and cancelling, and what each does to the touchpoints."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from workshops.default_texts import text_for
from workshops.models import Touchpoint, User, Workshop
from workshops.services.errors import ServiceError
from workshops.services.history import record
from workshops.services.timing import first_for_confirmed, retime, settle_states
from workshops.states import OWN_KINDS, Audience, TouchpointKind, TouchpointState, WorkshopState

# A notice is late after this time: people need to know of a change at once.
NOTICE_WINDOW = timedelta(hours=1)
_WAITING = (TouchpointState.PLANNED, TouchpointState.DRAFT)
# A cancellation still makes sense to who was about to come.
CANCELLATION_GRACE = timedelta(days=1)


def missing_for_schedule(workshop: Workshop) -> list[str]:
    """What a draft lacks before it can be scheduled, a sentence each."""
    missing = []
    if workshop.start is None:
        missing.append("Set the date and time.")
    if workshop.organizer_id is None:
        missing.append("Name an organizer: replies go to this person.")
    if not workshop.touchpoints.of_plan().exists():
        missing.append("Add a touchpoint: this plan sends nothing.")
    return missing


@transaction.atomic
def schedule(*, workshop_id: int, by: User | None, now: datetime) -> Workshop:
    """From now on the plan is carried out. Raises ServiceError with what is missing."""
    workshop = _locked(workshop_id)
    if not workshop.is_draft:
        raise ServiceError("This workshop is scheduled already." if workshop.start else "It is cancelled.")
    if missing := missing_for_schedule(workshop):
        raise ServiceError(" ".join(missing))
    workshop.state = WorkshopState.SCHEDULED
    workshop.save(update_fields=["state"])
    ensure_request(workshop)
    retime(workshop)
    settle_states(workshop, now=now)
    record(workshop, "scheduled", by=by, now=now, detail=_slot_text(workshop))
    return workshop


def ensure_request(workshop: Workshop) -> None:
    """A request to answer for those who have not, where a mail goes to the confirmed only."""
    followed = first_for_confirmed(workshop)
    if followed is None or workshop.is_draft:
        return
    if workshop.touchpoints.filter(kind=TouchpointKind.RSVP_REQUEST).exists():
        return
    add_own(workshop, TouchpointKind.RSVP_REQUEST, audience=Audience.UNANSWERED, follows=followed)


@transaction.atomic
def set_slot(
    *,
    workshop_id: int,
    start: datetime | None,
    time_zone: str,
    duration_min: int,
    duration_max: int,
    location: str,
    by: User | None,
    now: datetime,
) -> Workshop:
    """Set the slot of a draft, or move a scheduled workshop and tell those who already got a mail.

    Raises ServiceError for a cancelled or recapped workshop, or a move into the past; ValidationError.
    """
    workshop = _locked(workshop_id)
    before = _slot(workshop)
    t_before = workshop.local_start
    workshop.start, workshop.time_zone = start, time_zone
    workshop.duration_min, workshop.duration_max = duration_min, duration_max
    workshop.location = location
    if _slot(workshop) == before:
        return workshop
    workshop.full_clean()
    if not workshop.is_draft:
        _check_move(workshop, now, has_new_start=workshop.start != before[0])
        workshop.sequence += 1
    workshop.save()
    retime(workshop)
    if not workshop.is_draft:
        _carry_over(workshop, t_before, now)
    kind = "slot set" if workshop.is_draft else "rescheduled"
    record(workshop, kind, by=by, now=now, detail=_slot_text(workshop))
    return workshop


def _check_move(workshop: Workshop, now: datetime, *, has_new_start: bool) -> None:
    if workshop.is_cancelled:
        raise ServiceError("This workshop is cancelled: start a new one from its plan.")
    if workshop.start is None:
        raise ServiceError("A scheduled workshop needs a date. Cancel it if it does not take place.")
    if has_new_start and workshop.start <= now:
        raise ServiceError("This time is already past. Choose a time to come.")
    recap = getattr(workshop, "recap", None)
    if recap is not None and recap.is_ready:
        raise ServiceError("The recap is ready to send: a workshop that took place cannot be moved.")
    if recap is not None and recap.versions.filter(withdrawn_at=None).exists():
        raise ServiceError("The recap went out: a workshop that took place cannot be moved.")


def _carry_over(workshop: Workshop, t_before: datetime | None, now: datetime) -> None:
    """Move what is unsent with T, and tell those who know the old slot."""
    plan = workshop.touchpoints.of_plan()
    before_t = [touchpoint for touchpoint in plan if not touchpoint.window.comes_after]
    done = plan.filter(pk__in=[touchpoint.pk for touchpoint in before_t], state=TouchpointState.DONE)
    # People who come later get what the others already have.
    done.update(state=TouchpointState.PLANNED)
    t_now = workshop.local_start
    if t_before is None or t_now is None or t_before.date() != t_now.date():
        # "Today" was said of another day: the reminder is said anew.
        same_day = [touchpoint.pk for touchpoint in before_t if touchpoint.last_day >= 0]
        plan.filter(pk__in=same_day).update(revision=F("revision") + 1, opened_at=None)
    retime(workshop)
    _replace_notices(workshop)
    _add_notice(workshop, TouchpointKind.CHANGE_NOTICE, until=_last_use(workshop, now), now=now)
    settle_states(workshop, now=now)


def _last_use(workshop: Workshop, now: datetime) -> datetime:
    """Until when a change is worth telling: that of place or length also while the workshop runs."""
    end = workshop.end or now
    return workshop.start if workshop.start and workshop.start > now else end


def _add_notice(
    workshop: Workshop, kind: TouchpointKind, *, until: datetime, now: datetime, reason: str = ""
) -> None:
    notice = add_own(workshop, kind, audience=Audience.RECEIVED, reason=reason)
    notice.opens_at, notice.closes_at, notice.expires_at = now, now + NOTICE_WINDOW, until
    notice.state = TouchpointState.PLANNED
    notice.save(update_fields=["opens_at", "closes_at", "expires_at", "state"])


def _replace_notices(workshop: Workshop) -> None:
    older = workshop.touchpoints.filter(kind=TouchpointKind.CHANGE_NOTICE, state=TouchpointState.PLANNED)
    older.update(state=TouchpointState.SKIPPED, state_reason="Skipped: a newer change replaces it.")


def not_sent_when_cancelled(workshop: Workshop) -> list[Touchpoint]:
    """What waits to be sent, and would not be any more, in the order of its time."""
    waiting = workshop.touchpoints.filter(state__in=_WAITING).exclude(kind__in=OWN_KINDS)
    return list(waiting.order_by("opens_at", "position", "pk"))


@transaction.atomic
def cancel(*, workshop_id: int, reason: str, by: User | None, now: datetime) -> Workshop:
    """Call the workshop off: those who got a mail are told, and nothing else goes out."""
    workshop = _locked(workshop_id)
    if workshop.state != WorkshopState.SCHEDULED:
        raise ServiceError("Only a scheduled workshop can be cancelled.")
    workshop.state = WorkshopState.CANCELLED
    workshop.sequence += 1
    workshop.save(update_fields=["state", "sequence"])
    waiting = workshop.touchpoints.filter(state__in=_WAITING)
    waiting.update(state=TouchpointState.CANCELLED, state_reason="The workshop is cancelled.")
    until = max(workshop.end or now, now + CANCELLATION_GRACE)
    _add_notice(workshop, TouchpointKind.CANCELLATION, until=until, now=now, reason=reason)
    record(workshop, "cancelled", by=by, now=now, detail=reason)
    return workshop


@transaction.atomic
def delete_draft(*, workshop_id: int) -> None:
    """Delete a workshop that was never scheduled. Raises ServiceError for any other."""
    workshop = _locked(workshop_id)
    if not workshop.is_draft:
        raise ServiceError("Only a draft can be deleted. Cancel a scheduled workshop instead.")
    workshop.delete()


def add_own(
    workshop: Workshop,
    kind: TouchpointKind,
    *,
    audience: Audience,
    follows: Touchpoint | None = None,
    reason: str = "",
) -> Touchpoint:
    """A touchpoint of the program's own, with the program's text."""
    text = text_for(kind)
    last = workshop.touchpoints.order_by("-position").first()
    sender = workshop.touchpoints.exclude(sender="").values_list("sender", flat=True).first()
    return Touchpoint.objects.create(
        workshop=workshop,
        kind=kind,
        name=kind.label,
        position=follows.position if follows else (last.position + 1 if last else 0),
        audience=audience,
        follows=follows,
        sender=sender or "",
        subject=text.subject,
        body=text.body,
        has_own_text=False,
        purpose=reason,
    )


def _locked(workshop_id: int) -> Workshop:
    rows = Workshop.objects.select_for_update(of=("self",)).select_related("project")
    workshop: Workshop = rows.get(pk=workshop_id)
    return workshop


def _slot(workshop: Workshop) -> tuple[datetime | None, str, int, int, str]:
    return (
        workshop.start,
        workshop.time_zone,
        workshop.duration_min,
        workshop.duration_max,
        workshop.location,
    )


def _slot_text(workshop: Workshop) -> str:
    start = workshop.local_start
    when = f"{start:%a} {start.day} {start:%b %Y, %H:%M} ({workshop.time_zone})" if start else "no date"
    return ", ".join(part for part in (when, workshop.duration_text, workshop.location) if part)
