"""What decides whether a claimed mail may leave: read for a chunk, and confirmed right before its data.

The confirmation itself, one statement, is in `emails.services.turns`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from emails.audience import addressed
from emails.models import Delivery
from emails.services.suppressions import blocked_addresses, why_blocked
from emails.services.turns import Expected
from emails.states import DeliveryState
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
    answers: dict[tuple[int, int], str]
    wanted: frozenset[tuple[int, int]]
    blocked: dict[tuple[int, str], str]
    addresses: dict[int, str]

    @classmethod
    def of(cls, deliveries: Collection[Delivery]) -> "Reading":
        """Answers are read before the audience: one that changes in between fails the last look."""
        ids = {delivery.touchpoint_id for delivery in deliveries}
        people = {delivery.person_id for delivery in deliveries}
        rows = Touchpoint.objects.filter(pk__in=ids).select_related("workshop", "follows", "held_by")
        touchpoints = {touchpoint.pk: touchpoint for touchpoint in rows}
        workshops = {touchpoint.workshop_id for touchpoint in touchpoints.values()}
        projects = {touchpoint.workshop.project_id for touchpoint in touchpoints.values()}
        here = Participant.objects.filter(workshop__in=workshops, person__in=people, removed_at=None)
        answers = {
            (workshop, person): str(partstat)
            for workshop, person, partstat in here.values_list("workshop_id", "person_id", "partstat")
        }
        pairs = addressed(Touchpoint.objects.filter(pk__in=ids)).filter(recipient__in=people)
        wanted = frozenset(pairs.values_list("pk", "recipient"))
        addresses = dict(Person.objects.filter(pk__in=people).values_list("pk", "email"))
        return cls(touchpoints, answers, wanted, blocked_addresses(projects), addresses)

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
        address = self.addresses[delivery.person_id].lower()
        reason = self.blocked.get((touchpoint.workshop.project_id, address))
        return Refusal(DeliveryState.SUPPRESSED, why_blocked(reason)) if reason else None

    def expected(self, delivery: Delivery, *, sequence: int, email: str) -> Expected:
        """What the last look is to find as it was read."""
        touchpoint = self.touchpoints[delivery.touchpoint_id]
        answer = self.answers.get((touchpoint.workshop_id, delivery.person_id), _ABSENT)
        return Expected(delivery, sequence, answer, email)


def _why_over(touchpoint: Touchpoint | None) -> str:
    if touchpoint is None:
        return "The touchpoint is gone."
    return touchpoint.state_reason or f"The touchpoint is {touchpoint.get_state_display().lower()}."
