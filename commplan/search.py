"""Looking for workshops, people and actions by their words, in the projects that a user sees."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.functions import Concat

from actions.models import ActionItem
from actions.states import CLOSED
from workshops.models import Person, Workshop

if TYPE_CHECKING:
    from workshops.models import User

# As many as one looks through; who finds more types another word.
MOST_SHOWN: Final = 20
# A search box is for a few words: what is longer was pasted by mistake.
LONGEST_QUERY: Final = 100
MOST_WORDS: Final = 8

# How pages call a workshop: people look for “workshop 4” as they read it.
_TOLD: Final = Case(
    When(code="", then=F("title")), default=Concat(Value("Workshop "), "code", Value(": "), "title")
)


@dataclass(frozen=True, slots=True)
class Hits:
    """The rows that were found, the first of many where there are more."""

    rows: list[Any]
    has_more: bool


@dataclass(frozen=True, slots=True)
class Found:
    workshops: Hits
    people: Hits
    actions: Hits

    @property
    def is_empty(self) -> bool:
        return not (self.workshops.rows or self.people.rows or self.actions.rows)


def words_of(query: str) -> list[str]:
    """The words to look for; PostgreSQL refuses to look for a NUL, and no text of ours holds one."""
    return query[:LONGEST_QUERY].replace("\x00", " ").split()[:MOST_WORDS]


def search(user: "User", words: list[str]) -> Found:
    """What every one of the words is found in, in a fixed number of queries."""
    workshops = Workshop.objects.visible_to(user).select_related("project").annotate(told=_TOLD)
    people = Person.objects.visible_to(user).select_related("project").order_by("name", "pk")
    # What is still to do comes first.
    is_closed = Case(When(state__in=CLOSED, then=1), default=0)
    actions = (
        ActionItem.objects.visible_to(user)
        .select_related("project", "owner")
        .order_by(is_closed, F("due_on").asc(nulls_last=True), "pk")
    )
    return Found(
        workshops=_hits(workshops, words, ["told", "location", "project__name"]),
        people=_hits(people, words, ["name", "email"]),
        actions=_hits(actions, words, ["key", "action", "owner__name", "owner_text", "notes"]),
    )


def _hits(rows: QuerySet[Any], words: list[str], fields: list[str]) -> Hits:
    for word in words:
        says_it = Q()
        for field in fields:
            says_it |= Q(**{f"{field}__icontains": word})
        rows = rows.filter(says_it)
    found = list(rows[: MOST_SHOWN + 1])
    return Hits(found[:MOST_SHOWN], has_more=len(found) > MOST_SHOWN)
