"""What decides whether a claimed mail may leave: read for a chunk, and confirmed right before its data.

The confirmation itself, one statement, is in `emails.services.turns`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import QuerySet

from emails.audience import addressed
from emails.mail import as_recipients
from emails.models import Delivery
from emails.services.suppressions import blocked_addresses, why_blocked
from emails.services.turns import Expected
from emails.states import DeliveryState
from emails.values import Recipient
from workshops.among import Among
from workshops.models import Participant, Person, Touchpoint
from workshops.states import TouchpointState

# No participant, or one that was removed.
_ABSENT: Final = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a mail is not to leave, and what becomes of its delivery."""

    to_state: DeliveryState
    cause: str
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """Touchpoints, answers, audience and addresses, as of one moment."""

    touchpoints: dict[int, Touchpoint]
    # By workshop and person; removed ones too.
    participants: dict[tuple[int, int], Participant]
    wanted: frozenset[tuple[int, int]]
    blocked: dict[tuple[int, str], str]
    people: dict[int, Person]

    @classmethod
    def of(cls, deliveries: Collection[Delivery]) -> "Reading":
        """Answers are read before the audience: one that changes in between fails the last look."""
        ids = {delivery.touchpoint_id for delivery in deliveries}
        people = {delivery.person_id for delivery in deliveries}
        rows = Touchpoint.objects.filter(pk__in=ids).select_related("workshop", "follows", "held_by")
        touchpoints = {touchpoint.pk: touchpoint for touchpoint in rows}
        workshops = {touchpoint.workshop_id for touchpoint in touchpoints.values()}
        projects = {touchpoint.workshop.project_id for touchpoint in touchpoints.values()}
        here = Participant.objects.filter(Among("person", people), workshop__in=workshops).order_by()
        participants = {(row.workshop_id, row.person_id): row for row in here}
        pairs = addressed(Touchpoint.objects.filter(pk__in=ids)).filter(Among("recipient", people))
        wanted = frozenset(pairs.order_by().values_list("pk", "recipient"))
        known = {person.pk: person for person in _people(people)}
        return cls(touchpoints, participants, wanted, blocked_addresses(projects), known)

    def recipients(self, touchpoint: Touchpoint) -> dict[int, Recipient]:
        """Whom of these the touchpoint goes to."""
        wanted = {person_id for touchpoint_id, person_id in self.wanted if touchpoint_id == touchpoint.pk}
        here = {
            person_id: participant
            for (workshop_id, person_id), participant in self.participants.items()
            if workshop_id == touchpoint.workshop_id
        }
        return as_recipients([person for pk, person in self.people.items() if pk in wanted], here)

    def refusal(self, delivery: Delivery, *, now: datetime) -> Refusal | None:
        """Why the mail is not to leave now; None where nothing speaks against it."""
        touchpoint = self.touchpoints.get(delivery.touchpoint_id)
        if touchpoint is None or touchpoint.state != TouchpointState.PLANNED:
            return Refusal(DeliveryState.CANCELLED, _why_over(touchpoint))
        if touchpoint.revision != delivery.revision:
            cause = "The workshop has moved to another day: it is said anew."
            return Refusal(DeliveryState.CANCELLED, cause)
        if touchpoint.expires_at is not None and touchpoint.expires_at <= now:
            cause = "Its time was over before it could be sent."
            return Refusal(DeliveryState.EXPIRED, cause)
        if (touchpoint.pk, delivery.person_id) not in self.wanted:
            return Refusal(DeliveryState.CANCELLED, "The person is no longer addressed.")
        if touchpoint.opens_at is not None and touchpoint.opens_at > now:
            cause = "Its touchpoint was moved to a later time."
            return Refusal(DeliveryState.QUEUED, cause, touchpoint.opens_at)
        if touchpoint.is_held:
            return Refusal(DeliveryState.QUEUED, touchpoint.hold_text, now)
        address = self.people[delivery.person_id].email.lower()
        reason = self.blocked.get((touchpoint.workshop.project_id, address))
        return Refusal(DeliveryState.SUPPRESSED, why_blocked(reason)) if reason else None

    def expected(self, delivery: Delivery, *, sequence: int, email: str) -> Expected:
        """What the last look is to find as it was read."""
        touchpoint = self.touchpoints[delivery.touchpoint_id]
        participant = self.participants.get((touchpoint.workshop_id, delivery.person_id))
        if participant is None or participant.removed_at is not None:
            return Expected(delivery, sequence, _ABSENT, email)
        return Expected(delivery, sequence, participant.partstat, email)


def _people(ids: Collection[int]) -> QuerySet[Person]:
    # No mail tells since when they are known, and reading a time takes as long as all the rest.
    return Person.objects.filter(Among("pk", ids)).order_by().defer("created_at")


def _why_over(touchpoint: Touchpoint | None) -> str:
    if touchpoint is None:
        return "The touchpoint is gone."
    return touchpoint.state_reason or f"The touchpoint is {touchpoint.get_state_display().lower()}."
