"""The pages of the meeting: points 5, 23 and 24."""

import pytest
from django.urls import reverse

from tests.factories.workshops import (
    AgendaItemFactory,
    MeetingNoteFactory,
    ParticipantFactory,
    WorkshopFactory,
)

READ = ["meeting", "meeting-caught", "capture"]
WRITE = ["meeting-note", "meeting-attendance", "participant-presence"]


@pytest.fixture
def urls(project):
    workshop = WorkshopFactory(project=project)
    participant = ParticipantFactory(workshop=workshop)
    names = ["meeting", "meeting-caught", "meeting-note", "meeting-attendance"]
    return {name: reverse(f"workshops:{name}", args=[workshop.pk]) for name in names} | {
        "capture": reverse("actions:capture", args=[workshop.pk]),
        "participant-presence": reverse("workshops:participant-presence", args=[participant.pk]),
    }


def asked(client, url):
    data = {"text": "x", "version": 0, "presence": "absent", "register": "action"}
    return [client.get(url).status_code, client.head(url).status_code, client.post(url, data).status_code]


@pytest.mark.parametrize("page", [*READ, *WRITE])
@pytest.mark.any_database
def test_point_23_strangers_and_members_get_nowhere(stranger_client, member_client, urls, page):
    refused = {404, 405}

    assert set(asked(stranger_client, urls[page])) <= refused
    assert set(asked(member_client, urls[page])) <= refused
    assert stranger_client.post(urls[page], {"presence": "absent"}).status_code in refused


@pytest.mark.parametrize("page", READ)
@pytest.mark.any_database
def test_point_23_a_foreign_id_is_a_404_to_read(stranger_client, urls, page):
    assert asked(stranger_client, urls[page])[:2] == [404, 404]


@pytest.mark.parametrize("page", WRITE)
@pytest.mark.any_database
def test_point_23_a_foreign_id_is_a_404_to_write(stranger_client, urls, page):
    assert asked(stranger_client, urls[page])[2] == 404


@pytest.mark.parametrize("page", [*READ, *WRITE])
@pytest.mark.any_database
def test_point_23_nobody_gets_in_without_signing_in(client, urls, page):
    assert client.post(urls[page]).url.startswith("/accounts/login/")


def test_point_24_notes_of_another_workshop_are_not_reached(manager_client, urls):
    foreign = MeetingNoteFactory(text="Theirs.")
    item = AgendaItemFactory()
    data = {"item": foreign.item.pk, "text": "Mine.", "version": 1, "workshop": foreign.workshop.pk}

    refused = manager_client.post(urls["meeting-note"], data, headers={"HX-Request": "true"})
    manager_client.post(urls["meeting-note"], data | {"item": item.pk, "version": 0})

    foreign.refresh_from_db()
    assert "Theirs." not in refused.content.decode()
    assert foreign.text == "Theirs."
    assert not item.workshop.meeting_notes.exists()


def test_point_5_notes_are_inert(manager_client, project):
    workshop = WorkshopFactory(project=project)
    MeetingNoteFactory(workshop=workshop, text="</textarea><script>alert(1)</script>")

    text = manager_client.get(reverse("workshops:meeting", args=[workshop.pk])).content.decode()

    assert "<script>alert" not in text
