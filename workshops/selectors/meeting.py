"""Reads for the page on which a meeting is run, and for its notes."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from workshops.models import AgendaItem, MeetingNote, Participant, Workshop
from workshops.selectors.register import Panel, panels_of
from workshops.states import Presence


@dataclass(frozen=True, slots=True)
class Place:
    """Where notes are written: beside an item of the agenda, or for the meeting as a whole (no item)."""

    item: AgendaItem | None
    note: MeetingNote | None

    @property
    def key(self) -> str:
        return str(self.item.pk) if self.item else "general"

    @property
    def text(self) -> str:
        return self.note.text if self.note else ""

    @property
    def planned(self) -> int | None:
        """The minutes that the item may take; None where the agenda does not say."""
        return (self.item.minutes_max or self.item.minutes_min) if self.item else None


@dataclass(frozen=True, slots=True)
class Attendance:
    """How many were there, as far as it was said."""

    attended: int
    absent: int
    unsaid: int
    # Of whom nothing was said, and whose answer lets expect something.
    expected: int


def notes_of(workshop: Workshop) -> list[MeetingNote]:
    """All notes in the agenda's order; those of items that are gone come after, the general ones last."""
    rows = workshop.meeting_notes.select_related("item", "saved_by", "taken_into")
    return sorted(rows, key=lambda note: (note.item is None, not note.title, _place(note)))


def _place(note: MeetingNote) -> tuple[int, int]:
    return (note.item.position if note.item else 0, note.pk)


def places_of(items: Iterable[AgendaItem], notes: Sequence[MeetingNote]) -> list[Place]:
    """Each item with its notes, and the place for what belongs to none."""
    by_item = {note.item_id: note for note in notes if note.item_id}
    general = next((note for note in notes if not note.item_id and not note.title), None)
    return [*(Place(item, by_item.get(item.pk)) for item in items), Place(None, general)]


def orphans(notes: Iterable[MeetingNote]) -> list[MeetingNote]:
    """Notes of items that are no longer on the agenda."""
    return [note for note in notes if note.item is None and note.title and note.text.strip()]


def attendees_of(workshop: Workshop) -> list[Participant]:
    return list(workshop.participants.active().select_related("person"))


def attendance_of(participants: Iterable[Participant]) -> Attendance:
    rows = list(participants)
    counts = Counter(row.presence for row in rows)
    return Attendance(
        attended=counts[Presence.ATTENDED],
        absent=counts[Presence.ABSENT],
        unsaid=counts[Presence.UNKNOWN],
        expected=sum(not row.presence and bool(row.expected_presence) for row in rows),
    )


def caught(workshop: Workshop) -> list[Panel]:
    """The registers that hold something."""
    return [panel for panel in panels_of(workshop) if panel.rows]
