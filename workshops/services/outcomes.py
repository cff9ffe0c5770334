"""What came out: the recap, open questions and approvals."""

from datetime import date, datetime
from typing import Any, Final

from django.db import transaction

from workshops.models import Approval, OpenQuestion, Recap, RecapSection, User, Workshop
from workshops.plan_document import unfilled
from workshops.recap_joining import joined
from workshops.services.errors import ServiceError
from workshops.services.history import record
from workshops.services.recap_versions import keep_version, withdraw_untold
from workshops.services.register_rows import locked_row, new_row, save_changes, set_values
from workshops.states import UNSETTLED, RecapState

# How the history names the rows.
SLUGS: Final = {OpenQuestion: "question", Approval: "approval"}
# In place of an agenda item's id: leave it as it is.
AS_IT_IS: Final = -1


@transaction.atomic
def save_recap(*, workshop_id: int, texts: dict[int, str], by: User | None, now: datetime) -> Recap:
    """Keep what was written so far, by section. Raises ServiceError once the recap is ready to send."""
    recap = _locked_recap(workshop_id)
    if recap.is_ready:
        raise ServiceError("The recap is ready to send. Take it back first, then change it.")
    for section in recap.sections.filter(pk__in=texts):
        if section.text != texts[section.pk]:
            section.text = texts[section.pk]
            section.full_clean()
            section.save(update_fields=["text"])
    record(recap.workshop, "recap saved", by=by, now=now)
    return recap


@transaction.atomic
def write_section(
    *, workshop_id: int, section_id: int, text: str, is_added: bool = False, by: User | None, now: datetime
) -> None:
    """Put a text into a section, or below what stands in it. Raises ServiceError once the recap is ready."""
    section = RecapSection.objects.get(pk=section_id, recap__workshop=workshop_id)
    text = joined(section.text, text) if is_added else text
    save_recap(workshop_id=workshop_id, texts={section_id: text}, by=by, now=now)


def missing_in_recap(recap: Recap) -> list[str]:
    """What the recap lacks before it can go out, a sentence each."""
    missing = []
    for section in recap.sections.all():
        if not section.text.strip() and not section.lists_actions:
            missing.append(f"“{section.heading}” is empty. If there is nothing to say, say so.")
        missing += [f"“{section.heading}” still has the gap {gap}." for gap in unfilled(section.text)]
    return missing


@transaction.atomic
def mark_recap_ready(*, workshop_id: int, by: User | None, now: datetime) -> Recap:
    """Open the recap's gate: it goes out in its window. Raises ServiceError with what is missing."""
    recap = _locked_recap(workshop_id)
    if recap.is_ready:
        return recap
    if missing := missing_in_recap(recap):
        raise ServiceError(" ".join(missing))
    recap.state, recap.ready_at, recap.ready_by = RecapState.READY, now, by
    recap.save(update_fields=["state", "ready_at", "ready_by"])
    version = keep_version(recap, by=by, now=now)
    detail = f"version {version.number}"
    record(recap.workshop, "recap ready to send", by=by, now=now, detail=detail)
    return recap


@transaction.atomic
def reopen_recap(*, workshop_id: int, by: User | None, now: datetime) -> Recap:
    """Close the recap's gate again; who already has the recap keeps it."""
    recap = _locked_recap(workshop_id)
    recap.state, recap.ready_at, recap.ready_by = RecapState.DRAFT, None, None
    recap.save(update_fields=["state", "ready_at", "ready_by"])
    withdraw_untold(recap, now=now)
    record(recap.workshop, "recap taken back", by=by, now=now)
    return recap


@transaction.atomic
def save_question(
    *,
    workshop_id: int,
    question_id: int | None = None,
    version: int | None = None,
    text: str,
    owner_id: int | None,
    due_on: date | None,
    state: str,
    answer: str,
    agenda_item_id: int | None = AS_IT_IS,
    by: User | None,
    now: datetime,
) -> OpenQuestion:
    """Add or change an open question. Raises ValidationError, ServiceError and NewerVersion."""
    values: dict[str, Any] = {
        "text": text,
        "owner_id": owner_id,
        "due_on": due_on,
        "state": state,
        "answer": answer,
    }
    if agenda_item_id != AS_IT_IS:
        values["agenda_item_id"] = agenda_item_id
    return _save(OpenQuestion, workshop_id, question_id, version, values, by=by, now=now)


@transaction.atomic
def save_approval(
    *,
    workshop_id: int,
    approval_id: int | None = None,
    version: int | None = None,
    text: str,
    owner_id: int | None,
    due_on: date | None,
    state: str,
    reason: str,
    agenda_item_id: int | None = AS_IT_IS,
    by: User | None,
    now: datetime,
) -> Approval:
    """Add or change an approval; a rejection says why. Raises ValidationError, ServiceError, NewerVersion."""
    values: dict[str, Any] = {
        "text": text,
        "owner_id": owner_id,
        "due_on": due_on,
        "state": state,
        "reason": reason,
    }
    if agenda_item_id != AS_IT_IS:
        values["agenda_item_id"] = agenda_item_id
    return _save(Approval, workshop_id, approval_id, version, values, by=by, now=now)


def _save(
    model: Any,
    workshop_id: int,
    pk: int | None,
    version: int | None,
    values: dict[str, Any],
    *,
    by: User | None,
    now: datetime,
) -> Any:
    workshop = Workshop.objects.get(pk=workshop_id)
    row = locked_row(model, pk, workshop, version) if pk else new_row(model, workshop, by=by, now=now)
    before = settled_as(row)
    changes = set_values(row, values)
    if settled_as(row) != before:
        note_settled(row, by=str(by) if by else "", now=now)
    save_changes(row, changes)
    if changes or not pk:
        name = model._meta.verbose_name
        detail = f"{row.text}{' – ' + '; '.join(changes) if pk else ''}"
        subject = f"{SLUGS[model]}:{row.pk}"
        what = f"{name} {'changed' if pk else 'added'}"
        record(workshop, what, by=by, now=now, detail=detail, subject=subject)
    return row


def settled_as(row: OpenQuestion | Approval) -> tuple[str, str]:
    """What became of it so far, in the words that whoever settled it answers for."""
    return row.state, row.answer if isinstance(row, OpenQuestion) else row.reason


def note_settled(row: OpenQuestion | Approval, *, by: str, now: datetime) -> None:
    """Keep on the unsaved row who settled it and when; of one that is open again, nobody and never."""
    at, name = (now, by[:200]) if row.state not in UNSETTLED else (None, "")
    if isinstance(row, OpenQuestion):
        row.answered_at, row.answered_by = at, name
    else:
        row.decided_at, row.decided_by = at, name


def _locked_recap(workshop_id: int) -> Recap:
    rows = Recap.objects.select_for_update(of=("self",)).select_related("workshop")
    recap: Recap = rows.get(workshop_id=workshop_id)
    return recap
