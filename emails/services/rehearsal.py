"""Plays a plan against a simulated clock: by the same engine, in a transaction that is rolled back."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parseaddr
from typing import Any, Final

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from emails.message.identity import own_message_id
from emails.models import Delivery, Hold
from emails.services import dispatch_due, open_deliveries
from workshops.links import PREVIEW_KEY
from workshops.models import Participant, Workshop
from workshops.services import ServiceError, retime
from workshops.services.slot import ensure_request
from workshops.states import PartStat, TouchpointKind, TouchpointState, WorkshopState

ACCEPTED: Final = "accepted"
NEEDS_ACTION: Final = "needs-action"
ANSWERS: Final = (ACCEPTED, NEEDS_ACTION)
# A mail, an answer, the mail that the answer opens: more rounds at one instant would be a circle.
MAX_ROUNDS: Final = 5
# No plan of one workshop reaches this number in a chunk; it is only there because dispatching has a limit.
_ALL: Final = 1_000_000

# What a manager's own doing led to: the plan alone does not.
_ASKED_FOR: Final = (TouchpointKind.CHANGE_NOTICE, TouchpointKind.NUDGE, TouchpointKind.ADDENDUM)


class RehearsalError(Exception):
    """The plan cannot be played; the message says what it lacks."""


@dataclass(frozen=True, slots=True)
class RehearsedMail:
    """A mail that would leave, and when."""

    touchpoint: str
    person_id: int
    person: str
    email: str
    at: datetime
    at_local: datetime
    message: EmailMessage

    @property
    def subject(self) -> str:
        return str(self.message.subject)


@dataclass(frozen=True, slots=True)
class Silent:
    """A touchpoint that sends nothing in this play, or not yet, and why."""

    touchpoint: str
    reasons: tuple[str, ...]


@dataclass(slots=True)
class Rehearsal:
    workshop: Workshop
    mails: list[RehearsedMail] = field(default_factory=list)
    held: list[Silent] = field(default_factory=list)
    skipped: list[Silent] = field(default_factory=list)


class _Capture(BaseEmailBackend):
    """Takes each mail as a server would, and keeps it."""

    def __init__(self) -> None:
        super().__init__(fail_silently=False)
        self.taken: list[EmailMessage] = []

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.taken.extend(email_messages)
        return len(email_messages)


def rehearse(workshop_id: int, *, rsvp: str = ACCEPTED) -> Rehearsal:
    """The whole plan from before its first touchpoint to after its last, with no effect on anything.

    With `accepted`, everyone who has not answered accepts right after their first mail; answers already given
    stay. Raises RehearsalError for a workshop without a date, or a cancelled one.
    """
    with _rolled_back():
        workshop = _prepared(workshop_id)
        rehearsal = Rehearsal(workshop)
        held: dict[int, Silent] = {}
        for instant in _instants(workshop):
            _play(rehearsal, instant, rsvp=rsvp, held=held)
        _note_silent(rehearsal, held)
    return rehearsal


def why_not(workshop: Workshop) -> str:
    """Why this plan cannot be played; empty where it can be tried."""
    if workshop.start is None:
        return "The workshop has no date yet: set its slot first."
    if workshop.is_cancelled:
        return "The workshop is cancelled: nothing of its plan is sent any more."
    return ""


@contextmanager
def _rolled_back() -> Iterator[None]:
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)


def _prepared(workshop_id: int) -> Workshop:
    """The workshop as if it were scheduled before its first touchpoint, and nothing were sent yet.

    States are set by hand, as a use case would refuse what is being tried out here; nothing of it stays.
    """
    workshop: Workshop = Workshop.objects.select_related("project").get(pk=workshop_id)
    if reason := why_not(workshop):
        raise RehearsalError(reason)
    Delivery.objects.filter(touchpoint__workshop=workshop).delete()
    Hold.objects.filter(touchpoint__workshop=workshop).delete()
    workshop.touchpoints.filter(kind__in=_ASKED_FOR).delete()
    # What a manager skipped stays skipped; what the clock skipped or finished is played again.
    played = workshop.touchpoints.exclude(state=TouchpointState.SKIPPED, skipped_by__isnull=False)
    played.update(state=TouchpointState.DRAFT, state_reason="")
    # The mails of a play are looked at by people who are not their recipients.
    workshop.participants.update(link_key=PREVIEW_KEY)
    workshop.project.people.update(link_key=PREVIEW_KEY)
    workshop.state = WorkshopState.SCHEDULED
    workshop.save(update_fields=["state"])
    try:
        ensure_request(workshop)
        retime(workshop)
    except ServiceError as error:
        raise RehearsalError(str(error)) from error
    timed = workshop.touchpoints.exclude(opens_at=None)
    timed.filter(state=TouchpointState.DRAFT).update(state=TouchpointState.PLANNED)
    return workshop


def _instants(workshop: Workshop) -> list[datetime]:
    """When something opens: between these instants nothing changes."""
    planned = workshop.touchpoints.filter(state=TouchpointState.PLANNED, opens_at__isnull=False)
    return sorted(set(planned.values_list("opens_at", flat=True)))


def _play(rehearsal: Rehearsal, now: datetime, *, rsvp: str, held: dict[int, Silent]) -> None:
    for _ in range(MAX_ROUNDS):
        capture = _Capture()
        open_deliveries(now=now, workshop_id=rehearsal.workshop.pk)
        dispatch_due(now=now, limit=_ALL, workshop_id=rehearsal.workshop.pk, connection=capture)
        rehearsal.mails += sorted(_noted(rehearsal.workshop, capture.taken, now), key=_order)
        if not capture.taken:
            break
        if rsvp == ACCEPTED:
            _accept(rehearsal.workshop)
    for hold in Hold.objects.filter(touchpoint__workshop=rehearsal.workshop).select_related("touchpoint"):
        held[hold.touchpoint_id] = Silent(hold.touchpoint.name, tuple(hold.reasons))


def _accept(workshop: Workshop) -> None:
    told = Delivery.objects.may_have_arrived().filter(touchpoint__workshop=workshop)
    unanswered = Participant.objects.unanswered().filter(workshop=workshop, person__in=told.values("person"))
    unanswered.update(partstat=PartStat.ACCEPTED)


def _noted(workshop: Workshop, taken: list[EmailMessage], now: datetime) -> Iterator[RehearsedMail]:
    ids = [message.extra_headers["Message-ID"] for message in taken]
    sent = Delivery.objects.filter(message_id__in=ids).select_related("touchpoint", "person")
    deliveries = {delivery.message_id: delivery for delivery in sent}
    for message in taken:
        delivery = deliveries[message.extra_headers["Message-ID"]]
        # An id of its own: the same at each play, and never that of a real mail.
        place = f"{workshop.pk}/{delivery.touchpoint.kind}/{delivery.touchpoint.position}"
        message.extra_headers["Message-ID"] = own_message_id("rehearsal", f"{place}/{delivery.person_id}")
        yield RehearsedMail(
            touchpoint=delivery.touchpoint.name,
            person_id=delivery.person_id,
            person=delivery.person.name,
            email=parseaddr(message.to[0])[1],
            at=now,
            at_local=now.astimezone(workshop.zone),
            message=message,
        )


def _order(mail: RehearsedMail) -> tuple[Any, ...]:
    return (mail.touchpoint, mail.person, mail.email)


def _note_silent(rehearsal: Rehearsal, held: dict[int, Silent]) -> None:
    """What was held until the end or until its time was over, what failed, and what had nothing to say."""
    sent = Delivery.objects.may_have_arrived().filter(touchpoint__workshop=rehearsal.workshop)
    told = set(sent.values_list("touchpoint_id", flat=True))
    for touchpoint in rehearsal.workshop.touchpoints.order_by("opens_at", "position", "pk"):
        failed = touchpoint.deliveries.exclude(error="").values_list("error", flat=True)
        if errors := sorted(set(failed)):
            rehearsal.held.append(Silent(touchpoint.name, tuple(errors)))
        elif touchpoint.pk in told:
            continue
        elif touchpoint.pk in held:
            rehearsal.held.append(held[touchpoint.pk])
        # A request to answer that nobody needed is no news.
        elif touchpoint.state == TouchpointState.SKIPPED and not touchpoint.is_own:
            rehearsal.skipped.append(Silent(touchpoint.name, (touchpoint.state_reason,)))
