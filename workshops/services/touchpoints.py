"""Adding, changing, skipping, finishing and removing one touchpoint."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from workshops.edit_tags import touchpoint_tag
from workshops.models import StakeholderGroup, Touchpoint, User, Workshop
from workshops.plan_document import EmailSpec, TouchpointSpec
from workshops.services.errors import EditedMeanwhile, ServiceError
from workshops.services.history import record
from workshops.services.slot import ensure_request
from workshops.services.timing import retime, settle_states
from workshops.states import Audience, TouchpointKind, TouchpointState, WorkshopState
from workshops.touchpoint_kinds import touchpoint_kind

# How an audience stands in the To line of a plan document.
WRITTEN_AUDIENCES: dict[str, str] = {
    Audience.ALL: "Everyone",
    Audience.NOT_DECLINED: "Participants",
    Audience.CONFIRMED: "Confirmed participants",
}
WINDOW = frozenset({"first_day", "last_day", "daypart", "is_after", "in_working_days", "at_time", "minutes"})
EDITABLE = WINDOW | {"name", "purpose", "sender", "audience", "subject", "body"}


@transaction.atomic
def add_touchpoint(
    *,
    workshop_id: int,
    values: dict[str, Any],
    group_ids: Iterable[int],
    cc_group_ids: Iterable[int],
    by: User | None,
    now: datetime,
) -> Touchpoint:
    """One more communication, in its place by its window; of a scheduled workshop it is planned at once.

    Raises ServiceError for a cancelled workshop, ValidationError.
    """
    if unknown := set(values) - EDITABLE:
        raise ValueError(f"Not editable: {sorted(unknown)}")
    rows = Workshop.objects.select_for_update(of=("self",)).select_related("project")
    workshop: Workshop = rows.get(pk=workshop_id)
    if workshop.is_cancelled:
        raise ServiceError("This workshop is cancelled: nothing more is sent.")
    touchpoint = Touchpoint(workshop=workshop, **values)
    touchpoint.full_clean()
    touchpoint.kind = _kind_of(touchpoint)
    touchpoint.position = _make_room(touchpoint)
    touchpoint.save()
    _set_audience(touchpoint, set(group_ids), set(cc_group_ids), has_new_base=True)
    _settle(workshop, now)
    record(workshop, "touchpoint added", by=by, now=now, detail=touchpoint.name)
    touchpoint.refresh_from_db()
    return touchpoint


def _kind_of(touchpoint: Touchpoint) -> TouchpointKind:
    """What the touchpoint is, told as of a plan document."""
    email = EmailSpec(sender="", to=(), cc=(), subject=touchpoint.subject, body=touchpoint.body)
    spec = TouchpointSpec(
        name=touchpoint.name,
        label="",
        opens_day=touchpoint.first_day,
        closes_day=touchpoint.last_day,
        daypart=touchpoint.daypart,
        is_after=touchpoint.is_after,
        in_working_days=touchpoint.in_working_days,
        at=touchpoint.at_time,
        minutes=touchpoint.minutes,
        purpose=touchpoint.purpose,
        optional=False,
        email=email,
    )
    return touchpoint_kind(spec)


def _make_room(new: Touchpoint) -> int:
    """The place behind all that go out before it; what comes later moves down by one."""
    rows = list(new.workshop.touchpoints.all())
    earlier = [row for row in rows if _order(row) <= _order(new)]
    position = max((row.position for row in earlier), default=-1) + 1
    new.workshop.touchpoints.filter(position__gte=position).update(position=F("position") + 1)
    return position


def _order(touchpoint: Touchpoint) -> tuple[int, bool, int]:
    first_day, last_day = touchpoint.window.calendar_days
    return first_day, touchpoint.window.comes_after, last_day


@transaction.atomic
def remove_touchpoint(*, touchpoint_id: int, by: User | None, now: datetime) -> Workshop:
    """Take it out of a draft's plan. Raises ServiceError for a scheduled workshop: there it is skipped."""
    touchpoint = _locked(touchpoint_id)
    workshop = touchpoint.workshop
    if not workshop.is_draft:
        raise ServiceError("The workshop is scheduled: skip the touchpoint, so that its history stays.")
    record(workshop, "touchpoint removed", by=by, now=now, detail=touchpoint.name)
    touchpoint.delete()
    _settle(workshop, now)
    return workshop


