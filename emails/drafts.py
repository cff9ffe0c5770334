"""A touchpoint's mail as it is being written: looked at and tried out before anything of it is saved."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.http import QueryDict

from emails.facts import WorkshopFacts, facts
from emails.gates import Reason, gate
from emails.message.mail import MailContext, recipients, render
from emails.message.rendering import RenderedMail
from workshops.forms.touchpoints import TouchpointForm
from workshops.models import Person, Touchpoint, Workshop
from workshops.placeholders import problems, with_problems_literal
from workshops.plan_document import unfilled

# Far above every mail that people read, and little enough to be drawn anew at each pause.
LONGEST_BODY: Final = 60_000
LONGEST_SUBJECT: Final = 300
TOO_LONG: Final = f"Only the first {LONGEST_BODY:,} characters are shown."
NO_SUBJECT: Final = "(no subject yet)"


@dataclass(frozen=True, slots=True)
class Draft:
    """What is in the editor's fields, as a touchpoint that is not saved."""

    touchpoint: Touchpoint
    facts: WorkshopFacts
    # Field name -> sentences about what could not be filled in.
    problems: Mapping[str, list[str]] = field(default_factory=dict)

    @property
    def is_whole(self) -> bool:
        """Whether it could be rendered as it is typed; a gap such as `<time>` only shows."""
        return not any(self.problems.values())

    @property
    def missing(self) -> list[Reason]:
        """What would hold the mail back besides its own text, with where to mend it."""
        verdict = gate(self.touchpoint, self.facts)
        return [reason for reason in verdict.reasons if reason.view != "workshops:touchpoint-edit"]

    @property
    def gaps(self) -> dict[str, list[str]]:
        """Field name -> the gaps that the writer of the plan left, such as `<time>`."""
        return {"subject": unfilled(self.touchpoint.subject), "body": unfilled(self.touchpoint.body)}


def draft_of(workshop: Workshop, touchpoint: Touchpoint | None, data: QueryDict) -> Draft:
    """The fields as a touchpoint, as far as they can be read; nothing is saved.

    `touchpoint` is the one being edited, as read afresh: the fields are written into it.
    """
    row = touchpoint or Touchpoint(workshop=workshop)
    # What is valid of window and audience moves onto the row; the texts count as they are, half-typed or not.
    TouchpointForm(data, instance=row).is_valid()
    row.subject = " ".join(data.get("subject", "").split())[:LONGEST_SUBJECT]
    body = data.get("body", "").replace("\r\n", "\n").replace("\x00", "")
    row.body = body[:LONGEST_BODY]
    found = {"subject": problems(row.subject, is_subject=True), "body": problems(row.body)}
    if len(body) > LONGEST_BODY:
        found["body"].append(TOO_LONG)
    return Draft(row, facts(workshop.pk), found)


def look(draft: Draft, person: Person) -> RenderedMail:
    """The mail as the person would get it; what could not be filled in stands there as it was typed.

    Its links answer for nobody. Raises ValueError where even so it makes no mail.
    """
    saved = draft.touchpoint.subject, draft.touchpoint.body
    try:
        draft.touchpoint.subject = with_problems_literal(saved[0], is_subject=True) or NO_SUBJECT
        draft.touchpoint.body = with_problems_literal(saved[1])
        recipient = recipients(draft.touchpoint.workshop_id, [person.pk], is_preview=True)[person.pk]
        return render(MailContext(draft.touchpoint, draft.facts), recipient)
    finally:
        draft.touchpoint.subject, draft.touchpoint.body = saved


def chosen_person(workshop: Workshop, wanted: Any) -> Person | None:
    """Who of the workshop's project was chosen; or else the first participant, or the first person."""
    people = workshop.project.people
    if isinstance(wanted, str) and wanted.isascii() and wanted.isdigit() and len(wanted) < 19:
        found = people.filter(pk=int(wanted)).first()
        if found:
            return found
    participant = workshop.participants.active().select_related("person").first()
    return participant.person if participant else people.first()
