"""One touchpoint's mail to one person: every part of it, ready to hand over."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from email.utils import format_datetime
from typing import Any, Final

from django.core.mail import EmailMultiAlternatives

from actions.models import ActionItem
from actions.selectors.log import actions_of_people
from emails.facts import WorkshopFacts
from emails.message.blocks import until
from emails.message.calendar import Attendee, Event, Method, invitation
from emails.message.identity import boundary, message_id, own_address
from emails.message.mailboxes import named_address, recipient_address
from emails.message.rendering import Button, Layout, RenderedMail, markdown_to_text, render_mail
from emails.message.values import (
    Recipient,
    day_text,
    personal_blocks,
    personal_values,
    time_text,
)
from workshops.among import Among
from workshops.links import PREVIEW_KEY, person_url, recap_url
from workshops.models import Participant, Person, Touchpoint, Workshop
from workshops.placeholders import names_in
from workshops.states import Attendance, PartStat, TouchpointKind

ICS_NAME: Final = "invite.ics"
_ROLES: Final[dict[str, str]] = {
    Attendance.REQUIRED: "REQ-PARTICIPANT",
    Attendance.OPTIONAL: "OPT-PARTICIPANT",
}


# More at a glance is none.
MOST_OWN: Final = 10
# Who got these can read the newest recap, with its versions, on a page of their own.
_ABOUT_RECAP: Final = (TouchpointKind.RECAP, TouchpointKind.ADDENDUM)


class PlanMail(EmailMultiAlternatives):
    """A mail whose bytes depend on its content alone: the boundaries of its parts are made out of its id."""

    def message(self, *args: Any, **kwargs: Any) -> Any:
        message = super().message(*args, **kwargs)
        parts = [part for part in message.walk() if part.is_multipart()]
        for number, part in enumerate(parts):
            part.set_boundary(f"=_{boundary(str(message['Message-ID']))}.{number}")
        return message


@dataclass(frozen=True, slots=True)
class MailContext:
    """What the mails of one touchpoint have in common, worked out once for all of its recipients."""

    touchpoint: Touchpoint
    facts: WorkshopFacts
    names: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        written = f"{self.touchpoint.subject}\n{self.touchpoint.body}"
        object.__setattr__(self, "names", frozenset(names_in(written)))

    @property
    def writer(self) -> Person | None:
        """Who writes: the person in the group that the plan names as the sender, or else the organizer."""
        return self.facts.writer(self.touchpoint.sender)

    @property
    def method(self) -> Method | None:
        """What the mail does to the recipient's calendar."""
        if self.touchpoint.kind == TouchpointKind.CANCELLATION:
            return "CANCEL"
        return None if self.touchpoint.window.comes_after else "REQUEST"


def recipients(
    workshop_id: int, person_ids: Collection[int], *, is_preview: bool = False
) -> dict[int, Recipient]:
    """These people as recipients of the workshop's mails, in a number of queries that does not grow.

    In a preview their links answer for nobody.
    """
    participants = Participant.objects.filter(Among("person", person_ids), workshop=workshop_id).order_by()
    here = {participant.person_id: participant for participant in participants}
    people = list(Person.objects.filter(Among("pk", person_ids)).order_by())
    if is_preview:
        for holder in (*people, *participants):
            holder.link_key = PREVIEW_KEY
    belongings = Belongings.of([person.pk for person in people])
    return {person.pk: belongings.recipient(person, here.get(person.pk)) for person in people}


@dataclass(frozen=True, slots=True)
class Belongings:
    """Of people, by their ids: their groups, and what they have still to do."""

    groups: Mapping[int, Collection[int]]
    actions: Mapping[int, Collection[ActionItem]]

    @classmethod
    def of(cls, person_ids: Collection[int]) -> "Belongings":
        """Read for all of them at once."""
        # Not by prefetching, for which Django makes a query set a person.
        groups: dict[int, set[int]] = {}
        memberships = Person.groups.through.objects.filter(Among("person", person_ids))
        for person_id, group_id in memberships.values_list("person_id", "stakeholdergroup_id"):
            groups.setdefault(person_id, set()).add(group_id)
        return cls(groups, actions_of_people(person_ids))

    def recipient(self, person: Person, participant: Participant | None) -> Recipient:
        """One of them as a recipient of the mails of a workshop, of which this is their place in it."""
        if participant is not None:
            participant.person = person
        groups, actions = self.groups.get(person.pk, ()), self.actions.get(person.pk, ())
        return Recipient(person, participant, frozenset(groups), tuple(actions))


