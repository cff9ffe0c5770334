"""The workshop as a calendar file, from the participant's own page."""

from datetime import timedelta

import icalendar
import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.workshops import START, ParticipantFactory, WorkshopFactory
from workshops.links import participant_path, participant_token


@pytest.fixture
def participant(db, time_machine):
    time_machine.move_to(START - timedelta(days=14), tick=False)
    return ParticipantFactory()


def url_of(participant):
    return reverse("emails:participant-calendar", args=[participant_token(participant)])


def test_entry_is_the_one_that_the_mails_carry(participant, settings):
    response = Client().get(url_of(participant))

    calendar = icalendar.Calendar.from_ical(response.content)
    event = calendar.events[0]
    workshop = participant.workshop
    assert response["Content-Type"] == "text/calendar; charset=utf-8; method=REQUEST"
    assert response["Content-Disposition"] == 'attachment; filename="workshop.ics"'
    assert (str(event["UID"]), event["SEQUENCE"]) == (workshop.uid, workshop.sequence)
    assert event.start == workshop.start
    assert str(event["ATTENDEE"]) == f"mailto:{participant.person.email}"
    assert str(event["URL"]) == settings.SITE_URL + participant_path(participant)


def test_file_is_as_private_as_the_page(participant):
    response = Client().get(url_of(participant))

    assert response["Cache-Control"] == "no-store"
    assert response["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize(
    "values", [{"state": "cancelled"}, {"draft": True, "start": None}, {"organizer": None}]
)
def test_what_has_no_entry_leads_back_to_the_page(participant, values):
    other = ParticipantFactory(workshop=WorkshopFactory(**values))

    response = Client().get(url_of(other))

    assert (response.status_code, response["Location"]) == (302, participant_path(other))


def test_wrong_link_gets_the_same_page_as_everywhere(participant):
    response = Client().get(reverse("emails:participant-calendar", args=["no:token"]))

    assert response.status_code == 404
    assert "This link does not work" in response.content.decode()
