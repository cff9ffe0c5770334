"""Reads of the action log: a page of it, a workshop's part, a person's part, and the whole for a file."""

from collections.abc import Iterator
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
    Value,
    When,
)
from django.db.models.functions import Coalesce, Length, Lower

from actions.models import ActionEvent, ActionItem
from actions.models.action import ActionItemQuerySet
from actions.paging import Key, Order, Page, Place, page_of
from actions.states import ActionState
from workshops.models import Person, Project, Workshop
from workshops.owners import Candidate, OwnerBook

PAGE_SIZE: Final = 50

# Time enough to act before the day: an action due within it is told apart.
SOON: Final = timedelta(days=2)

# How the owner filter writes "nobody"; every other value of it is `p<id>` or `t<owner as written>`.
NO_OWNER: Final = "none"

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

    @property
    def is_filtered(self) -> bool:
        """Whether an action may be missing from the list; the order takes none away."""
        return bool(self.owner or self.state or self.text or self.is_overdue) or self.workshop_id is not None


def log_page(project: Project, wanted: LogFilter, *, today: date) -> Page:
    """One page of the project's actions, in two questions at most however many there are."""
    rows = _filtered(project, wanted, today=today).select_related("owner", "workshop")
    return page_of(rows, SORTS[wanted.sort], wanted.place, is_descending=wanted.is_descending, size=PAGE_SIZE)


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
        rows = rows.filter(_owned_by(wanted.owner))
    for word in wanted.text.split():
        rows = rows.filter(_says(project, word))
    return rows


def _owned_by(owner: str) -> Q:
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
    rows = ActionItem.objects.filter(workshop=workshop).select_related("owner")
    return rows.order_by(F("due_on").asc(nulls_last=True), "pk")


def open_action_items(person: Person) -> QuerySet[ActionItem]:
    """What the person still has to do, in all workshops of the project: the next due first."""
    rows = ActionItem.objects.filter(owner=person).open().select_related("owner", "workshop")
    return rows.order_by(F("due_on").asc(nulls_last=True), "pk")


def history_of(item: ActionItem) -> QuerySet[ActionEvent]:
    return item.history.select_related("by")


def sheet_rows(project: Project) -> Iterator[list[str]]:
    """All actions of the project as rows of the table, in the order of their ids."""
    rows = ActionItem.objects.filter(project=project).select_related("owner")
    for item in rows.order_by(*_BY_KEY, "pk").iterator(chunk_size=2000):
        due_on = item.due_on.isoformat() if item.due_on else ""
        yield [item.key, item.action, item.owner_name, due_on, item.state, item.source, item.notes]
