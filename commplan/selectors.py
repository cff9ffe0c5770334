"""What the dashboard gathers out of all rooms, in a fixed number of queries."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet

from actions.models import ActionItem
from commplan.strip import Strip, strip
from emails.models import Delivery, Hold
from emails.selectors import pages as email_selectors
from emails.selectors.queue import mail_stop
from emails.selectors.troubles import troubles, unreached
from workshops.models import Constraint, Membership, Project, Touchpoint, Workshop
from workshops.states import PartStat, RecapState, Role, TouchpointKind, TouchpointState, WorkshopState

if TYPE_CHECKING:
    from workshops.models import User

# A workshop stays on the dashboard until its follow-up is over.
SHOWN_AFTER: Final = timedelta(days=14)
# No zone is further ahead of UTC (Kiribati): whose day is over there may be overdue.
FURTHEST_AHEAD: Final = timedelta(hours=14)
# As many as a page takes in; the project's own page has them all.
MOST_WORKSHOPS: Final = 25
MOST_LEAVING: Final = 8
MOST_FLAGGED: Final = 3


@dataclass(frozen=True, slots=True)
class Need:
    """Something that waits for the user, and the page on which it is done."""

    status: str
    word: str
    text: str
    view: str
    pk: int
    label: str
    details: tuple[str, ...] = ()
    query: str = ""
    # Named where the user has several: each may have a workshop 4. The text of the others names it.
    project_id: int = 0
    project: str = ""


@dataclass(frozen=True, slots=True)
class WorkshopRow:
    workshop: Workshop
    status: str
    word: str
    strip: Strip


@dataclass(frozen=True, slots=True)
class Dashboard:
    projects: list[Project]
    needs: list[Need]
    leaving: list[Touchpoint]
    leaving_more: int
    workshops: list[WorkshopRow]


def dashboard(user: "User", now: datetime) -> Dashboard:
    """Everything that the user's first page shows."""
    memberships = list(
        Membership.objects.filter(user=user).select_related("project").order_by("project__name")
    )
    managed = {each.project_id for each in memberships if each.role == Role.MANAGER}
    projects = [each.project for each in memberships]
    workshops = list(_workshops(user, now))
    leaving = email_selectors.leaving_soon(user, now)
    needs = [
        *_stopped(managed),
        *_held(user, managed, now),
        *_failed(managed, now),
        *_unreached(managed, now),
        *_constraints(managed),
        *_recaps(managed, now),
        *_overdue(projects, now),
        *_unanswered([row for row in workshops if row.project_id in managed], now),
    ]
    names = {project.pk: project.name for project in projects} if len(projects) > 1 else {}
    return Dashboard(
        projects=projects,
        needs=[replace(need, project=names.get(need.project_id, "")) for need in needs],
        leaving=leaving[:MOST_LEAVING],
        leaving_more=max(0, len(leaving) - MOST_LEAVING),
        workshops=[_row(workshop, now) for workshop in workshops],
    )


def _stopped(managed: set[int]) -> list[Need]:
    """That no mail leaves, to those some of whose mails wait for it."""
    stop = mail_stop()
    if stop is None:
        return []
    waiting = Delivery.objects.refused().filter(touchpoint__workshop__project__in=managed)
    first = waiting.order_by("pk").values_list("touchpoint", flat=True).first()
    if first is None:
        return []
    return [
        Need(
            status="late",
            word="Stopped",
            text="No mail leaves",
            view="emails:touchpoint-deliveries",
            pk=first,
            label="See who waits",
            details=(stop.reason, f"{stop.advice} What waits then leaves by itself."),
        )
    ]


def _held(user: "User", managed: set[int], now: datetime) -> list[Need]:
    holds = email_selectors.held(user, now)
    return [_held_need(hold, now) for hold in holds if hold.touchpoint.workshop.project_id in managed]


def _held_need(hold: Hold, now: datetime) -> Need:
    touchpoint = hold.touchpoint
    is_late = touchpoint.is_late(now)
    waits_for_recap = touchpoint.kind == TouchpointKind.RECAP
    return Need(
        status="late" if is_late else "held",
        word="Late" if is_late else "Held",
        text=f"{touchpoint.name}: {touchpoint.workshop}",
        view="workshops:recap" if waits_for_recap else "workshops:workshop",
        pk=touchpoint.workshop_id,
        label="Write the recap" if waits_for_recap else "Mend it",
        details=tuple(hold.reasons),
        project_id=touchpoint.workshop.project_id,
    )


def _failed(managed: set[int], now: datetime) -> list[Need]:
    """Mails that did not arrive, or of which nobody knows, by touchpoint; and what missed its time."""
    touchpoints = Touchpoint.objects.filter(workshop__project__in=managed)
    return [
        Need(
            status="late",
            word=trouble.word,
            text=f"{trouble.touchpoint.name}: {trouble.touchpoint.workshop}",
            view="workshops:workshop" if trouble.is_missed else "emails:touchpoint-deliveries",
            pk=trouble.touchpoint.workshop_id if trouble.is_missed else trouble.touchpoint.pk,
            label="See the workshop" if trouble.is_missed else "See who did not get it",
            details=trouble.details,
            project_id=trouble.touchpoint.workshop.project_id,
        )
        for trouble in troubles(touchpoints, now)
    ]


def _unreached(managed: set[int], now: datetime) -> list[Need]:
    """Whom reminders of what is theirs do not reach."""
    return [
        Need(
            status="late",
            word="Failed",
            text=f"Reminder to {row.name}",
            view="workshops:person" if row.person_id else "workshops:members",
            pk=row.person_id or row.project_id,
            label="Mend the address" if row.person_id else "See the members",
            details=row.details,
            project_id=row.project_id,
        )
        for row in unreached(managed, now)
    ]


