"""What a digest tells: everything that is somebody's in all projects, read for many addresses at once."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Exists, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Lower

from actions.models import ActionItem
from actions.states import ActionState
from emails.models import Suppression
from emails.notices.digest_rules import (
    DUE_SOON,
    FOLLOW_UP_AFTER,
    LATE_FOR_MANAGERS,
    Point,
    repeats_from,
    stage,
)
from workshops.models import (
    Approval,
    Membership,
    OpenQuestion,
    Person,
    Project,
    StakeholderGroup,
    Workshop,
)
from workshops.states import Role, TouchpointKind, TouchpointState, WorkshopState

APPROVE: Final = "approval"
ANSWER: Final = "question"
DO: Final = "action"
# More late actions than this are a list that nobody reads in a mail; the action log has them all.
MOST_LATE: Final = 20
_MOST_READ: Final = 1000
_NO_FOLLOW_UP: Final = (TouchpointState.SKIPPED, TouchpointState.CANCELLED)


@dataclass(frozen=True, slots=True)
class Item:
    """Something that the reader is to approve, to answer or to do."""

    kind: str
    pk: int
    text: str
    due_on: date | None
    workshop_id: int | None
    state: str = ""


@dataclass(slots=True)
class Part:
    """What one project has for the reader."""

    project: Project
    today: date
    person: Person | None = None
    # By workshop, None for what belongs to none; the next due first.
    items: dict[Workshop | None, list[Item]] = field(default_factory=dict)
    # For who manages the project: what is three working days late.
    late: list[ActionItem] = field(default_factory=list)

    @property
    def own(self) -> list[Item]:
        return [item for items in self.items.values() for item in items]


@dataclass(slots=True)
class Content:
    """All of a digest to one address."""

    email: str
    name: str = ""
    parts: list[Part] = field(default_factory=list)
    is_suppressed: bool = False

    @property
    def own(self) -> list[Item]:
        return [item for part in self.parts for item in part.own]

    @property
    def is_empty(self) -> bool:
        return not any(part.items or part.late for part in self.parts)


def begins_on(workshop_ids: Collection[int]) -> dict[int, tuple[Workshop, date | None]]:
    """Each workshop, with the day from which on what it left open is repeated each week."""
    is_follow_up = Q(touchpoints__kind=TouchpointKind.FOLLOW_UP) & ~Q(touchpoints__state__in=_NO_FOLLOW_UP)
    rows = Workshop.objects.filter(pk__in=workshop_ids).select_related("project", "organizer")
    rows = rows.annotate(follow_up_at=Min("touchpoints__opens_at", filter=is_follow_up))
    return {workshop.pk: (workshop, _begins_on(workshop)) for workshop in rows}


def _begins_on(workshop: Any) -> date | None:
    if workshop.follow_up_at is not None:
        return repeats_from(workshop.follow_up_at.astimezone(workshop.zone).date())
    if workshop.local_end is None:
        return None
    return repeats_from(workshop.local_end.date() + FOLLOW_UP_AFTER)


def point(item: Item, project: Project, *, today: date, last_on: date | None, begins: date | None) -> Point:
    """The item as the rules see it."""
    calendar = project.calendar
    return Point(
        stage=stage(item.due_on, today, calendar),
        stage_before=stage(item.due_on, last_on, calendar) if last_on else 0,
        is_repeated=item.workshop_id is None or (begins is not None and begins <= today),
    )


def contents(emails: Collection[str], *, now: datetime) -> dict[str, Content]:
    """What each of these addresses, in lower case, is to be told now; a number of queries that stays."""
    people = {
        person.pk: person
        for person in Person.objects.annotate(address=Lower("email"))
        .filter(address__in=emails)
        .select_related("project")
        .order_by("project__name", "pk")
    }
    items = items_of(list(people))
    workshops = begins_on({item.workshop_id for rows in items.values() for item in rows if item.workshop_id})
    found = {email: Content(email) for email in emails}
    parts: dict[tuple[str, int], Part] = {}
    for person in people.values():
        email = person.email.lower()
        part = Part(person.project, now.astimezone(person.project.zone).date(), person)
        _fill(part, items.get(person.pk, []), workshops)
        parts[email, person.project_id] = part
        found[email].name = found[email].name or person.name
    _add_late(found, parts, now)
    _drop_suppressed(found, parts)
    for (email, _), part in sorted(parts.items(), key=lambda row: row[1].project.name):
        if part.items or part.late:
            found[email].parts.append(part)
    return found


def _fill(part: Part, items: list[Item], workshops: dict[int, tuple[Workshop, date | None]]) -> None:
    by_workshop: dict[Workshop | None, list[Item]] = defaultdict(list)
    for item in sorted(items, key=lambda item: (item.due_on or date.max, item.kind, item.pk)):
        workshop, begins = workshops[item.workshop_id] if item.workshop_id else (None, None)
        seen = point(item, part.project, today=part.today, last_on=None, begins=begins)
        if seen.is_listed:
            by_workshop[workshop].append(item)
    part.items = dict(by_workshop)


def items_of(people: Collection[int] | QuerySet[Person]) -> dict[int, list[Item]]:
    """What is open and theirs, by person: questions, approvals, actions by name and by role.

    Of many people, given as a question, only those are read who have something open.
    """
    found: dict[int, list[Item]] = defaultdict(list)
    columns = ("owner_id", "pk", "text", "due_on", "workshop_id")
    for kind, rows in (
        (APPROVE, Approval.objects.pending()),
        (ANSWER, OpenQuestion.objects.open()),
    ):
        theirs = rows.filter(owner__in=people).exclude(workshop__state=WorkshopState.CANCELLED)
        for owner_id, *values in theirs.values_list(*columns):
            found[owner_id].append(Item(kind, *values))
    for person_id, item in _actions(people):
        found[person_id].append(item)
    return found


def _actions(people: Collection[int] | QuerySet[Person]) -> Iterable[tuple[int, Item]]:
    columns = ("pk", "action", "due_on", "workshop_id", "state")
    actions = ActionItem.objects.open()
    for owner_id, *values in actions.filter(owner__in=people).values_list("owner_id", *columns):
        yield owner_id, Item(DO, *values)
    nobodys = actions.filter(owner=None)
    theirs = nobodys.filter(project=OuterRef("project"), owner_key=OuterRef("key"))
    groups = StakeholderGroup.objects.filter(Exists(theirs), people__in=people).order_by()
    roles: dict[tuple[int, str], list[int]] = defaultdict(list)
    for project_id, key, person_id in groups.values_list("project_id", "key", "people"):
        roles[project_id, key].append(person_id)
    projects = {project_id for project_id, _ in roles}
    keys = {key for _, key in roles}
    in_roles = nobodys.filter(project__in=projects, owner_key__in=keys)
    for project_id, key, *values in in_roles.values_list("project_id", "owner_key", *columns):
        for person_id in roles.get((project_id, key), []):
            yield person_id, Item(DO, *values)


def _add_late(found: dict[str, Content], parts: dict[tuple[str, int], Part], now: datetime) -> None:
    """To who manages a project: what is three working days late there."""
    rows = Membership.objects.annotate(address=Lower("user__email")).filter(
        address__in=found, role=Role.MANAGER, user__is_active=True
    )
    managed = list(rows.select_related("user", "project").order_by("project__name"))
    late = _late({row.project for row in managed}, now)
    for row in managed:
        if not late[row.project_id]:
            continue
        email = row.user.email.lower()
        today = now.astimezone(row.project.zone).date()
        part = parts.setdefault((email, row.project_id), Part(row.project, today))
        part.late = late[row.project_id]
        found[email].name = found[email].name or str(row.user)


def _late(projects: set[Project], now: datetime) -> dict[int, list[ActionItem]]:
    calendars = {project.pk: (project.calendar, now.astimezone(project.zone).date()) for project in projects}
    found: dict[int, list[ActionItem]] = {project.pk: [] for project in projects}
    if not projects:
        return found
    latest = max(today for _, today in calendars.values())
    rows = ActionItem.objects.overdue(latest).filter(project__in=calendars).select_related("owner")
    for item in rows.order_by("due_on", "pk")[:_MOST_READ]:
        calendar, today = calendars[item.project_id]
        if stage(item.due_on, today, calendar) >= LATE_FOR_MANAGERS:
            found[item.project_id].append(item)
    return found


def _drop_suppressed(found: dict[str, Content], parts: dict[tuple[str, int], Part]) -> None:
    """A project that an address is blocked in says nothing to it."""
    blocked = Suppression.objects.active().filter(email__in=found).values_list("email", "project_id")
    for email, project_id in blocked:
        if parts.pop((email, project_id), None):
            found[email].is_suppressed = True


def state_text(item: Item) -> str:
    """What else is to be known of it: an action that is under way, or stuck."""
    said = {ActionState.IN_PROGRESS: "in progress", ActionState.BLOCKED: "blocked"}
    return said.get(ActionState(item.state), "") if item.state else ""


__all__ = [
    "ANSWER",
    "APPROVE",
    "DO",
    "DUE_SOON",
    "MOST_LATE",
    "Content",
    "Item",
    "Part",
    "begins_on",
    "contents",
    "items_of",
    "point",
    "state_text",
]
