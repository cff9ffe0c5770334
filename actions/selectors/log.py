"""Reads of the action log: a page of it, a workshop's part, a person's part, and the whole for a file."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import (
    Case,
    CharField,
    DateField,
    DateTimeField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Length, Lower

from actions.models import ActionComment, ActionEvent, ActionItem, SavedFilter
from actions.models.action import ActionItemQuerySet
from actions.paging import Key, Order, Page, Place, page_of
from actions.states import CLOSED, ActionState
from workshops.among import Among
from workshops.models import Person, Project, Risk, StakeholderGroup, User, Workshop
from workshops.owners import Candidate, OwnerBook

PAGE_SIZE: Final = 50

# Time enough to act before the day: an action due within it is told apart.
SOON: Final = timedelta(days=2)

# How the owner filter writes "nobody", and "I, by name or by role"; every other value of it is `p<id>` or
# `t<owner as written>`.
NO_OWNER: Final = "none"
MINE: Final = "mine"

# The value of the state filter that stands for every state but the closed ones.
UNFINISHED: Final = "unfinished"

_BY_KEY: Final = (Length("key"), F("key"))
_NO_DAY: Final = Value(date.max, output_field=DateField())
_STATE_ORDER: Final = Case(
    *[When(state=state, then=Value(place)) for place, state in enumerate(ActionState.values)],
    output_field=IntegerField(),
)
_DUE: Final = Key(Coalesce("due_on", _NO_DAY), DateField())
_OWNER: Final = Key(Lower(Coalesce("owner__name", "owner_text")), CharField())
SORTS: Final[dict[str, Order]] = {
    "due": Order((Key(F("due_on"), DateField()),), may_lack_first=True),
    "id": Order((Key(_BY_KEY[0], IntegerField()), Key(_BY_KEY[1], CharField()))),
    "action": Order((Key(Lower("action"), CharField()),)),
    "owner": Order((_OWNER, _DUE)),
    "workshop": Order(
        (
            Key(F("workshop__start"), DateTimeField()),
            Key(Coalesce("workshop_id", Value(0)), IntegerField()),
            _DUE,
        ),
        may_lack_first=True,
    ),
    "state": Order((Key(_STATE_ORDER, IntegerField()), _DUE)),
}

# What the rows can be grouped by, and the order that brings each group together.
GROUPS: Final[dict[str, str]] = {"owner": "owner", "workshop": "workshop", "week": "due", "state": "state"}


@dataclass(frozen=True, slots=True)
class LogFilter:
    """What the address of the page asks for; everything that is left blank asks for nothing."""

    owner: str = ""
    state: str = ""
    workshop_id: int | None = None
    is_overdue: bool = False
    text: str = ""
    sort: str = "due"
    is_descending: bool = False
    group: str = ""
    place: Place | None = None
    # Who asks, as a person of the project; needed for "mine" alone.
    me: Person | None = None

    @property
    def is_filtered(self) -> bool:
        """Whether an action may be missing from the list; the order takes none away."""
        return bool(self.owner or self.state or self.text or self.is_overdue) or self.workshop_id is not None


def log_page(project: Project, wanted: LogFilter, *, today: date) -> Page:
    """One page of the project's actions, in two questions at most however many there are."""
    rows = _filtered(project, wanted, today=today).select_related("owner", "workshop")
    return page_of(rows, SORTS[wanted.sort], wanted.place, is_descending=wanted.is_descending, size=PAGE_SIZE)


def matching(project: Project, wanted: LogFilter, *, today: date, most: int) -> dict[int, int]:
    """What the filters leave, whichever page it stands on: id -> version, and no more than `most`."""
    rows = _filtered(project, wanted, today=today).order_by("pk")
    return dict(rows.values_list("pk", "version")[:most])


@dataclass(frozen=True, slots=True)
class Asides:
    """What stands beside the rows of a table: whom roles stand for, and what an action waits for."""

    in_roles: dict[tuple[int, str], list[Person]]
    waits_for: dict[int, list[str]]


