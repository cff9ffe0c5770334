from datetime import timedelta

import pytest
from django.urls import reverse

from tests.factories.workshops import (
    START,
    AgendaItemFactory,
    MeetingNoteFactory,
    ParticipantFactory,
    RecapFactory,
    RiskFactory,
    WorkshopFactory,
)

HTMX = {"HX-Request": "true"}


@pytest.fixture
def workshop(project, at):
    at(START + timedelta(minutes=5))
    return WorkshopFactory(project=project)


def url_of(workshop, name="meeting"):
    return reverse(f"workshops:{name}", args=[workshop.pk])


def test_page_has_all_that_a_meeting_needs(manager_client, workshop):
    RecapFactory(workshop=workshop)
    AgendaItemFactory(workshop=workshop, title="Walk the flows", minutes_min=10, minutes_max=20)
    person = ParticipantFactory(workshop=workshop, partstat="accepted").person

    text = manager_client.get(url_of(workshop)).content.decode()

    assert "1. Walk the flows" in text
    assert 'data-planned="20"' in text
    assert person.name in text
    assert "so expected there" in text
    assert reverse("actions:capture", args=[workshop.pk]) in text
    assert reverse("workshops:recap", args=[workshop.pk]) in text


def test_workshop_without_agenda_people_and_recap_has_a_page_too(manager_client, workshop):
    text = manager_client.get(url_of(workshop)).content.decode()

    assert "No agenda is written." in text
    assert "Nobody is invited." in text
    assert "write the recap" not in text


@pytest.mark.parametrize("count", [1, 3])
def test_page_asks_the_database_the_same_number_of_times(
    manager_client, workshop, count, django_assert_num_queries
):
    for _ in range(count):
        MeetingNoteFactory(workshop=workshop)
        ParticipantFactory(workshop=workshop)

    with django_assert_num_queries(6):
        manager_client.get(url_of(workshop))


def test_notes_are_saved_without_a_new_page(manager_client, workshop):
    item = AgendaItemFactory(workshop=workshop)
    data = {"item": item.pk, "text": "One\r\nTwo", "version": 0}

    response = manager_client.post(url_of(workshop, "meeting-note"), data, headers=HTMX)

    text = response.content.decode()
    assert response.status_code == 200
    assert item.note.text == "One\nTwo"
    assert '<input type="hidden" name="version" value="1">' in text
    assert "Saved 10:05" in text
    assert "<html" not in text


def test_notes_are_saved_by_a_plain_form_too(manager_client, workshop):
    data = {"text": "One", "version": 0}

    response = manager_client.post(url_of(workshop, "meeting-note"), data)

    assert response.url == url_of(workshop) + "#note-general"
    assert workshop.meeting_notes.get().text == "One"


def test_whoever_writes_over_newer_words_sees_them_and_chooses(manager_client, workshop):
    note = MeetingNoteFactory(workshop=workshop, text="Theirs.", version=3)
    data = {"item": note.item.pk, "text": "Mine.", "version": 1}

    refused = manager_client.post(url_of(workshop, "meeting-note"), data, headers=HTMX)
    plain = manager_client.post(url_of(workshop, "meeting-note"), data)
    both = manager_client.post(url_of(workshop, "meeting-note"), data | {"both": "3"}, headers=HTMX)

    note.refresh_from_db()
    assert (refused.status_code, plain.status_code, both.status_code) == (422, 422, 200)
    assert "Theirs." in refused.content.decode()
    assert "Theirs." in plain.content.decode()
    assert "Mine." in plain.content.decode()
    assert note.text == "Theirs.\n\nMine."
    assert "Theirs.\n\nMine.</textarea>" in both.content.decode()


def test_newer_words_are_replaced_when_that_is_what_is_wanted(manager_client, workshop):
    note = MeetingNoteFactory(workshop=workshop, text="Theirs.", version=3)
    data = {"item": note.item.pk, "text": "Mine.", "version": 1, "over": 3}

    manager_client.post(url_of(workshop, "meeting-note"), data)

    note.refresh_from_db()
    assert note.text == "Mine."


def test_wrong_notes_are_refused_beside_what_was_typed(manager_client, workshop):
    data = {"text": "bell\x07", "version": 0}

    response = manager_client.post(url_of(workshop, "meeting-note"), data, headers=HTMX)
    gone = manager_client.post(
        url_of(workshop, "meeting-note"), {"item": 10**12, "text": "x", "version": 0}, headers=HTMX
    )
    broken = manager_client.post(url_of(workshop, "meeting-note"), {"version": "x"}, headers=HTMX)

    assert response.status_code == gone.status_code == broken.status_code == 422
    assert "Remove the control characters" in response.content.decode()
    assert "no longer on the agenda" in gone.content.decode()
    assert "Load the page again" in broken.content.decode()


def test_notes_of_items_that_are_gone_stay_on_the_page(manager_client, workshop):
    MeetingNoteFactory(workshop=workshop, item=None, title="Old item", text="Kept words.")

    text = manager_client.get(url_of(workshop)).content.decode()

    assert "Old item" in text
    assert "Kept words." in text


def test_attendance_is_saved_at_once(manager_client, workshop):
    participant = ParticipantFactory(workshop=workshop)
    url = reverse("workshops:participant-presence", args=[participant.pk])

    response = manager_client.post(url, {"presence": "attended"}, headers=HTMX)
    plain = manager_client.post(url, {"presence": "absent"})
    wrong = manager_client.post(url, {"presence": "asleep"}, follow=True)

    participant.refresh_from_db()
    assert "1 there, 0 absent" in response.content.decode()
    assert plain.url == url_of(workshop) + "#attendance"
    assert "Choose whether they were there." in wrong.content.decode()
    assert participant.presence == "absent"


def test_attendance_of_the_others_is_as_they_answered(manager_client, workshop):
    participant = ParticipantFactory(workshop=workshop, partstat="accepted")

    manager_client.post(url_of(workshop, "meeting-attendance"))

    participant.refresh_from_db()
    assert participant.presence == "attended"


def test_what_was_caught_is_listed(manager_client, workshop):
    empty = manager_client.get(url_of(workshop, "meeting-caught")).content.decode()
    RiskFactory(workshop=workshop, text="The tide gauge fails")

    full = manager_client.get(url_of(workshop, "meeting-caught")).content.decode()

    assert "Nothing in the registers yet." in empty
    assert "The tide gauge fails" in full


def test_the_workshops_page_leads_to_the_meeting_while_it_is_on(manager_client, workshop):
    text = manager_client.get(workshop.get_absolute_url()).content.decode()

    assert "The workshop is on." in text
    assert url_of(workshop) in text


@pytest.mark.parametrize("count", [1, 3])
def test_what_was_caught_asks_the_database_the_same_number_of_times(
    manager_client, workshop, count, django_assert_num_queries
):
    for _ in range(count):
        RiskFactory(workshop=workshop)

    with django_assert_num_queries(13):
        manager_client.get(url_of(workshop, "meeting-caught"))