@transaction.atomic
def update_touchpoint(
    *,
    touchpoint_id: int,
    values: dict[str, Any],
    group_ids: Iterable[int],
    cc_group_ids: Iterable[int],
    by: User | None,
    now: datetime,
    seen: str | None = None,
) -> Touchpoint:
    """Change what, when and to whom; the times of the whole workshop follow.

    `seen` is the tag (`edit_tags.touchpoint_tag`) of the touchpoint that was changed. Raises EditedMeanwhile
    where it is another one by now, and ValidationError.
    """
    touchpoint = _locked(touchpoint_id)
    if seen is not None and seen != touchpoint_tag(touchpoint):
        raise EditedMeanwhile("Somebody else changed this touchpoint in the meantime.")
    changed = {name: value for name, value in values.items() if getattr(touchpoint, name) != value}
    if unknown := set(values) - EDITABLE:
        raise ValueError(f"Not editable: {sorted(unknown)}")
    for name, value in changed.items():
        setattr(touchpoint, name, value)
    if {"subject", "body"} & changed.keys():
        touchpoint.has_own_text = True
    if WINDOW & changed.keys():
        # The plan's words for the window no longer say what it is.
        touchpoint.label = ""
    touchpoint.full_clean()
    touchpoint.save()
    _set_audience(touchpoint, set(group_ids), set(cc_group_ids), has_new_base="audience" in changed)
    _settle(touchpoint.workshop, now)
    record(touchpoint.workshop, "touchpoint changed", by=by, now=now, detail=touchpoint.name)
    touchpoint.refresh_from_db()
    return touchpoint


def _set_audience(
    touchpoint: Touchpoint, group_ids: set[int], cc_group_ids: set[int], *, has_new_base: bool
) -> None:
    """Set the groups; To and Cc are written anew where they no longer say what the plan wrote."""
    groups = StakeholderGroup.objects.filter(project_id=touchpoint.workshop.project_id)
    to, cc = groups.filter(pk__in=group_ids), groups.filter(pk__in=cc_group_ids)
    is_same = set(touchpoint.groups.all()) == set(to) and set(touchpoint.cc_groups.all()) == set(cc)
    is_written = any(touchpoint.written_to.values())
    # A plan whose mail named nobody gets the line that says for whom it is.
    if is_same and not has_new_base and is_written:
        return
    touchpoint.groups.set(to)
    touchpoint.cc_groups.set(cc)
    base = WRITTEN_AUDIENCES.get(touchpoint.audience)
    blind = {name.casefold() for name in touchpoint.written_to.get("bcc", ())}
    unseen = [group.name for group in cc if group.name.casefold() in blind]
    touchpoint.written_to = {
        "to": [*([base] if base else []), *(group.name for group in to)],
        "cc": [group.name for group in cc if group.name not in unseen],
        **({"bcc": unseen} if unseen else {}),
    }
    touchpoint.save(update_fields=["written_to"])


@transaction.atomic
def skip_touchpoint(*, touchpoint_id: int, reason: str, by: User | None, now: datetime) -> Touchpoint:
    """Nobody gets it any more. Raises ServiceError for one that is done or cancelled."""
    touchpoint = _locked(touchpoint_id)
    if touchpoint.state not in (TouchpointState.PLANNED, TouchpointState.DRAFT):
        raise ServiceError(f"“{touchpoint.name}” is {touchpoint.get_state_display().lower()} already.")
    touchpoint.state, touchpoint.state_reason = TouchpointState.SKIPPED, reason[:300]
    touchpoint.skipped_by = by
    touchpoint.save(update_fields=["state", "state_reason", "skipped_by"])
    detail = f"{touchpoint.name}: {reason}"
    record(touchpoint.workshop, "touchpoint skipped", by=by, now=now, detail=detail)
    return touchpoint