def render(context: MailContext, recipient: Recipient) -> RenderedMail:
    """The subject, text and HTML as the recipient gets them.

    Raises UnfilledPlaceholder or ValueError where the touchpoint is not fit to go (see `emails.gates`).
    """
    touchpoint, facts = context.touchpoint, context.facts
    return render_mail(
        subject=touchpoint.subject,
        body=touchpoint.body,
        values=personal_values(facts, recipient),
        blocks=personal_blocks(facts, recipient, context.names),
        layout=_layout(context, recipient),
    )


def compose(context: MailContext, recipient: Recipient, *, now: datetime, message_id_: str = "") -> PlanMail:
    """The whole mail to one person. Raises what `render` raises, and UnusableAddress."""
    touchpoint, writer = context.touchpoint, context.writer
    person = recipient.person
    rendered = render(context, recipient)
    own_id = message_id_ or message_id(touchpoint.pk, touchpoint.revision, person.pk)
    mail = PlanMail(
        subject=rendered.subject,
        body=rendered.text,
        from_email=named_address(_sender(context), own_address()),
        to=[recipient_address(person.name, person.email)],
        reply_to=[named_address(writer.name, writer.email)] if writer else [],
        headers={
            "Message-ID": own_id,
            "Date": format_datetime(now),
            # RFC 3834: keeps out-of-office replies from answering.
            "Auto-Submitted": "auto-generated",
        },
    )
    mail.attach_alternative(rendered.html, "text/html")
    _attach_calendar(mail, context, recipient, now)
    return mail


def _sender(context: MailContext) -> str:
    """Who writes, as the plan names the role, with the person's name."""
    names = [context.touchpoint.sender, context.writer.name if context.writer else ""]
    return " – ".join(dict.fromkeys(filter(None, names)))


def _attach_calendar(mail: PlanMail, context: MailContext, recipient: Recipient, now: datetime) -> None:
    """The calendar entry, for who is asked to come, or was and is to forget it.

    As an alternative, which mail programs show with buttons of their own, and as a file for the others.
    """
    method, participant = context.method, recipient.participant
    is_theirs = participant is not None and (recipient.is_invited or method == "CANCEL")
    if method is None or participant is None or not is_theirs:
        return
    workshop, url = context.facts.workshop, recipient.answer_url
    entry = calendar_entry(workshop, participant, method=method, answer_url=url, now=now)
    mail.attach_alternative(entry.decode(), f"text/calendar; method={method}")
    mail.attach(ICS_NAME, entry, "application/ics")


def _attendee(participant: Participant) -> Attendee:
    person = participant.person
    return Attendee(person.name, person.email, participant.partstat, _ROLES[participant.attendance])


def calendar_entry(
    workshop: Workshop, participant: Participant, *, method: Method, answer_url: str, now: datetime
) -> bytes:
    """The participant's calendar file. Raises ValueError for a workshop without a slot or an organizer."""
    event = _event(workshop, answer_url, now)
    return invitation(event, method=method, attendee=_attendee(participant))


def _event(workshop: Workshop, answer_url: str, now: datetime) -> Event:
    if workshop.start is None or workshop.end is None or workshop.organizer is None:
        raise ValueError("A workshop without a slot or an organizer has no calendar entry.")
    objectives = "\n".join(f"- {objective}" for objective in workshop.objectives)
    plain = markdown_to_text(objectives).strip()
    answer = f"Answer or change your answer: {answer_url}" if answer_url else ""
    return Event(
        uid=workshop.uid,
        sequence=workshop.sequence,
        start=workshop.start,
        end=workshop.end,
        zone=workshop.zone,
        summary=f"[{workshop.project.name}] {workshop.title}",
        description="\n\n".join(filter(None, [plain, answer])),
        location=workshop.location,
        organizer_name=workshop.organizer.name,
        organizer_email=workshop.organizer.email,
        stamp=now,
        url=answer_url,
    )