def asides(items: Sequence[ActionItem]) -> Asides:
    """In three questions at most, however many rows there are."""
    open_ones = ActionItem.depends_on.through.objects.filter(from_actionitem__in=[item.pk for item in items])
    open_ones = open_ones.exclude(to_actionitem__state__in=CLOSED).order_by("to_actionitem")
    waits_for: dict[int, list[str]] = {}
    for waiting, key in open_ones.values_list("from_actionitem_id", "to_actionitem__key"):
        waits_for.setdefault(waiting, []).append(key)
    return Asides(people_in_roles(items), waits_for)


def saved_filters_of(project: Project, user: User) -> QuerySet[SavedFilter]:
    return SavedFilter.objects.filter(project=project, user=user)


def person_of(project: Project, user: User) -> Person | None:
    """Who of the project's people signs in as `user`: the one with that address."""
    found: Person | None = Person.objects.filter(project=project, email__iexact=user.email).first()
    return found


def _filtered(project: Project, wanted: LogFilter, *, today: date) -> ActionItemQuerySet:
    rows: ActionItemQuerySet = ActionItem.objects.filter(project=project)
    if wanted.is_overdue:
        rows = rows.overdue(today)
    if wanted.state == UNFINISHED:
        rows = rows.open()
    elif wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.workshop_id is not None:
        rows = rows.filter(workshop_id=wanted.workshop_id)
    if wanted.owner:
        rows = rows.filter(_owned_by(wanted))
    for word in wanted.text.split():
        rows = rows.filter(_says(project, word))
    return rows


def _owned_by(wanted: LogFilter) -> Q:
    owner = wanted.owner
    if owner == MINE:
        return owned_or_by_role(wanted.me) if wanted.me else Q(pk__in=[])
    if owner == NO_OWNER:
        return Q(owner=None, owner_text="")
    if owner.startswith("p") and owner[1:].isascii() and owner[1:].isdigit():
        # Nineteen digits are more than any id has: the database would refuse the number.
        return Q(owner_id=int(owner[1:19]))
    return Q(owner=None, owner_text=owner[1:])


def _says(project: Project, word: str) -> Q:
    fields = ("key", "action", "notes", "source", "owner_text")
    said = Q(owner__in=Person.objects.filter(project=project, name__icontains=word))
    for name in fields:
        said |= Q(**{f"{name}__icontains": word})
    return said


def owner_choices(project: Project) -> list[tuple[str, str]]:
    """Who owns an action of the project: people first, then owners as written."""
    rows = ActionItem.objects.filter(project=project).order_by()
    # Asked a person at a time, and so from an index, however many actions there are.
    owning = Person.objects.filter(Exists(ActionItem.objects.filter(owner=OuterRef("pk"))), project=project)
    texts = rows.written_owners().values_list("owner_text", flat=True).distinct()
    people = owning.values_list("pk", "name").order_by(Lower("name"), "pk")
    return [
        *((f"p{pk}", name) for pk, name in people),
        *((f"t{text}", text) for text in sorted(texts, key=str.casefold)),
    ]


def owner_book(project_id: int) -> OwnerBook:
    """The people of the project, to find whom a typed owner means."""
    people = Person.objects.filter(project_id=project_id).order_by("name", "pk")
    return OwnerBook(Candidate(*row) for row in people.values_list("pk", "name", "email"))


def workshop_actions(workshop: Workshop) -> QuerySet[ActionItem]:
    """What the workshop led to: the next due first, without a due date last."""
    rows = ActionItem.objects.filter(project=workshop.project_id, workshop=workshop).select_related("owner")
    return rows.order_by(F("due_on").asc(nulls_last=True), "pk")


def risk_actions(risk: Risk) -> QuerySet[ActionItem]:
    """What is done about the risk: the next due first."""
    rows = ActionItem.objects.filter(risks=risk).select_related("owner", "workshop")
    return rows.order_by(F("due_on").asc(nulls_last=True), "pk")


def actions_of(person: Person) -> QuerySet[ActionItem]:
    """What the person still has to do, in all workshops of the project: the next due first.

    Theirs by name, and what is owned by a role whose group (`BI Lead`) they stand in.
    """
    rows = ActionItem.objects.filter(owned_or_by_role(person)).open().select_related("owner", "workshop")
    return rows.order_by(F("due_on").asc(nulls_last=True), "pk")


