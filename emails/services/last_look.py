"""What decides whether a claimed mail may leave: read for a chunk, and confirmed right before its data.

The confirmation itself, one statement, is in `emails.services.turns`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from django.db import DEFAULT_DB_ALIAS

from emails.audience import addressed
from emails.message.mail import Belongings
from emails.message.values import Recipient
from emails.models import Claimed
from emails.services.sessions import reconnecting
from emails.services.suppressions import blocked_addresses, why_blocked
from emails.services.turns import Expected
from emails.states import DeliveryState
from workshops.among import Among
from workshops.models import Participant, Person, Touchpoint
from workshops.states import TouchpointState

# How a tick leaves a touchpoint whose time is over.
_ENDED_BY_TICK: Final = (TouchpointState.DONE, TouchpointState.SKIPPED)
# No participant, or one that was removed.
_ABSENT: Final = ""


class _Participant(NamedTuple):
    """What a mail needs of one, in the order of the model's columns."""

    id: int
    workshop_id: int
    person_id: int
    attendance: str
    partstat: str
    removed_at: datetime | None
    link_key: str


class _Person(NamedTuple):
    """What a mail needs of one, in the order of the model's columns."""

    id: int
    project_id: int
    name: str
    email: str
    link_key: str


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
    participants: dict[tuple[int, int], _Participant]
    wanted: frozenset[tuple[int, int]]
    blocked: dict[tuple[int, str], str]
    people: dict[int, _Person]
    belongings: Belongings

    @classmethod
    @reconnecting
    def of(cls, deliveries: Collection[Claimed]) -> "Reading":
        """Answers are read before the audience: one that changes in between fails the last look."""
        ids = {delivery.touchpoint_id for delivery in deliveries}
        people = {delivery.person_id for delivery in deliveries}
        rows = Touchpoint.objects.filter(pk__in=ids).select_related("workshop", "follows", "held_by")
        touchpoints = {touchpoint.pk: touchpoint for touchpoint in rows}
        workshops = {touchpoint.workshop_id for touchpoint in touchpoints.values()}
        projects = {touchpoint.workshop.project_id for touchpoint in touchpoints.values()}
        here = Participant.objects.filter(Among("person", people), workshop__in=workshops).order_by()
        answers = map(_Participant._make, here.values_list(*_Participant._fields))
        participants = {(row.workshop_id, row.person_id): row for row in answers}
        audiences = {touchpoint.audience for touchpoint in touchpoints.values()}
        # The people first: SQLite looks at each condition in the order in which it is written.
        to_them = Touchpoint.objects.filter(Among("workshop__project__people", people), pk__in=ids)
        pairs = addressed(to_them, audiences=audiences)
        wanted = frozenset(pairs.order_by().values_list("pk", "recipient"))
        rows_of_people = Person.objects.filter(Among("pk", people)).order_by()
        known = {row[0]: _Person(*row) for row in rows_of_people.values_list(*_Person._fields)}
        blocked = blocked_addresses(projects)
        return cls(touchpoints, participants, wanted, blocked, known, Belongings.of(people))

    def recipient(self, delivery: Claimed) -> Recipient:
        """Made for the mail at hand, while the database is at work and there is time: those of a whole chunk
        would be megabytes."""
        columns = self.people[delivery.person_id]
        person = Person.from_db(DEFAULT_DB_ALIAS, _Person._fields, columns)
        workshop_id = self.touchpoints[delivery.touchpoint_id].workshop_id
        answer = self.participants.get((workshop_id, delivery.person_id))
        participant = answer and Participant.from_db(DEFAULT_DB_ALIAS, _Participant._fields, answer)
        return self.belongings.recipient(person, participant)

    def refusal(self, delivery: Claimed, *, now: datetime) -> Refusal | None:
        """Why the mail is not to leave now; None where nothing speaks against it."""
        touchpoint = self.touchpoints.get(delivery.touchpoint_id)
        if touchpoint is None or _is_called_off(touchpoint, now):
            return Refusal(DeliveryState.CANCELLED, _why_over(touchpoint))
        if touchpoint.revision != delivery.revision:
            cause = "The workshop has moved to another day: it is said anew."
            return Refusal(DeliveryState.CANCELLED, cause)
        if _is_late(touchpoint, now):
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

    def expected(self, delivery: Claimed, *, sequence: int, email: str) -> Expected:
        """What the last look is to find as it was read."""
        touchpoint = self.touchpoints[delivery.touchpoint_id]
        participant = self.participants.get((touchpoint.workshop_id, delivery.person_id))
        if participant is None or participant.removed_at is not None:
            return Expected(delivery, sequence, _ABSENT, email)
        return Expected(delivery, sequence, participant.partstat, email)


def _is_called_off(touchpoint: Touchpoint, now: datetime) -> bool:
    """Whether nothing of it is to leave any more, for another reason than its time's being over.

    A tick that finds its time over ends it at once. What a worker holds of it then, perhaps one that was
    killed, was missed: a person is to know.
    """
    is_ended_by_tick = touchpoint.state in _ENDED_BY_TICK and touchpoint.skipped_by_id is None
    if is_ended_by_tick and _is_late(touchpoint, now):
        return False
    return touchpoint.state != TouchpointState.PLANNED


def _is_late(touchpoint: Touchpoint, now: datetime) -> bool:
    return touchpoint.expires_at is not None and touchpoint.expires_at <= now


def _why_over(touchpoint: Touchpoint | None) -> str:
    if touchpoint is None:
        return "The touchpoint is gone."
    return touchpoint.state_reason or f"The touchpoint is {touchpoint.get_state_display().lower()}."
