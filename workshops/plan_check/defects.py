"""The defects that plan documents really have. A new rule is a function more, and its place in `DEFECTS`."""

from collections.abc import Callable, Iterator
from typing import Final

from workshops.agenda import agenda_total
from workshops.plan_document import section_kind, unfilled

from .blanks import blanks_in
from .documents import not_linked
from .emptiness import empty_labels, empty_sections, labels
from .findings import Finding, Place, findings_of
from .snapshot import GroupFacts, MailFacts, Snapshot

Gap = tuple[str, Place]


def agenda_fits_slot(plan: Snapshot) -> list[Finding]:
    """The longest run of the agenda ends within the slot."""
    place = plan.page("workshops:agenda")
    total = agenda_total(plan.agenda, slot_min=plan.slot_min, slot_max=plan.slot_max)
    gaps = [] if total.fits else [(f"The agenda does not fit the slot: {total.text}.", place)]
    well = f"{total.text}." if plan.agenda else "There is no agenda to fit."
    return findings_of("agenda-fits-slot", gaps, well=well, place=place)


def every_group_invited(plan: Snapshot) -> list[Finding]:
    """Each group stands behind a mail that asks it to come; one that is only informed, behind any mail."""
    place = plan.page("workshops:participants")
    gaps = (gap for group in plan.groups for gap in _not_reached(group, plan))
    return findings_of("every-group-invited", gaps, well="A mail invites every group.", place=place)


def _not_reached(group: GroupFacts, plan: Snapshot) -> Iterator[Gap]:
    # Who writes the mails needs no invitation.
    if any(group.pk in mail.sender_ids for mail in plan.mails):
        return
    # A reminder presumes that people know of the day; so does what goes to the confirmed alone.
    inviting = [mail for mail in plan.mails if not mail.comes_after and not mail.is_reminder]
    telling = list(plan.mails) if group.is_informed else inviting
    if any(mail.is_for_everybody and not group.is_informed for mail in telling):
        return
    if any(group.pk in mail.group_ids for mail in telling):
        return
    verb = "tells" if group.is_informed else "invites"
    pending = next((mail for mail in telling if mail.is_pending), None)
    place = pending.place if pending else plan.page("workshops:workshop")
    yield f"No mail {verb} the group “{group.name}”.", place


def artifact_linked(plan: Snapshot) -> list[Finding]:
    """Each document that the plan names is linked from a mail."""
    missing = not_linked(plan.artifacts, plan.mails)
    gaps = [(f"No mail links {path}, which the plan names.", mended_in(plan)) for path in missing]
    count = len(plan.artifacts)
    well = f"The mails link what the plan names: {count} in all." if count else "The plan names no document."
    place = plan.page("workshops:workshop-edit")
    return findings_of("artifact-linked", gaps, well=well, place=place)


def mended_in(plan: Snapshot) -> Place:
    """The mail in which a document is best linked: the last before the workshop that is no reminder."""
    pending = [mail for mail in plan.pending if not mail.is_reminder]
    before = [mail for mail in pending if not mail.comes_after]
    mail = next(iter(before[::-1] or pending), None)
    return mail.place if mail else plan.page("workshops:workshop-edit")


def no_empty_section(plan: Snapshot) -> list[Finding]:
    """Whatever the plan announces has words."""
    place = plan.page("workshops:workshop")
    return findings_of("no-empty-section", _empty(plan), well="No section of the plan is empty.", place=place)


# Where what belongs under a heading of the document is written.
_PAGES: Final = {
    "objectives": "workshops:workshop-edit",
    "artifacts": "workshops:workshop-edit",
    "groups": "workshops:participants",
    "agenda": "workshops:agenda",
    "prework": "workshops:prework",
    "recap": "workshops:recap",
}


def _empty(plan: Snapshot) -> Iterator[Gap]:
    if not plan.agenda and any(_speaks_of_agenda(mail) for mail in plan.pending):
        yield "The agenda has no items.", plan.page(_PAGES["agenda"])
    for title, kind in empty_sections(plan.outline):
        # What stands in a mail of the document fills its heading; a list of groups is more than To lines.
        if kind == "groups" or not _has_rows(plan).get(kind):
            place = (
                plan.page(_PAGES[kind]) if kind in _PAGES else Place("workshops:plan-import", plan.project_id)
            )
            yield f"The document’s section “{title}” is empty.", place
    yield from _empty_in_mails(plan)
    yield from _empty_in_recap(plan)


