"""What fills in the placeholders: values of the workshop, and of the one person who gets the mail."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.utils import dateformat

from actions.addresses import ACTION_LOG
from actions.models import ActionItem
from emails.facts import WorkshopFacts
from emails.message import blocks
from emails.message.rendering import link, linked
from workshops.addresses import address
from workshops.links import participant_url
from workshops.models import Participant, Person, Workshop

NOT_INVITED: Final = "no answer needed"


@dataclass(frozen=True, slots=True)
class Recipient:
    """The person who gets a mail, with what the mail may tell about them."""

    person: Person
    participant: Participant | None = None
    group_ids: frozenset[int] = frozenset()
    open_actions: tuple[ActionItem, ...] = ()

    @property
    def is_invited(self) -> bool:
        return self.participant is not None and self.participant.removed_at is None

    @property
    def answer_url(self) -> str:
        """The recipient's own page; empty for who is only informed."""
        return participant_url(self.participant) if self.participant and self.is_invited else ""


def day_text(workshop: Workshop) -> str:
    return dateformat.format(workshop.local_start, "l, j F Y") if workshop.local_start else ""


def time_text(workshop: Workshop) -> str:
    if workshop.local_start is None or workshop.local_end is None:
        return ""
    return f"{workshop.local_start:%H:%M}–{workshop.local_end:%H:%M} ({workshop.time_zone})"


def when_text(workshop: Workshop) -> str:
    return f"{day_text(workshop)}, {time_text(workshop)}" if workshop.start else ""


def actions_url(workshop: Workshop) -> str:
    return settings.SITE_URL + address(ACTION_LOG, workshop.project_id)


def workshop_values(facts: WorkshopFacts) -> dict[str, str]:
    """The values of a few words, the same for everyone. They are plain text, not Markdown."""
    workshop = facts.workshop
    organizer = workshop.organizer
    return {
        "project.name": workshop.project.name,
        "workshop.code": workshop.code,
        "workshop.title": workshop.title,
        "workshop.date": day_text(workshop),
        "workshop.time": time_text(workshop),
        "workshop.when": when_text(workshop),
        "workshop.duration": workshop.duration_text,
        "workshop.location": workshop.location,
        "workshop.participants": ", ".join(facts.groups),
        "organizer.name": organizer.name if organizer else "",
        "organizer.email": organizer.email if organizer else "",
        "actions.link": actions_url(workshop),
    }


def workshop_blocks(facts: WorkshopFacts) -> dict[str, str]:
    """The values of several lines, as nobody in particular sees them. They are Markdown."""
    return {name: build(facts, None) for name, build in _BLOCKS.items() if not name.startswith("person.")}


def personal_values(facts: WorkshopFacts, recipient: Recipient) -> dict[str, str]:
    """The values of a few words as the recipient gets them."""
    return workshop_values(facts) | {
        "person.name": recipient.person.name,
        "person.first_name": recipient.person.first_name,
        "rsvp.link": recipient.answer_url or NOT_INVITED,
    }


def personal_blocks(facts: WorkshopFacts, recipient: Recipient, names: Collection[str]) -> dict[str, str]:
    """The named values that are Markdown, lists and links, as the recipient gets them."""
    links = {"actions.link": link(actions_url(facts.workshop))}
    if recipient.answer_url:
        links["rsvp.link"] = link(recipient.answer_url)
    # A place is often a link to a meeting.
    links["workshop.location"] = linked(facts.workshop.location)
    return links | {name: build(facts, recipient) for name, build in _BLOCKS.items() if name in names}


def own_blocks(facts: WorkshopFacts, recipient: Recipient, names: Collection[str]) -> dict[str, str]:
    """Of the named lists those that may differ between two recipients, as this one gets them."""
    return {name: build(facts, recipient) for name, build in _OWN_BLOCKS.items() if name in names}


def sources(name: str, facts: WorkshopFacts) -> list[str]:
    """What people typed that fills in a placeholder: a gap left in there would be a hole in the mail."""
    workshop = facts.workshop
    typed: dict[str, list[str]] = {
        "workshop.title": [workshop.title],
        "workshop.location": [workshop.location],
        "workshop.objectives": workshop.objectives,
        "workshop.preparation": workshop.preparation,
        "workshop.agenda": [item.title for item in facts.agenda],
        "workshop.prework": [item.text for item in facts.prework],
        "person.prework": [item.text for item in facts.prework],
        "recap.sections": [section.text for section in facts.sections],
    }
    return typed.get(name, [])


def _person_id(recipient: Recipient | None) -> int | None:
    return recipient.person.pk if recipient else None


def _group_ids(recipient: Recipient | None) -> frozenset[int]:
    return recipient.group_ids if recipient else frozenset()


def _own_actions(facts: WorkshopFacts, recipient: Recipient | None) -> set[int]:
    """The recipient's: by name, or as one of the people of a role that has still to do them."""
    if recipient is None:
        return set()
    named = {item.pk for item in facts.actions if item.owner_id == recipient.person.pk}
    return named | {item.pk for item in recipient.open_actions}


_BLOCKS: Final[dict[str, Callable[[WorkshopFacts, Recipient | None], str]]] = {
    "workshop.objectives": lambda facts, _: blocks.bullets(facts.workshop.objectives),
    "workshop.preparation": lambda facts, _: blocks.bullets(facts.workshop.preparation),
    "workshop.agenda": lambda facts, _: blocks.agenda(facts.agenda),
    "workshop.prework": lambda facts, to: blocks.prework(facts.prework, _group_ids(to)),
    "workshop.artifacts": lambda facts, _: blocks.documents(facts.artifacts),
    "person.prework": lambda facts, to: blocks.own_prework(facts.prework, _group_ids(to)),
    "person.actions": lambda facts, to: blocks.own_actions(to.open_actions if to else ()),
    "recap.sections": lambda facts, to: blocks.recap(facts.sections, facts.actions, _own_actions(facts, to)),
    "recap.actions": lambda facts, to: blocks.actions(facts.actions, _own_actions(facts, to)),
    "followup.open_questions": lambda facts, to: blocks.open_points(facts.questions, _person_id(to)),
    "followup.approvals": lambda facts, to: blocks.open_points(facts.approvals, _person_id(to)),
}
# In these what is the recipient's own comes first.
_OWN: Final = ("person.", "recap.", "followup.", "workshop.prework")
_OWN_BLOCKS: Final = {name: build for name, build in _BLOCKS.items() if name.startswith(_OWN)}