def _constraints(managed: set[int]) -> list[Need]:
    """What participants flagged and nobody answered, by workshop."""
    rows = (
        Constraint.objects.open()
        .filter(workshop__project__in=managed)
        .exclude(workshop__state=WorkshopState.CANCELLED)
        .order_by("pk")
        .select_related("workshop", "flagged_by")
    )
    by_workshop: dict[Workshop, list[Constraint]] = {}
    for constraint in rows:
        by_workshop.setdefault(constraint.workshop, []).append(constraint)
    return [
        Need(
            status="next",
            word="Flagged",
            text=f"{len(flagged)} constraint{'' if len(flagged) == 1 else 's'}: {workshop}",
            view="workshops:workshop",
            pk=workshop.pk,
            label="See the constraints",
            details=tuple(_flagged(constraint) for constraint in flagged[:MOST_FLAGGED]),
            query="#constraints",
            project_id=workshop.project_id,
        )
        for workshop, flagged in by_workshop.items()
    ]


def _flagged(constraint: Constraint) -> str:
    return f"{constraint.flagged_by or 'Somebody'}: {constraint.text}"


def _recaps(managed: set[int], now: datetime) -> list[Need]:
    """Workshops that are over, and whose recap is neither ready nor held already."""
    waiting = Touchpoint.objects.filter(
        workshop=OuterRef("pk"), kind=TouchpointKind.RECAP, state=TouchpointState.PLANNED, hold=None
    )
    started = (
        Workshop.objects.scheduled()
        .filter(Exists(waiting), project__in=managed, start__lte=now, recap__state=RecapState.DRAFT)
        .order_by("start", "pk")
    )
    return [
        Need(
            status="next",
            word="To do",
            text=f"Recap of {workshop}",
            view="workshops:recap",
            pk=workshop.pk,
            label="Write the recap",
            project_id=workshop.project_id,
        )
        for workshop in started
        if workshop.end is not None and workshop.end <= now
    ]


def _overdue(projects: list[Project], now: datetime) -> list[Need]:
    """Actions whose day is over where the project is."""
    rows = (
        ActionItem.objects.filter(project__in=projects)
        .overdue((now + FURTHEST_AHEAD).date())
        .order_by()
        .values_list("project", "due_on")
        .annotate(count=Count("pk"))
    )
    counts: dict[int, int] = {}
    today = {project.pk: now.astimezone(project.zone).date() for project in projects}
    for project_id, due_on, count in rows:
        if due_on < today[project_id]:
            counts[project_id] = counts.get(project_id, 0) + count
    return [
        Need(
            status="late",
            word="Overdue",
            text=f"{count} overdue action{'' if count == 1 else 's'}: {project}",
            view="actions:action-log",
            pk=project.pk,
            label="Open the action log",
            query="?overdue=on",
        )
        for project in projects
        if (count := counts.get(project.pk, 0))
    ]


def _unanswered(workshops: list[Workshop], now: datetime) -> list[Need]:
    """Workshops to come of which people heard, and have not answered."""
    return [
        Need(
            status="next",
            word="Waiting",
            text=f"{workshop.silent_count} of {workshop.invited_count} have not answered: {workshop}",  # type: ignore[attr-defined]
            view="workshops:participants",
            pk=workshop.pk,
            label="See who",
            project_id=workshop.project_id,
        )
        for workshop in workshops
        if _is_to_come(workshop, now) and workshop.silent_count and workshop.is_announced  # type: ignore[attr-defined]
    ]


def _is_to_come(workshop: Workshop, now: datetime) -> bool:
    is_scheduled = workshop.state == WorkshopState.SCHEDULED
    return is_scheduled and workshop.start is not None and workshop.start > now


def _workshops(user: "User", now: datetime) -> QuerySet[Workshop]:
    """The user's workshops, the drafts without a date last, with how many answered."""
    active = Q(participants__removed_at=None)
    accepted = Q(participants__partstat=PartStat.ACCEPTED)
    tentative = Q(participants__partstat=PartStat.TENTATIVE)
    silent = Q(participants__partstat=PartStat.NEEDS_ACTION)
    sent = Delivery.objects.may_have_arrived().filter(touchpoint__workshop=OuterRef("pk"))
    workshops: QuerySet[Workshop] = (
        Workshop.objects.visible_to(user)
        .filter(Q(start=None) | Q(start__gte=now - SHOWN_AFTER))
        .select_related("project")
        .annotate(
            invited_count=Count("participants", filter=active),
            accepted_count=Count("participants", filter=active & accepted),
            tentative_count=Count("participants", filter=active & tentative),
            silent_count=Count("participants", filter=active & silent),
            is_announced=Exists(sent),
        )
        # Days that are over first, then what comes, then what has no day: as one reads a calendar.
        .order_by(F("start").asc(nulls_last=True), "code", "pk")
        .prefetch_related(Prefetch("touchpoints", Touchpoint.objects.order_by("opens_at")))
    )
    return workshops[:MOST_WORKSHOPS]


def _row(workshop: Workshop, now: datetime) -> WorkshopRow:
    status, word = _state(workshop, now)
    return WorkshopRow(workshop, status, word, strip(workshop, workshop.touchpoints.all(), now))


def _state(workshop: Workshop, now: datetime) -> tuple[str, str]:
    if workshop.is_draft:
        return "draft", "Draft"
    if workshop.is_cancelled:
        return "skipped", "Cancelled"
    if workshop.end is not None and workshop.end <= now:
        return "done", "Took place"
    return "next", "Scheduled"