def owned_or_by_role(person: Person) -> Q:
    """The person's own actions, and those of the groups that they stand in."""
    keys = StakeholderGroup.objects.filter(people=person).values("key")
    in_role = Q(project=person.project_id, owner=None, owner_key__in=keys) & ~Q(owner_key="")
    return Q(owner=person) | in_role


def due_days_of(person: Person) -> QuerySet[ActionItem]:
    """Of `actions_of` those that have a day, each with the moment of its last change as `changed_at`."""
    newest = ActionEvent.objects.filter(action_item=OuterRef("pk")).order_by("-at").values("at")[:1]
    return actions_of(person).exclude(due_on=None).annotate(changed_at=Subquery(newest))


def actions_of_people(person_ids: Collection[int]) -> dict[int, list[ActionItem]]:
    """`actions_of` for many at once, in three questions however many. Who has nothing is left out."""
    rows = ActionItem.objects.open().select_related("owner", "workshop", "project")
    rows = rows.order_by(F("due_on").asc(nulls_last=True), "pk")
    holders: dict[tuple[int, str], list[int]] = {}
    memberships = Person.groups.through.objects.filter(Among("person", person_ids))
    columns = ("stakeholdergroup__project_id", "stakeholdergroup__key", "person_id")
    for project_id, key, person_id in memberships.values_list(*columns):
        holders.setdefault((project_id, key), []).append(person_id)
    projects = {project_id for project_id, _ in holders}
    by_role = rows.filter(owner=None, project__in=projects, owner_key__in={key for _, key in holders})
    found: dict[int, list[ActionItem]] = {}
    for item in [*rows.filter(Among("owner", person_ids)), *by_role]:
        owners = [item.owner_id] if item.owner_id else holders.get((item.project_id, item.owner_key), [])
        for person_id in owners:
            found.setdefault(person_id, []).append(item)
    for items in found.values():
        items.sort(key=lambda item: (item.due_on or date.max, item.pk))
    return found


def people_in_roles(items: Iterable[ActionItem]) -> dict[tuple[int, str], list[Person]]:
    """Whom the roles that own some of the actions stand for: (project, `owner_key`) -> people of that group.

    A role without such a group, or with an empty one, is left out: it stands for nobody that we know.
    """
    wanted = {(item.project_id, item.owner_key) for item in items if item.owner_key}
    groups = StakeholderGroup.objects.filter(
        project__in={project_id for project_id, _ in wanted}, key__in={key for _, key in wanted}
    ).prefetch_related("people")
    found = {(group.project_id, group.key): list(group.people.all()) for group in groups}
    return {place: people for place, people in found.items() if people and place in wanted}


def history_of(item: ActionItem) -> QuerySet[ActionEvent]:
    return item.history.select_related("by", "person")


def comments_on(item: ActionItem) -> QuerySet[ActionComment]:
    """As they were said: the first one first."""
    return item.comments.select_related("by", "person")


def other_columns(project: Project) -> list[str]:
    """The columns of uploaded tables that we have no field for, in the order in which they came."""
    extras = ActionItem.objects.filter(project=project).exclude(extra=[]).order_by("pk")
    names = (name for extra in extras.values_list("extra", flat=True).iterator() for name, _ in extra)
    return list(dict.fromkeys(names))


def sheet_rows(project: Project, others: Sequence[str] = ()) -> Iterator[list[str]]:
    """All actions of the project as rows of the table, in the order of their ids; `others` come last."""
    rows = ActionItem.objects.filter(project=project).select_related("owner")
    for item in rows.order_by(*_BY_KEY, "pk").iterator(chunk_size=2000):
        due_on = item.due_on.isoformat() if item.due_on else ""
        extra = dict(item.extra) if others else {}
        yield [
            *(item.key, item.action, item.owner_name, due_on, item.state, item.source, item.notes),
            *(extra.get(name, "") for name in others),
        ]
