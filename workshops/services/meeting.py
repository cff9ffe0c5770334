"""What is put down while the workshop runs: notes, and who was there."""

from datetime import datetime
from typing import Final

from django.db import transaction

from workshops.models import AgendaItem, MeetingNote, Participant, RecapSection, User, Workshop
from workshops.services.errors import ServiceError
from workshops.services.history import record
from workshops.services.outcomes import write_section
from workshops.states import Presence

LONGEST_NOTE: Final = 20_000


class NewerNote(ServiceError):
    """Somebody saved the notes in the meantime; `note` is what they are now."""

    def __init__(self, note: MeetingNote) -> None:
        super().__init__("Somebody else changed these notes in the meantime: yours are not saved yet.")
        self.note = note


@transaction.atomic
def save_note(
    *, workshop_id: int, item_id: int | None, text: str, version: int, by: User | None, now: datetime
) -> MeetingNote:
    """Keep the notes of an agenda item, or of the meeting; the same words again change nothing.

    Raises NewerNote where `version` is no longer the notes' version, ServiceError for an item that is gone,
    and ValidationError.
    """
    # The lock makes two who write at once take turns: the second one is told.
    workshop = Workshop.objects.select_for_update().get(pk=workshop_id)
    note = _note(workshop, item_id)
    if note.text == text and note.pk:
        return note
    if note.version != version:
        raise NewerNote(note)
    if len(text) > LONGEST_NOTE:
        raise ServiceError(f"The notes have more than {LONGEST_NOTE:,} characters.")
    note.text, note.version, note.saved_at, note.saved_by = text, version + 1, now, by
    if note.item:
        note.title = note.item.title
    note.full_clean(validate_constraints=False)
    note.save()
    return note


def _note(workshop: Workshop, item_id: int | None) -> MeetingNote:
    notes = MeetingNote.objects.filter(workshop=workshop).select_related("saved_by")
    if item_id is None:
        return notes.filter(item=None, title="").first() or MeetingNote(workshop=workshop)
    item = AgendaItem.objects.filter(pk=item_id, workshop=workshop).first()
    if item is None:
        raise ServiceError("This item is no longer on the agenda. Copy your notes and load the page again.")
    return notes.filter(item=item).select_related("item").first() or MeetingNote(
        workshop=workshop, item=item, title=item.title
    )


@transaction.atomic
def take_note_over(
    *, workshop_id: int, note_id: int, section_id: int, by: User | None, now: datetime
) -> MeetingNote:
    """Add the notes below what stands in a section of the recap; the notes themselves stay.

    Raises ServiceError for empty notes and once the recap is ready.
    """
    note = MeetingNote.objects.select_for_update(of=("self",)).get(pk=note_id, workshop=workshop_id)
    section = RecapSection.objects.get(pk=section_id, recap__workshop=workshop_id)
    text = note.text.strip()
    if not text:
        raise ServiceError("There are no notes to take over.")
    write_section(workshop_id=workshop_id, section_id=section_id, text=text, is_added=True, by=by, now=now)
    note.taken_into, note.taken_version = section, note.version
    note.save(update_fields=["taken_into", "taken_version"])
    return note


@transaction.atomic
def set_presence(*, participant_id: int, presence: str, by: User | None, now: datetime) -> Participant:
    """Keep whether somebody was there. Raises ServiceError for anything but a choice."""
    if presence not in Presence.values:
        raise ServiceError("Choose whether they were there.")
    rows = Participant.objects.select_for_update(of=("self",)).select_related("workshop", "person")
    participant: Participant = rows.get(pk=participant_id)
    if participant.presence != presence:
        participant.presence = Presence(presence)
        participant.save(update_fields=["presence"])
        detail = f"{participant.person.name}: {participant.get_presence_display().lower()}"
        record(participant.workshop, "attendance recorded", by=by, now=now, detail=detail)
    return participant


@transaction.atomic
def record_presence_as_answered(*, workshop_id: int, by: User | None, now: datetime) -> int:
    """Who accepted was there and who declined was not, for all of whom nothing else was said; how many."""
    workshop = Workshop.objects.select_for_update().get(pk=workshop_id)
    unsaid = workshop.participants.active().filter(presence=Presence.UNKNOWN)
    expected = [(row, row.expected_presence) for row in unsaid if row.expected_presence]
    for row, presence in expected:
        row.presence = Presence(presence)
    Participant.objects.bulk_update([row for row, _ in expected], ["presence"], batch_size=1000)
    if expected:
        record(workshop, "attendance recorded", by=by, now=now, detail=f"{len(expected)} as they answered")
    return len(expected)
