"""Corrections of a recap that has gone out: who knows which version, and what the newest one changes."""

from dataclasses import dataclass, field

from django.db.models import Min, QuerySet

from emails.models import Delivery
from emails.models.delivery import DeliveryQuerySet
from emails.states import ON_THE_WAY
from workshops.models import Person, Recap, RecapVersion, Touchpoint, Workshop
from workshops.recap_changes import SectionChange
from workshops.selectors.recap import changes_since, versions_of
from workshops.services.recap_versions import draft_correction
from workshops.states import TouchpointKind


@dataclass(frozen=True, slots=True)
class Correction:
    """What those who got the recap do not know yet.

    `told` is the version that all of them know; None as long as nobody got the recap. `sent` are the
    corrections that were told already, the newest first.
    """

    recap: Recap
    newest: RecapVersion | None = None
    told: RecapVersion | None = None
    people: list[Person] = field(default_factory=list)
    changes: list[SectionChange] = field(default_factory=list)
    sent: list[RecapVersion] = field(default_factory=list)
    # Recap mails that were queued, and take the newest text with them.
    on_the_way: int = 0

    @property
    def is_due(self) -> bool:
        """There is something to tell, and somebody to tell it to."""
        is_open = self.recap.is_ready and not self.recap.workshop.is_cancelled
        return bool(is_open and self.people and self.changes)

    @property
    def is_known(self) -> bool:
        """Everybody who got the recap knows the newest version."""
        return bool(self.people) and not self.changes

    @property
    def draft(self) -> Touchpoint:
        """The mail that would tell it."""
        assert self.newest  # for the type checker: there are changes only between versions
        draft = draft_correction(self.newest, self.changes)
        sender = draft.workshop.touchpoints.exclude(sender="").values_list("sender", flat=True).first()
        draft.sender = sender or ""
        return draft


def correction_of(recap: Recap) -> Correction:
    """How things stand with the recap, in a fixed number of queries."""
    versions = versions_of(recap)
    told_mails = _mails(recap.workshop).may_have_arrived()
    on_the_way = _mails(recap.workshop).filter(state__in=ON_THE_WAY).count()
    sent = [version for version in versions if version.is_told]
    told = _told(told_mails, versions, sent)
    newest = versions[0] if versions else None
    if newest is None or told is None:
        return Correction(recap, newest, sent=sent, on_the_way=on_the_way)
    people = _people(recap.workshop)
    return Correction(recap, newest, told, people, changes_since(told, newest), sent, on_the_way)


def _told(
    mails: QuerySet[Delivery], versions: list[RecapVersion], sent: list[RecapVersion]
) -> RecapVersion | None:
    """The version of the last correction, else the one that was the newest when the first mail left."""
    first = mails.aggregate(at=Min("created_at"))["at"]
    if first is None:
        return None
    if sent:
        return sent[0]
    known = [version for version in versions if version.at <= first]
    return known[0] if known else versions[-1] if versions else None


def _people(workshop: Workshop) -> list[Person]:
    """Who got the recap, by name; who was removed since is not written to any more."""
    removed = workshop.participants.filter(removed_at__isnull=False).values("person")
    told = _mails(workshop).may_have_arrived().values("person")
    return list(Person.objects.filter(pk__in=told).exclude(pk__in=removed).order_by("name", "pk"))


def _mails(workshop: Workshop) -> DeliveryQuerySet:
    """All that told the recap, or is to tell it."""
    mails: DeliveryQuerySet = Delivery.objects.filter(
        touchpoint__workshop=workshop, touchpoint__kind=TouchpointKind.RECAP
    )
    return mails
