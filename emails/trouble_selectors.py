"""What went wrong with mails and waits for a person: for the pages and for the mail of the day."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from emails.models import Delivery, Suppression
from emails.states import FOR_A_PERSON, MISSED, DeliveryState
from workshops.models import Touchpoint
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


def worst_first(deliveries: QuerySet[Delivery]) -> QuerySet[Delivery]:
    """Those that wait for a person (`rank` 0) before the others."""
    waiting = Delivery.objects.for_a_person().values("pk")
    rank = Case(When(pk__in=waiting, then=Value(0)), default=Value(1), output_field=IntegerField())
    return deliveries.annotate(rank=rank).order_by("rank", "person__name", "person_id", "-revision")


def blocked_in(project_id: int) -> QuerySet[Suppression]:
    """The project's blocked addresses, the last one first."""
    return Suppression.objects.active().filter(project=project_id).order_by("-at", "-pk")