def _layout(context: MailContext, recipient: Recipient) -> Layout:
    workshop = context.facts.workshop
    return Layout(
        project_name=workshop.project.name,
        heading=workshop.title,
        details=own_points(context, recipient) or _details(context),
        buttons=_buttons(context, recipient),
        footer=_footer(context, recipient),
        preheader=f"{day_text(workshop)}, {time_text(workshop)}" if context.method else "",
    )


def _details(context: MailContext) -> tuple[tuple[str, str], ...]:
    """Day, time and place at a glance, as far as the text does not say them itself."""
    workshop, names = context.facts.workshop, context.names
    if context.method is None or workshop.start is None:
        return ()
    is_cancelled = context.method == "CANCEL"
    facts = [
        ("When", day_text(workshop), {"workshop.when", "workshop.date"}),
        ("Time", time_text(workshop), {"workshop.when", "workshop.time"}),
        ("Where", "" if is_cancelled else workshop.location, {"workshop.location"}),
        ("Why", context.touchpoint.purpose if is_cancelled else "", set()),
    ]
    return tuple((label, value) for label, value, said in facts if value and not said & names)


def own_points(context: MailContext, recipient: Recipient) -> tuple[tuple[str, str], ...]:
    """What is on top of a mail after the workshop, as it is the recipient's: to approve, to answer, to do.

    A recap tells what was agreed there and then; a follow-up all that is still open.
    """
    kind, person, facts = context.touchpoint.kind, recipient.person, context.facts
    own: list[tuple[str, str, date | None]] = []
    if kind == TouchpointKind.FOLLOW_UP:
        own += [("Approve", row.text, row.due_on) for row in facts.approvals if row.owner_id == person.pk]
        own += [("Answer", row.text, row.due_on) for row in facts.questions if row.owner_id == person.pk]
        own += [("Do", item.action, item.due_on) for item in recipient.open_actions]
    elif kind in _ABOUT_RECAP:
        here = {item.pk for item in facts.actions}
        own += [("Do", item.action, item.due_on) for item in recipient.open_actions if item.pk in here]
    points = [(label, f"{text} –{until(day)[1:]}" if day else text) for label, text, day in own[:MOST_OWN]]
    more = len(own) - MOST_OWN
    return (*points, *((("And", f"{more} more of yours"),) if more > 0 else ()))


def _own_page(context: MailContext, recipient: Recipient) -> str:
    """Where the recipient settles that; the link counts from the day of the touchpoint."""
    opens_at = context.touchpoint.opens_at
    if opens_at is None or not own_points(context, recipient):
        return ""
    return person_url(recipient.person, on=opens_at.date())


def _buttons(context: MailContext, recipient: Recipient) -> tuple[Button, ...]:
    participant = recipient.participant
    own_page = _own_page(context, recipient)
    own = (Button("Answer and report back", own_page),) if own_page else ()
    if context.touchpoint.kind in _ABOUT_RECAP and participant is not None and recipient.answer_url:
        return (Button("Read or print the recap", recap_url(participant)), *own)
    if own:
        return own
    if context.method != "REQUEST" or participant is None or not recipient.answer_url:
        return ()
    has_answered = participant.partstat != PartStat.NEEDS_ACTION
    label = "Change your answer" if has_answered else "Accept or decline"
    return (Button(label, recipient.answer_url),)


def _footer(context: MailContext, recipient: Recipient) -> tuple[str, ...]:
    writer = context.writer
    role = "are invited to" if recipient.is_invited else "are kept informed about"
    why = f"You get this mail because you {role} “{context.facts.workshop.title}”."
    return (why, f"Your reply goes to {writer.name}.") if writer else (why,)


__all__ = [
    "ICS_NAME",
    "Belongings",
    "MailContext",
    "PlanMail",
    "calendar_entry",
    "compose",
    "named_address",
    "recipients",
    "render",
]
