"""A workshop's plan as the rules see it: plain values, read beforehand out of every room."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from workshops.plan_document import Heading

from .findings import Place

# Where pipelines, risks and the other registers are kept.
REGISTERS_PAGE: Final = "workshops:registers"


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """A stakeholder group of the plan."""

    pk: int
    name: str
    is_informed: bool = False


@dataclass(frozen=True, slots=True)
class Hole:
    """What a mail's text asks for and nobody has filled in."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class MailFacts:
    """One touchpoint of the plan."""

    pk: int
    name: str
    # Body as the plan has it; subject and body with everything that the lists in them bring along.
    body: str
    text: str
    subject: str = ""
    # As whom it is signed.
    sender: str = ""
    comes_after: bool = False
    is_reminder: bool = False
    needs_agenda: bool = False
    # Not sent, skipped or cancelled: it can still be mended.
    is_pending: bool = True
    # Goes to all participants who have not declined, whatever they answered so far.
    is_for_everybody: bool = False
    # To whom the program sends it, in words.
    audience: str = ""
    # Its To or Cc line says for whom it is; a mail of the program's own needs no line.
    names_recipients: bool = True
    group_ids: frozenset[int] = frozenset()
    # Whose mail it is, where the plan has groups of the sender's name.
    sender_ids: frozenset[int] = frozenset()
    # How many people it goes to as things stand, with those who get it by accepting.
    reach: int = 1
    holes: tuple[Hole, ...] = ()

    @property
    def place(self) -> Place:
        return Place("workshops:touchpoint-edit", self.pk)


@dataclass(frozen=True, slots=True)
class TextFacts:
    """Words of the plan that mails take in: its objectives, its agenda, what the recap says."""

    name: str
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class SectionFacts:
    """A section of the recap; `text` is what was written afterwards, `plan_text` what the plan gave."""

    heading: str
    prompt: str = ""
    plan_text: str = ""
    text: str = ""
    # The program fills it in, or it is the program's own.
    needs_no_words: bool = False

    @property
    def recorded(self) -> str:
        return self.text if self.text.strip() != self.plan_text.strip() else ""


@dataclass(frozen=True, slots=True)
class OwnedFacts:
    """What somebody has to answer for: a pipeline, an environment, an action."""

    kind: str
    name: str
    owner: str
    place: Place


@dataclass(frozen=True, slots=True)
class RiskFacts:
    name: str
    owner: str
    # What is done about it.
    action: str
    place: Place


@dataclass(frozen=True, slots=True)
class PointFacts:
    """A point of the plan's own checklist; `ticked` says by whom and when."""

    pk: int
    name: str
    text: str = ""
    ticked: str = ""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another workshop of the project."""

    name: str
    is_earlier: bool


@dataclass(frozen=True, slots=True)
class Snapshot:
    workshop_id: int
    project_id: int
    slot_min: int
    slot_max: int
    start: datetime | None = None
    is_over: bool = False
    # The headings of the plan document as it would be exported now.
    outline: tuple[Heading, ...] = ()
    texts: tuple[TextFacts, ...] = ()
    objectives: tuple[str, ...] = ()
    agenda: tuple[tuple[int | None, int | None], ...] = ()
    has_prework: bool = False
    has_people: bool = True
    groups: tuple[GroupFacts, ...] = ()
    mails: tuple[MailFacts, ...] = ()
    artifacts: tuple[str, ...] = ()
    sections: tuple[SectionFacts, ...] = ()
    # When each constraint was recorded.
    constraints: tuple[datetime, ...] = ()
    owned: tuple[OwnedFacts, ...] = ()
    risks: tuple[RiskFacts, ...] = ()
    neighbours: tuple[Neighbour, ...] = ()
    points: tuple[PointFacts, ...] = ()

    def page(self, view: str) -> Place:
        """A page of the workshop."""
        return Place(view, self.workshop_id)

    def register(self, slug: str) -> Place:
        """One of the workshop's registers."""
        return Place(REGISTERS_PAGE, self.workshop_id, part=f"register-{slug}")

    @property
    def pending(self) -> list[MailFacts]:
        return [mail for mail in self.mails if mail.is_pending]
