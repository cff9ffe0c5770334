from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from tests.factories.workshops import START, ParticipantFactory, TouchpointFactory, WorkshopFactory
from workshops.states import TouchpointKind

EARLY = START - timedelta(days=14)


def slot_of(workshop, **changes):
    """What the form sends for the workshop as it is, with these changes."""
    return {
        "date": "2026-12-14",
        "time": "10:00",
        "time_zone": "Europe/Berlin",
        "duration_min": 90,
        "duration_max": 120,
        "location": workshop.location,
    } | changes


def post(client, workshop, **values):
    return client.post(reverse("workshops:slot", args=[workshop.pk]), slot_of(workshop, **values))


def test_slot_of_a_draft_is_saved_at_once_in_its_zone(manager_client, project):
    workshop = WorkshopFactory(project=project, draft=True, start=None)

    response = post(
        manager_client, workshop, date="2026-07-01", time="14:30", time_zone="America/New York", location="R2"
    )

    workshop.refresh_from_db()
    assert response.url == workshop.get_absolute_url()
    assert workshop.start == datetime(2026, 7, 1, 18, 30, tzinfo=UTC)
    assert (workshop.time_zone, workshop.location) == ("America/New_York", "R2")


def test_form_shows_the_slot_in_the_workshops_zone(manager_client, project):
    workshop = WorkshopFactory(project=project)

    text = manager_client.get(reverse("workshops:slot", args=[workshop.pk])).content.decode()

    assert 'value="2026-12-14"' in text
    assert 'value="10:00"' in text
    assert 'value="Europe/Berlin"' in text


def test_move_of_a_scheduled_workshop_is_shown_first_and_changes_nothing(manager_client, project, at):
    workshop = WorkshopFactory(project=project)
    ParticipantFactory(workshop=workshop)
    TouchpointFactory(workshop=workshop, name="Hold the date")
    at(EARLY)

    text = post(manager_client, workshop, date="2026-12-21").content.decode()

    workshop.refresh_from_db()
    assert (workshop.start, workshop.sequence) == (START, 0)
    assert workshop.touchpoints.count() == 1
    assert workshop.history.count() == 0
    assert "Mon 21 Dec 2026, 10:00 (Europe/Berlin)" in text
    assert "Mon 7 Dec 2026, 09:00 (Europe/Berlin)" in text
    assert "Mon 14 Dec 2026, 09:00 (Europe/Berlin)" in text
    assert "Moves." in text
    assert "gets a change notice at once" in text


def test_change_of_the_place_alone_is_not_called_a_move(manager_client, project, at):
    workshop = WorkshopFactory(project=project, location="")
    TouchpointFactory(workshop=workshop)
    at(EARLY)

    text = post(manager_client, workshop, location="Room 7").content.decode()

    assert "Change the slot?" in text
    assert "90–120 minutes, no place yet" in text
    assert "90–120 minutes, Room 7" in text
    assert "Move workshop" not in text


def test_confirmed_move_is_done(manager_client, project, at):
    workshop = WorkshopFactory(project=project)
    TouchpointFactory(workshop=workshop)
    at(EARLY)

    response = post(manager_client, workshop, date="2026-12-21", confirm="1")

    workshop.refresh_from_db()
    assert response.url == workshop.get_absolute_url()
    assert (workshop.start, workshop.sequence) == (START + timedelta(days=7), 1)
    assert workshop.touchpoints.filter(kind=TouchpointKind.CHANGE_NOTICE).count() == 1


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (
            {"date": "2026-12-21"},
            "The workshop is moved to Mon 21 Dec 2026, 10:00 (Europe/Berlin). "
            "Who already got a mail is told at once.",
        ),
        ({"location": "Room 7"}, "The slot is changed. Who already got a mail is told at once."),
        ({}, "The slot is as it was: nobody is told anything."),
    ],
)
def test_message_after_a_move_says_what_happened(manager_client, project, at, values, message):
    workshop = WorkshopFactory(project=project)
    at(EARLY)

    post(manager_client, workshop, confirm="1", **values)

    assert message in manager_client.get(workshop.get_absolute_url()).content.decode()


def test_preview_says_what_is_skipped_and_what_goes_at_once(manager_client, project, at):
    workshop = WorkshopFactory(project=project)
    TouchpointFactory(workshop=workshop, name="Hold the date")
    TouchpointFactory(
        workshop=workshop, name="Agenda", first_day=-3, last_day=-3, opens_at=START - timedelta(days=3)
    )
    at(EARLY)

    text = post(manager_client, workshop, date="2026-12-02").content.decode()

    assert "its time was over before it could be sent" in text
    assert "Goes at once: its time has come." in text
    assert "1 goes at once, 1 is skipped" in text


