"""Whether a touchpoint is fit to go. Nothing is ever sent with a hole in it.

The tick holds what is not fit; the pages show the same reasons before the touchpoint's time has come.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from emails.facts import WorkshopFacts
from emails.message.mailboxes import address_fault
from emails.message.values import sources, workshop_blocks, workshop_values
from workshops.models import Touchpoint
from workshops.placeholders import names_in, problems
from workshops.plan_document import unfilled
from workshops.states import Audience, TouchpointKind


@dataclass(frozen=True, slots=True)
class Reason:
    """What is missing, in a sentence, and the page on which to mend it."""

    text: str
    view: str
    pk: int

    @property
    def url(self) -> str:
        return reverse(self.view, args=[self.pk])

    @property
    def is_recap(self) -> bool:
        """It is mended by recording the workshop's outcomes: not before the workshop."""
        return self.view == "workshops:recap"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Held as long as there are reasons; where there is nothing to say, `skip` says why."""

    reasons: tuple[Reason, ...] = ()
    skip: str = ""

    @property
    def is_fit(self) -> bool:
        return not self.reasons and not self.skip

    @property
    def texts(self) -> list[str]:
        return [reason.text for reason in self.reasons]


# What is said of a placeholder without a value, and where it is mended.
_SLOT = ("The workshop's date and time are not set.", "workshops:slot")
_LOCATION = ("The place or link of the workshop is not set.", "workshops:slot")
_ORGANIZER = ("The workshop has no organizer, to whom replies would go.", "workshops:workshop-edit")
_AGENDA = ("The agenda has no items.", "workshops:agenda")
_EMPTY: dict[str, tuple[str, str]] = {
    "workshop.date": _SLOT,
    "workshop.time": _SLOT,
    "workshop.when": _SLOT,
    "workshop.location": _LOCATION,
    "workshop.code": ("The text names the workshop's number, and it has none.", "workshops:workshop-edit"),
    "workshop.participants": (
        "The text names the invited groups, and none is invited.",
        "workshops:workshop-edit",
    ),
    "workshop.objectives": (
        "The text lists the objectives, and none is written.",
        "workshops:workshop-edit",
    ),
    "workshop.preparation": (
        "The text lists what to come prepared with, and nothing is written.",
        "workshops:workshop-edit",
    ),
    "workshop.artifacts": (
        "The text lists the linked documents, and there is none.",
        "workshops:workshop-edit",
    ),
    "workshop.agenda": _AGENDA,
    "workshop.prework": ("The text lists the pre-work, and none is written.", "workshops:prework"),
    "organizer.name": _ORGANIZER,
    "organizer.email": _ORGANIZER,
    "recap.sections": ("The recap has no text yet.", "workshops:recap"),
}
_FOLLOW_UP = {"followup.open_questions", "followup.approvals"}
RECAP_NOT_READY = "The recap is not marked as ready to send."
RECAP_NOT_RECORDED = "The recap is not recorded yet."
# What nobody can mend before the workshop, and hardly on its day.
RECAP_REASONS = frozenset({RECAP_NOT_READY, RECAP_NOT_RECORDED})
NOTHING_OPEN = "Skipped: no design question is open and no approval is pending."
OPTIONAL_WITHOUT_TEXT = "Skipped: it is optional, and it has no text."


def gate(touchpoint: Touchpoint, facts: WorkshopFacts, *, has_audience: bool = True) -> Verdict:
    """What the touchpoint lacks, or why it has nothing to say.

    `has_audience` is False where nobody is addressed and nobody has the mail yet.
    """
    if skip := _nothing_to_say(touchpoint, facts):
        return Verdict(skip=skip)
    reasons = dict.fromkeys(_missing(touchpoint, facts))
    if not has_audience and (lack := _nobody(touchpoint, facts)):
        reasons[lack] = None
    return Verdict(reasons=tuple(reasons))


def _nothing_to_say(touchpoint: Touchpoint, facts: WorkshopFacts) -> str:
    if touchpoint.is_optional and not touchpoint.body.strip():
        return OPTIONAL_WITHOUT_TEXT
    is_about_open_points = touchpoint.kind == TouchpointKind.FOLLOW_UP and _FOLLOW_UP & set(
        _names(touchpoint)
    )
    if is_about_open_points and not facts.questions and not facts.approvals:
        return NOTHING_OPEN
    return ""


def _names(touchpoint: Touchpoint) -> list[str]:
    return names_in(f"{touchpoint.subject}\n{touchpoint.body}")


def _missing(touchpoint: Touchpoint, facts: WorkshopFacts) -> Iterator[Reason]:
    if touchpoint.is_held:
        yield Reason(touchpoint.hold_text, "workshops:touchpoint-edit", touchpoint.pk)
    yield from _missing_text(touchpoint)
    yield from _missing_values(touchpoint, facts)
    yield from _gaps_in_values(touchpoint, facts)
    yield from _unusable_addresses(touchpoint, facts)
    yield from _missing_recap(touchpoint, facts)


def _missing_text(touchpoint: Touchpoint) -> Iterator[Reason]:
    page, pk = "workshops:touchpoint-edit", touchpoint.pk
    if not touchpoint.subject.strip():
        yield Reason("The mail has no subject.", page, pk)
    if not touchpoint.body.strip():
        yield Reason("The mail has no text.", page, pk)
    for problem in (*problems(touchpoint.subject, is_subject=True), *problems(touchpoint.body)):
        yield Reason(problem, page, pk)
    for gap in dict.fromkeys([*unfilled(touchpoint.subject), *unfilled(touchpoint.body)]):
        yield Reason(f"The mail's text still has the gap {gap}.", page, pk)


def _told(touchpoint: Touchpoint, facts: WorkshopFacts) -> list[str]:
    """The placeholders whose values the mail needs; a recap that is not ready has a reason of its own."""
    names = dict.fromkeys([*_needed(touchpoint), *_names(touchpoint)])
    return [name for name in names if facts.recap_is_ready or not name.startswith("recap.")]


def _missing_values(touchpoint: Touchpoint, facts: WorkshopFacts) -> Iterator[Reason]:
    values = workshop_values(facts) | workshop_blocks(facts)
    for name in _told(touchpoint, facts):
        if name in _EMPTY and not values.get(name):
            text, page = _EMPTY[name]
            yield Reason(text, page, facts.workshop.pk)


def _needed(touchpoint: Touchpoint) -> list[str]:
    """What a touchpoint cannot go without, whether its text names it or not."""
    needed = ["workshop.when", "organizer.name"]
    if touchpoint.kind != TouchpointKind.CANCELLATION and not touchpoint.window.comes_after:
        needed.append("workshop.location")
    if touchpoint.kind == TouchpointKind.AGENDA:
        needed.append("workshop.agenda")
    return needed


def _gaps_in_values(touchpoint: Touchpoint, facts: WorkshopFacts) -> Iterator[Reason]:
    for name in _told(touchpoint, facts):
        for text in sources(name, facts):
            for gap in unfilled(text):
                _, page = _EMPTY.get(name, ("", "workshops:workshop-edit"))
                yield Reason(f"What fills in {name} still has the gap {gap}.", page, facts.workshop.pk)


def _unusable_addresses(touchpoint: Touchpoint, facts: WorkshopFacts) -> Iterator[Reason]:
    """Of those who stand in every mail: it could not be written to anybody."""
    named = [facts.writer(touchpoint.sender), facts.workshop.organizer]
    for person in dict.fromkeys(filter(None, named)):
        if fault := address_fault(person.email):
            text = f"Replies would go to {person.name}, whose address cannot be used: {fault}."
            yield Reason(text, "workshops:person-edit", person.pk)


def _missing_recap(touchpoint: Touchpoint, facts: WorkshopFacts) -> Iterator[Reason]:
    tells_recap = any(name.startswith("recap.") for name in _names(touchpoint))
    if facts.recap_is_ready or not (tells_recap or touchpoint.kind == TouchpointKind.RECAP):
        return
    is_recorded = any(section.text.strip() != section.plan_text.strip() for section in facts.sections)
    text = RECAP_NOT_READY if is_recorded else RECAP_NOT_RECORDED
    yield Reason(text, "workshops:recap", facts.workshop.pk)


def _nobody(touchpoint: Touchpoint, facts: WorkshopFacts) -> Reason | None:
    if touchpoint.is_own:
        return None
    if touchpoint.audience == Audience.CONFIRMED and facts.has_unanswered:
        # It waits for answers, which the request to answer asks for.
        return None
    page, pk = "workshops:participants", facts.workshop.pk
    if touchpoint.audience == Audience.NOBODY:
        return Reason("Nobody is in the groups that it goes to: add people to them.", page, pk)
    if touchpoint.audience == Audience.CONFIRMED:
        return Reason("Nobody has accepted: add participants, or send it to all.", page, pk)
    return Reason("There is nobody to send it to: add participants.", page, pk)
