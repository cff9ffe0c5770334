"""What went wrong with mails and waits for a person: for the pages and for the mail of the day."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Case, Count, F, IntegerField, Max, Q, QuerySet, Value, When
from django.db.models.functions import Lower

from emails.models import Delivery, Notice, Suppression
from emails.selectors.notices import managers_of
from emails.states import FOR_A_PERSON, GONE_OUT, MISSED, DeliveryState, NoticeKind
from workshops.models import Person, Touchpoint
from workshops.states import TouchpointState

# What nobody can mend any more is told for so long.
TOLD_FOR: Final = timedelta(days=7)
_WORDS: Final[dict[str, str]] = {
    DeliveryState.DEAD: "could not be delivered",
    DeliveryState.BOUNCED: "came back",
    DeliveryState.SUPPRESSED: "kept back, as the address is blocked",
    DeliveryState.UNCERTAIN: "perhaps sent: nobody knows whether they arrived",
    DeliveryState.EXPIRED: "not sent, as their time was over",
}
_ONE: Final[dict[str, str]] = {
    DeliveryState.UNCERTAIN: "perhaps sent: nobody knows whether it arrived",
    DeliveryState.EXPIRED: "not sent, as its time was over",
}


@dataclass(slots=True)
class Trouble:
    """A touchpoint some of whose mails wait for a person, or that missed its time."""

    touchpoint: Touchpoint
    counts: dict[str, int]

    @property
    def is_missed(self) -> bool:
        """Nobody got it; there is nothing to decide."""
        return not self.counts

    @property
    def word(self) -> str:
        return "Missed" if self.is_missed else "Failed"

    @property
    def details(self) -> tuple[str, ...]:
        """What happened, in a sentence each."""
        if self.is_missed:
            return (self.touchpoint.state_reason,)
        return tuple(
            f"{count} mail{'' if count == 1 else 's'} {_words(state, count)}."
            for state, count in self.counts.items()
        )


def _words(state: str, count: int) -> str:
    return _ONE.get(state, _WORDS[state]) if count == 1 else _WORDS[state]


def troubles(touchpoints: QuerySet[Touchpoint], now: datetime) -> list[Trouble]:
    """What waits for a person among these, in the order of their time; two queries, and one for the rows."""
    rows = (
        Delivery.objects.for_a_person()
        .filter(touchpoint__in=touchpoints.values("pk"))
        .order_by()
        .values_list("touchpoint", "state")
        .annotate(count=Count("pk"))
    )
    counts: dict[int, dict[str, int]] = {}
    for touchpoint_id, state, count in sorted(rows, key=lambda row: FOR_A_PERSON.index(row[1])):
        counts.setdefault(touchpoint_id, {})[state] = count
    shown = touchpoints.filter(Q(pk__in=list(counts)) | missed(now)).select_related("workshop__project")
    return [Trouble(row, counts.get(row.pk, {})) for row in shown.order_by("opens_at", "pk")]


def missed(now: datetime) -> Q:
    """A touchpoint whose time was over before anybody got it; what nobody needed is none."""
    return Q(
        state=TouchpointState.SKIPPED,
        skipped_by=None,
        state_reason__startswith=MISSED,
        expires_at__gt=now - TOLD_FOR,
        expires_at__lte=now,
    )


@dataclass(frozen=True, slots=True)
class Unreached:
    """Whom the last reminder of what is theirs did not reach; without a person it is a manager."""

    project_id: int
    person_id: int | None
    name: str
    email: str
    on: date
    state: str
    error: str

    @property
    def details(self) -> tuple[str, ...]:
        """What happened, in a sentence, and what the mail server said."""
        day = f"{self.on:%a} {self.on.day} {self.on:%b %Y}"
        what = f"The mail of {day} to {self.email} {_WORDS[self.state]}."
        return (what, self.error) if self.error else (what,)


def unreached(project_ids: Collection[int], now: datetime) -> list[Unreached]:
    """Of each address the last reminder, where it failed for good and nothing got through since.

    An address that was corrected is no trouble any more. One query where there is none.
    """
    failed = Notice.objects.failed_since((now - TOLD_FOR).date()).filter(projects__in=project_ids)
    columns = ("email", "on", "state", "error")
    rows = list(failed.order_by("-on").values_list(F("projects"), *columns))
    if not rows:
        return []
    emails = {email for _, email, *_ in rows}
    told = Notice.objects.filter(kind=NoticeKind.DIGEST, email__in=emails, state__in=GONE_OUT)
    last = dict(told.order_by().values_list("email").annotate(last=Max("on")))
    names = _names(project_ids, emails)
    found: dict[tuple[int, str], Unreached] = {}
    for project_id, email, on, state, error in rows:
        key = (project_id, email)
        if key in found or key not in names or last.get(email, date.min) > on:
            continue
        person_id, name = names[key]
        found[key] = Unreached(project_id, person_id, name, email, on, state, error)
    return sorted(found.values(), key=lambda row: (row.project_id, row.name, row.email))


def _names(
    project_ids: Collection[int], emails: Collection[str]
) -> dict[tuple[int, str], tuple[int | None, str]]:
    """(project, address) -> the person there, or the manager, who still has it."""
    found: dict[tuple[int, str], tuple[int | None, str]] = {
        (project_id, email): (None, name)
        for project_id, managers in managers_of(project_ids).items()
        for email, name in managers.items()
    }
    people = Person.objects.filter(project__in=project_ids).annotate(address=Lower("email"))
    for person in people.filter(address__in=emails):
        found[person.project_id, person.email.lower()] = (person.pk, person.name)
    return found


def worst_first(deliveries: QuerySet[Delivery]) -> QuerySet[Delivery]:
    """Those that wait for a person (`rank` 0) before the others."""
    waiting = Delivery.objects.for_a_person().values("pk")
    rank = Case(When(pk__in=waiting, then=Value(0)), default=Value(1), output_field=IntegerField())
    return deliveries.annotate(rank=rank).order_by("rank", "person__name", "person_id", "-revision")


def blocked_in(project_id: int) -> QuerySet[Suppression]:
    """The project's blocked addresses, the last one first."""
    return Suppression.objects.active().filter(project=project_id).order_by("-at", "-pk")
