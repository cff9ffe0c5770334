"""The stored times of a workshop's touchpoints: computed anew whenever the slot or a window changes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from workshops.models import Touchpoint, Workshop
from workshops.services.errors import ServiceError
from workshops.states import Audience, TouchpointKind, TouchpointState
from workshops.timing import Times, plan_times

TIME_FIELDS = ["opens_at", "closes_at", "expires_at"]
PAST = "its time was over before it could be sent"


@dataclass(frozen=True, slots=True)
class PlannedTouchpoint:
    """What scheduling would do with a touchpoint; times in UTC."""

    touchpoint: Touchpoint
    opens_at: datetime
    closes_at: datetime
    expires_at: datetime | None
    outcome: str  # "later", "now" or "past"
    reason: str


def planned_times(workshop: Workshop, *, start: datetime | None = None) -> list[tuple[Touchpoint, Times]]:
    """The plan's touchpoints with their times, for the workshop's start or another one.

    Raises ServiceError where there is no start, or one outside the calendar.
    """
    begin = start or workshop.start
    if begin is None:
        raise ServiceError("The workshop has no date yet.")
    touchpoints = list(workshop.touchpoints.of_plan())
    try:
        times = plan_times(
            [touchpoint.window for touchpoint in touchpoints],
            start=begin,
            end=begin + timedelta(minutes=workshop.duration_max),
            zone=workshop.zone,
            calendar=workshop.project.calendar,
        )
    except (ValueError, OverflowError) as error:
        raise ServiceError(str(error)) from error
    return list(zip(touchpoints, times, strict=True))


def schedule_preview(
    workshop: Workshop, *, now: datetime, start: datetime | None = None
) -> list[PlannedTouchpoint]:
    """What would leave when, what at once, and what is already past; nothing is saved."""
    return [
        PlannedTouchpoint(
            touchpoint, times.opens_at, times.closes_at, times.expires_at, *_outcome(times, now)
        )
        for touchpoint, times in planned_times(workshop, start=start)
    ]


def _outcome(times: Times, now: datetime) -> tuple[str, str]:
    if times.is_expired(now):
        return "past", f"It is skipped: {PAST}."
    if times.opens_at > now:
        return "later", ""
    late = " Its window has closed, so it goes late." if times.is_late(now) else ""
    return "now", f"It goes at once: its time has come.{late}"


def retime(workshop: Workshop) -> None:
    """Store the times of the plan's touchpoints anew; what is done keeps its own."""
    if workshop.start is None:
        workshop.touchpoints.of_plan().update(opens_at=None, closes_at=None, expires_at=None)
        return
    moved = []
    for touchpoint, times in planned_times(workshop):
        if touchpoint.state != TouchpointState.DONE:
            touchpoint.opens_at, touchpoint.closes_at = times.opens_at, times.closes_at
            if touchpoint.opened_at is not None:
                touchpoint.opens_at = min(touchpoint.opened_at, times.opens_at)
            touchpoint.expires_at = times.expires_at
            moved.append(touchpoint)
    Touchpoint.objects.bulk_update(moved, TIME_FIELDS)
    _retime_request(workshop)


def _retime_request(workshop: Workshop) -> None:
    """The request to answer opens and expires with the first mail that only the confirmed get."""
    followed = first_for_confirmed(workshop)
    request = workshop.touchpoints.filter(kind=TouchpointKind.RSVP_REQUEST).first()
    if request is None or followed is None:
        return
    request.follows, request.position = followed, followed.position
    for name in TIME_FIELDS:
        setattr(request, name, getattr(followed, name))
    request.save(update_fields=["follows", "position", *TIME_FIELDS])


def first_for_confirmed(workshop: Workshop) -> Touchpoint | None:
    """The first mail before the workshop that goes to nobody but those who accepted."""
    confirmed = workshop.touchpoints.of_plan().filter(audience=Audience.CONFIRMED)
    return next((touchpoint for touchpoint in confirmed if not touchpoint.window.comes_after), None)


def settle_states(workshop: Workshop, *, now: datetime) -> None:
    """Bring the states in line with the stored times of a scheduled workshop.

    What is past is skipped with the reason; what was skipped for that, and is not past any more, is planned.
    """
    program_skipped = {"state": TouchpointState.SKIPPED, "skipped_by": None}
    waiting = workshop.touchpoints.exclude(opens_at=None)
    is_past = {"expires_at__lte": now}
    # Own touchpoints are never revived: a newer change notice has replaced the skipped one.
    revived = waiting.of_plan().filter(**program_skipped).exclude(**is_past)
    revived.update(state=TouchpointState.PLANNED, state_reason="")
    waiting.filter(state=TouchpointState.DRAFT).update(state=TouchpointState.PLANNED)
    waiting.filter(state=TouchpointState.PLANNED, **is_past).update(
        state=TouchpointState.SKIPPED, state_reason=f"Skipped: {PAST}."
    )