def _speaks_of_agenda(mail: MailFacts) -> bool:
    announced = map(section_kind, labels(mail.body, mail.sender))
    return mail.needs_agenda or "agenda" in announced


def _has_rows(plan: Snapshot) -> dict[str, bool]:
    return {
        "agenda": bool(plan.agenda),
        "objectives": bool(plan.objectives),
        "prework": plan.has_prework,
        "groups": bool(plan.groups),
    }


def _empty_in_mails(plan: Snapshot) -> Iterator[Gap]:
    has_rows = _has_rows(plan)
    for mail in plan.pending:
        if not mail.body.strip():
            yield f"The mail “{mail.name}” has no text.", mail.place
        elif not mail.subject.strip():
            yield f"The mail “{mail.name}” has no subject.", mail.place
        announced = labels(mail.body, mail.sender)
        listless = [label for label in announced if not has_rows.get(section_kind(label), True)]
        for label in dict.fromkeys([*empty_labels(mail.body, mail.sender), *listless]):
            # An agenda without items is said once for all mails.
            if section_kind(label) != "agenda" or plan.agenda:
                yield f"In the mail “{mail.name}” nothing stands under “{label}”.", mail.place


def _empty_in_recap(plan: Snapshot) -> Iterator[Gap]:
    place = plan.page(_PAGES["recap"])
    for section in plan.sections:
        if section.needs_no_words:
            continue
        if not (section.prompt or section.plan_text or section.text).strip():
            yield (
                f"The recap’s section “{section.heading}” says neither what it is for nor what came out.",
                place,
            )
        elif plan.is_over and not section.text.strip():
            yield f"The recap’s section “{section.heading}” is not recorded yet.", place


def no_unfilled_placeholder(plan: Snapshot) -> list[Finding]:
    """Everything that a mail asks for has a value, and nothing is left for later."""
    gaps: dict[Gap, list[str]] = {}
    for mail in plan.pending:
        for hole in mail.holes:
            gaps.setdefault((hole.text, hole.place), []).append(mail.name)
    told = [(f"{text} It holds {_named(names)}.", place) for (text, place), names in gaps.items()]
    place = plan.page("workshops:workshop")
    well = "Every placeholder has a value."
    found = [*told, *_left_for_later(plan, told)]
    return findings_of("no-unfilled-placeholder", found, well=well, place=place)


def _left_for_later(plan: Snapshot, told: list[Gap]) -> Iterator[Gap]:
    """What nobody filled in, in the mails and in the words of the plan; each gap is said once."""
    for mail in plan.pending:
        for blank in blanks_in(f"{mail.subject}\n{mail.body}"):
            if not any(blank in hole.text for hole in mail.holes):
                yield f"The mail “{mail.name}” still says “{blank}”.", mail.place
    for words in plan.texts:
        for blank in dict.fromkeys([*unfilled(words.text), *blanks_in(words.text)]):
            if not any(blank in text for text, _ in told):
                yield f"{words.name} still says “{blank}”.", words.place


def _named(names: list[str]) -> str:
    if len(names) > 2:
        return f"“{names[0]}” and {len(names) - 1} more mails"
    return " and ".join(f"“{name}”" for name in names)


def mail_has_recipients(plan: Snapshot) -> list[Finding]:
    """Each mail says for whom it is, and somebody gets it."""
    place = plan.page("workshops:participants")
    well = "Each mail has recipients."
    return findings_of("mail-has-recipients", _without_recipients(plan), well=well, place=place)


def _without_recipients(plan: Snapshot) -> Iterator[Gap]:
    for mail in plan.pending:
        if not mail.names_recipients:
            text = f"The mail “{mail.name}” names no recipients"
            yield f"{text}; as it stands it goes to: {mail.audience}.", mail.place
    if not plan.has_people:
        place = Place("workshops:people", plan.project_id)
        if plan.pending:
            yield "No mail reaches anybody: there are no people in the project yet.", place
        return
    for mail in plan.pending:
        if not mail.reach:
            yield (
                f"The mail “{mail.name}” goes to nobody as things stand.",
                plan.page("workshops:participants"),
            )


Rule = Callable[[Snapshot], list[Finding]]
DEFECTS: Final[tuple[Rule, ...]] = (
    agenda_fits_slot,
    every_group_invited,
    artifact_linked,
    no_empty_section,
    no_unfilled_placeholder,
    mail_has_recipients,
)
