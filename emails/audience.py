"""To whom a touchpoint goes: one rule, in one query, for the tick and for the pages."""

from collections.abc import Callable, Iterable
from functools import cache, reduce
from operator import or_
from typing import Any, Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from emails.models import Delivery
from workshops.models import Participant, Person, Touchpoint
from workshops.states import Audience, PartStat, TouchpointKind, TouchpointState

_HERE = Participant.objects.filter(workshop=OuterRef("workshop"), person=OuterRef("recipient"))
_REMOVED = Exists(_HERE.filter(removed_at__isnull=False))
_DECLINED = Exists(_HERE.filter(partstat=PartStat.DECLINED))
_OFF = (TouchpointState.SKIPPED, TouchpointState.CANCELLED)
_FOLLOWS_WORKSHOP = Q(first_day__gt=0) | Q(is_after=True, last_day__gte=0)


def addressed(
    touchpoints: QuerySet[Touchpoint], *, audiences: Iterable[str] = tuple(Audience)
) -> QuerySet[Any]:
    """Each touchpoint once for each person it goes to; the person's id is annotated as `recipient`.

    Whoever was removed from the workshop gets nothing, but for its cancellation. Whoever declined gets
    nothing before the workshop, but for a change or the cancellation of what they already got. Who knows
    which `audiences` the touchpoints have says so: to ask for all takes three times as long.
    """
    whom = _whom(frozenset(audiences))
    return touchpoints.annotate(recipient=F("workshop__project__people")).filter(whom)


def audience(touchpoint: Touchpoint) -> QuerySet[Person]:
    """The people to whom the touchpoint goes as things stand, by name."""
    pairs = addressed(Touchpoint.objects.filter(pk=touchpoint.pk))
    return Person.objects.filter(pk__in=pairs.values("recipient"))


def awaited(touchpoint: Touchpoint) -> QuerySet[Person]:
    """Who would be added by accepting: the mail is for the confirmed, and they have not answered yet."""
    if touchpoint.audience != Audience.CONFIRMED:
        return Person.objects.none()
    unanswered = Participant.objects.unanswered().filter(workshop=touchpoint.workshop_id)
    return Person.objects.filter(pk__in=unanswered.values("person"))


@cache
def _whom(audiences: frozenset[str]) -> Q:
    """A condition on a touchpoint and its `recipient`."""
    base = [Q(audience=name) & is_in() for name, is_in in _IS_IN.items() if name in audiences]
    return reduce(or_, [*base, _grouped()])


def _asked() -> Q:
    # A request to answer makes sense only where an answer decides about the mail that it goes with; who gets
    # that mail anyway, through a group, finds the button there.
    asks_in_vain = Q(kind=TouchpointKind.RSVP_REQUEST) & (
        ~Q(follows__audience=Audience.CONFIRMED) | Q(follows__state__in=_OFF) | _in_groups_of("follows")
    )
    return Exists(_HERE.unanswered()) & ~asks_in_vain & _may_be_nudged()


def _may_be_nudged() -> Q:
    """A nudge reminds: who is added while it goes out first hears of the workshop by its own mails."""
    heard = Delivery.objects.may_have_arrived().filter(
        touchpoint__workshop=OuterRef("workshop"),
        person=OuterRef("recipient"),
        created_at__lte=OuterRef("opens_at"),
    )
    return ~Q(kind=TouchpointKind.NUDGE) | Q(Exists(heard.exclude(touchpoint=OuterRef("pk"))))


def _received() -> Q:
    sent = (
        Delivery.objects.may_have_arrived()
        .filter(touchpoint__workshop=OuterRef("workshop"), person=OuterRef("recipient"))
        .exclude(touchpoint=OuterRef("pk"))
    )
    # What the provider told of before its worker did, and what was sent by a version before this one, does
    # not say which slot it told: what was queued after the change told the new one.
    unknown = Q(sequence=None, created_at__lte=OuterRef("opens_at"))
    told_otherwise = Exists(sent.filter(unknown | Q(sequence__lt=OuterRef("workshop__sequence"))))
    is_cancellation = Q(kind=TouchpointKind.CANCELLATION)
    is_correction = Q(kind=TouchpointKind.ADDENDUM)
    told_recap = Exists(
        sent.filter(touchpoint__kind=TouchpointKind.RECAP, created_at__lte=OuterRef("opens_at"))
    )
    return (
        (is_cancellation & Exists(sent))
        | (is_correction & told_recap & ~_REMOVED)
        | (~is_cancellation & ~is_correction & told_otherwise & ~_REMOVED)
    )


def _grouped() -> Q:
    return _in_groups_of("pk") & ~_REMOVED & (_FOLLOWS_WORKSHOP | ~_DECLINED)


def _in_groups_of(touchpoint: str) -> Q:
    written = {"touchpoint": OuterRef(touchpoint), "stakeholdergroup__people": OuterRef("recipient")}
    to = Exists(Touchpoint.groups.through.objects.filter(**written))
    cc = Exists(Touchpoint.cc_groups.through.objects.filter(**written))
    return Q(to) | Q(cc)


_IS_IN: Final[dict[Audience, Callable[[], Q]]] = {
    Audience.ALL: lambda: Q(Exists(_HERE.active())),
    Audience.NOT_DECLINED: lambda: Q(Exists(_HERE.not_declined())),
    Audience.CONFIRMED: lambda: Q(Exists(_HERE.confirmed())),
    Audience.UNANSWERED: _asked,
    Audience.RECEIVED: _received,
}
