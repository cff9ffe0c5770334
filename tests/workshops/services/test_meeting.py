"""Notes and attendance, put down while the workshop runs."""

import pytest
from django.core.exceptions import ValidationError

from tests.factories.workshops import (
    AgendaItemFactory,
    MeetingNoteFactory,
    ParticipantFactory,
    RecapFactory,
    RecapSectionFactory,
    UserFactory,
    WorkshopFactory,
)
from workshops import services
from workshops.models import MeetingNote
from workshops.services import AgendaEntry
from workshops.states import PartStat, Presence

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop():
    return WorkshopFactory()


def save(workshop, text, *, item=None, version=0, by=None, now):
    return services.save_note(
        workshop_id=workshop.pk,
        item_id=item.pk if item else None,
        text=text,
        version=version,
        by=by,
        now=now,
    )


def test_notes_of_an_item_are_kept_with_who_and_when(workshop, early):
    item, writer = AgendaItemFactory(workshop=workshop, title="Flows"), UserFactory()

    save(workshop, "We load at night.", item=item, by=writer, now=early)

    note = MeetingNote.objects.get()
    assert (note.item, note.title, note.text, note.version) == (item, "Flows", "We load at night.", 1)
    assert (note.saved_by, note.saved_at) == (writer, early)


def test_the_meeting_has_notes_of_its_own(workshop, early):
    save(workshop, "First.", now=early)
    save(workshop, "Second.", version=1, now=early)

    assert list(workshop.meeting_notes.values_list("item", "text", "version")) == [(None, "Second.", 2)]


def test_newer_words_are_not_overwritten(workshop, early):
    save(workshop, "Mine.", now=early)

    with pytest.raises(services.NewerNote) as refusal:
        save(workshop, "Yours.", version=0, now=early)

    assert refusal.value.note.text == "Mine."
    assert workshop.meeting_notes.get().text == "Mine."


def test_the_same_words_again_are_no_change(workshop, early):
    save(workshop, "Mine.", now=early)

    save(workshop, "Mine.", version=0, now=early)

    assert workshop.meeting_notes.get().version == 1


def test_item_of_another_workshop_takes_no_notes(workshop, early):
    with pytest.raises(services.ServiceError, match="no longer on the agenda"):
        save(workshop, "x", item=AgendaItemFactory(), now=early)


def test_too_long_and_unprintable_notes_are_refused(workshop, early):
    with pytest.raises(services.ServiceError, match="20,000"):
        save(workshop, "x" * 20_001, now=early)
    with pytest.raises(ValidationError):
        save(workshop, "a\x00b", now=early)


def test_notes_follow_their_item_through_changes_of_the_agenda(workshop, early):
    flows = AgendaItemFactory(workshop=workshop, position=0, title="Flows")
    owners = AgendaItemFactory(workshop=workshop, position=1, title="Owners")
    save(workshop, "Notes of flows.", item=flows, now=early)
    save(workshop, "Notes of owners.", item=owners, now=early)

    entries = [AgendaEntry("Owners"), AgendaEntry("All flows"), AgendaEntry("Wrap up")]
    services.save_agenda(workshop_id=workshop.pk, items=entries, by=None, now=early)

    found = [(item.title, getattr(item, "note", None)) for item in workshop.agenda_items.all()]
    assert [(title, note.text if note else "") for title, note in found] == [
        ("Owners", "Notes of owners."),
        ("All flows", ""),
        ("Wrap up", ""),
    ]
    assert workshop.meeting_notes.get(item=None).title == "Flows"


def test_notes_follow_an_item_that_gets_another_title(workshop, early):
    flows = AgendaItemFactory(workshop=workshop, position=0, title="Flows")
    save(workshop, "Notes of flows.", item=flows, now=early)

    services.save_agenda(workshop_id=workshop.pk, items=[AgendaEntry("All flows")], by=None, now=early)

    assert workshop.agenda_items.get().note.text == "Notes of flows."


def test_notes_are_taken_over_below_what_stands_in_the_section(workshop, early):
    note = MeetingNoteFactory(workshop=workshop, text="- Load at night\n")
    section = RecapSectionFactory(recap=RecapFactory(workshop=workshop), text="- Use one tool")

    services.take_note_over(
        workshop_id=workshop.pk, note_id=note.pk, section_id=section.pk, by=None, now=early
    )

    section.refresh_from_db()
    note.refresh_from_db()
    assert section.text == "- Use one tool\n- Load at night"
    assert (note.text, note.taken_into, note.is_taken) == ("- Load at night\n", section, True)


def test_notes_changed_after_they_were_taken_over_are_to_be_taken_again(workshop, early):
    note = MeetingNoteFactory(workshop=workshop)
    section = RecapSectionFactory(recap=RecapFactory(workshop=workshop))
    services.take_note_over(
        workshop_id=workshop.pk, note_id=note.pk, section_id=section.pk, by=None, now=early
    )

    changed = save(workshop, "We load at noon.", item=note.item, version=1, now=early)

    assert not changed.is_taken


def test_empty_notes_and_a_ready_recap_take_nothing_over(workshop, early):
    empty = MeetingNoteFactory(workshop=workshop, text=" ")
    full = MeetingNoteFactory(workshop=workshop)
    section = RecapSectionFactory(recap=RecapFactory(workshop=workshop), text="Agreed.")
    given = {"workshop_id": workshop.pk, "section_id": section.pk, "by": None, "now": early}
    with pytest.raises(services.ServiceError, match="no notes"):
        services.take_note_over(note_id=empty.pk, **given)
    services.mark_recap_ready(workshop_id=workshop.pk, by=None, now=early)

    with pytest.raises(services.ServiceError, match="ready to send"):
        services.take_note_over(note_id=full.pk, **given)

    section.refresh_from_db()
    assert section.text == "Agreed."


def test_presence_is_expected_from_the_answer_until_somebody_says_it(workshop):
    answers = [PartStat.ACCEPTED, PartStat.DECLINED, PartStat.TENTATIVE, PartStat.NEEDS_ACTION]

    expected = [ParticipantFactory(workshop=workshop, partstat=a).expected_presence for a in answers]

    assert expected == [Presence.ATTENDED, Presence.ABSENT, "", ""]


def test_presence_is_kept_and_told_in_the_history(workshop, early):
    participant = ParticipantFactory(workshop=workshop, partstat=PartStat.ACCEPTED)

    services.set_presence(participant_id=participant.pk, presence="absent", by=None, now=early)

    participant.refresh_from_db()
    assert (participant.presence, participant.expected_presence) == ("absent", "absent")
    assert str(workshop.history.get()) == f"attendance recorded {participant.person.name}: absent"


def test_presence_is_one_of_the_choices(workshop, early):
    with pytest.raises(services.ServiceError):
        services.set_presence(
            participant_id=ParticipantFactory(workshop=workshop).pk, presence="asleep", by=None, now=early
        )


def test_the_rest_is_recorded_as_they_answered(workshop, early):
    ParticipantFactory(workshop=workshop, partstat=PartStat.ACCEPTED, presence=Presence.ABSENT)
    accepted = ParticipantFactory(workshop=workshop, partstat=PartStat.ACCEPTED)
    silent = ParticipantFactory(workshop=workshop)

    count = services.record_presence_as_answered(workshop_id=workshop.pk, by=None, now=early)

    accepted.refresh_from_db()
    silent.refresh_from_db()
    assert (count, accepted.presence, silent.presence) == (1, Presence.ATTENDED, "")