def test_going_back_from_the_preview_keeps_what_was_typed(manager_client, project, at):
    workshop = WorkshopFactory(project=project)
    at(EARLY)

    text = post(manager_client, workshop, date="2026-12-21", change="1").content.decode()

    assert 'value="2026-12-21"' in text
    assert "Show what changes" in text


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"date": "2027-03-28", "time": "02:30"}, "The clocks in Europe/Berlin skip this hour on that day."),
        ({"date": "1026-12-14"}, "Ensure this value is greater than or equal to 2000-01-01."),
        ({"date": "someday"}, "Enter a valid date."),
        ({"time_zone": "Middle/Earth"}, "“Middle/Earth” is no time zone. Example: Europe/Berlin."),
        ({"duration_max": "60"}, "The longest duration is shorter than the shortest."),
        ({"duration_max": "100000"}, "Ensure this value is less than or equal to 1440."),
        ({"location": "Room\r\nBcc: x"}, "Write it on one line, without control characters."),
        ({"date": "2020-01-06"}, "This time is already past. Choose a time to come."),
    ],
)
def test_wrong_slot_is_refused_beside_its_field(manager_client, project, at, values, sentence):
    workshop = WorkshopFactory(project=project)
    at(EARLY)

    response = post(manager_client, workshop, **values)

    workshop.refresh_from_db()
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert workshop.start == START


def test_workshop_is_cancelled_after_a_confirmation(manager_client, project, at):
    workshop = WorkshopFactory(project=project)
    TouchpointFactory(workshop=workshop)
    at(EARLY)
    url = reverse("workshops:workshop-cancel", args=[workshop.pk])

    asked = manager_client.get(url)
    done = manager_client.post(url, {"reason": ""})

    workshop.refresh_from_db()
    assert "Everyone who already got a mail" in asked.content.decode()
    assert "Nothing more is sent of 1 mail of the plan" in asked.content.decode()
    assert "Save the date" in asked.content.decode()
    assert done.url == workshop.get_absolute_url()
    assert workshop.is_cancelled


def test_draft_cannot_be_cancelled(manager_client, project):
    workshop = WorkshopFactory(project=project, draft=True)

    response = manager_client.post(reverse("workshops:workshop-cancel", args=[workshop.pk]))

    workshop.refresh_from_db()
    assert "Only a scheduled workshop can be cancelled." in response.content.decode()
    assert workshop.is_draft


def test_page_of_a_cancelled_workshop_offers_no_move(manager_client, project):
    workshop = WorkshopFactory(project=project, state="cancelled")

    text = manager_client.get(workshop.get_absolute_url()).content.decode()

    assert "Cancelled" in text
    assert reverse("workshops:slot", args=[workshop.pk]) not in text


def test_move_keeps_the_room_that_somebody_else_has_set_meanwhile(manager_client, project, at):
    workshop = WorkshopFactory(project=project, location="Room 1")
    at(EARLY)
    address = reverse("workshops:slot", args=[workshop.pk])
    seen = manager_client.get(address).context["form"]["seen"].value()
    opened = slot_of(workshop, seen=seen)
    post(manager_client, workshop, location="Room 2", confirm="1")

    shown = manager_client.post(address, opened | {"time": "11:00"}).context["slot"]
    manager_client.post(address, opened | {"time": "11:00", "confirm": "1"})

    workshop.refresh_from_db()
    assert shown["location"] == "Room 2"
    assert (workshop.location, workshop.local_start.hour) == ("Room 2", 11)


def test_hour_that_two_move_at_once_is_told_before_it_is_moved_again(manager_client, project, at):
    workshop = WorkshopFactory(project=project)
    at(EARLY)
    address = reverse("workshops:slot", args=[workshop.pk])
    mine = slot_of(workshop, seen=manager_client.get(address).context["form"]["seen"].value(), time="11:00")
    post(manager_client, workshop, time="15:00", confirm="1")

    page = manager_client.post(address, mine | {"confirm": "1"})
    workshop.refresh_from_db()
    hour = workshop.local_start.hour
    seen = page.context["form"]["seen"].value()
    manager_client.post(address, mine | {"confirm": "1", "seen": seen})

    workshop.refresh_from_db()
    assert "it says now: “15:00”" in page.content.decode()
    assert (hour, workshop.local_start.hour) == (15, 11)