@transaction.atomic
def restore_touchpoint(*, touchpoint_id: int, by: User | None, now: datetime) -> Touchpoint:
    """Plan a skipped touchpoint again. Raises ServiceError where its time is over."""
    touchpoint = _locked(touchpoint_id)
    if touchpoint.state != TouchpointState.SKIPPED:
        raise ServiceError(f"“{touchpoint.name}” is not skipped.")
    if touchpoint.expires_at is not None and touchpoint.expires_at <= now:
        raise ServiceError("Its time is over: move the workshop or change its window first.")
    is_draft = touchpoint.workshop.state == WorkshopState.DRAFT
    touchpoint.state = TouchpointState.DRAFT if is_draft else TouchpointState.PLANNED
    touchpoint.state_reason, touchpoint.skipped_by = "", None
    touchpoint.save(update_fields=["state", "state_reason", "skipped_by"])
    record(touchpoint.workshop, "touchpoint restored", by=by, now=now, detail=touchpoint.name)
    return touchpoint


@transaction.atomic
def hold_touchpoint(*, touchpoint_id: int, reason: str, by: User | None, now: datetime) -> Touchpoint:
    """Nothing more of it leaves until it is released; its time runs on.

    Raises ServiceError for one that is settled or held already, ValidationError.
    """
    touchpoint = _locked(touchpoint_id)
    if touchpoint.state not in (TouchpointState.PLANNED, TouchpointState.DRAFT):
        raise ServiceError(f"“{touchpoint.name}” is {touchpoint.get_state_display().lower()} already.")
    if touchpoint.is_held:
        raise ServiceError(f"“{touchpoint.name}” is held already.")
    touchpoint.held_at, touchpoint.held_by, touchpoint.held_reason = now, by, reason.strip()
    touchpoint.clean_fields(exclude=["subject", "body", "name"])
    touchpoint.save(update_fields=["held_at", "held_by", "held_reason"])
    detail = f"{touchpoint.name}: {touchpoint.held_reason}" if touchpoint.held_reason else touchpoint.name
    record(touchpoint.workshop, "touchpoint held", by=by, now=now, detail=detail)
    return touchpoint


@transaction.atomic
def release_touchpoint(*, touchpoint_id: int, by: User | None, now: datetime) -> Touchpoint:
    """What was held by hand leaves at its time; what is due already, at once.

    Raises ServiceError for one that is not held.
    """
    touchpoint = _locked(touchpoint_id)
    if not touchpoint.is_held:
        raise ServiceError(f"“{touchpoint.name}” is not held.")
    touchpoint.held_at, touchpoint.held_by, touchpoint.held_reason = None, None, ""
    touchpoint.save(update_fields=["held_at", "held_by", "held_reason"])
    record(touchpoint.workshop, "touchpoint released", by=by, now=now, detail=touchpoint.name)
    return touchpoint


@transaction.atomic
def finish_touchpoint(*, touchpoint_id: int, now: datetime) -> bool:
    """Everybody has it and nobody else will get it; False where it was not planned any more."""
    planned = Touchpoint.objects.filter(pk=touchpoint_id, state=TouchpointState.PLANNED)
    return planned.update(state=TouchpointState.DONE, state_reason="") == 1


def _settle(workshop: Workshop, now: datetime) -> None:
    if workshop.start is None:
        return
    ensure_request(workshop)
    retime(workshop)
    if workshop.state == WorkshopState.SCHEDULED:
        settle_states(workshop, now=now)


def _locked(touchpoint_id: int) -> Touchpoint:
    rows = Touchpoint.objects.select_for_update(of=("self",)).select_related("workshop__project")
    touchpoint: Touchpoint = rows.get(pk=touchpoint_id)
    return touchpoint
