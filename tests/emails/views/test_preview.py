import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from emails.models import Delivery
from tests.emails.scenes import scheduled_plan
from tests.factories.actions import ActionItemFactory
from tests.factories.workshops import (
    ParticipantFactory,
    RecapSectionFactory,
    StakeholderGroupFactory,
    TouchpointFactory,
    WorkshopFactory,
)
from workshops.models import Touchpoint
from workshops.states import Audience, PartStat


@pytest.fixture
def touchpoint(workshop) -> Touchpoint:
    """A mail to Ada and Bo, who have accepted."""
    for name in ("Ada Quill", "Bo Finch"):
        ParticipantFactory(workshop=workshop, person__name=name, partstat=PartStat.ACCEPTED)
    return TouchpointFactory(workshop=workshop)


def url(touchpoint: Touchpoint, page: str = "touchpoint-preview") -> str:
    return reverse(f"emails:{page}", args=[touchpoint.pk])


def person_named(touchpoint: Touchpoint, name: str):
    return touchpoint.workshop.participants.get(person__name=name).person


def test_mail_is_shown_as_the_first_recipient_gets_it(touchpoint, manager_client):
    page = manager_client.get(url(touchpoint)).content.decode()

    ada = person_named(touchpoint, "Ada Quill")
    assert "Pipeline Design: hold the date" in page
    assert "Hi Ada," in page
    assert f'src="{url(touchpoint, "preview-frame")}?person={ada.pk}"' in page


def test_mail_is_shown_as_the_chosen_recipient_gets_it(touchpoint, manager_client):
    bo = person_named(touchpoint, "Bo Finch")

    page = manager_client.get(url(touchpoint), {"person": bo.pk}).content.decode()
    frame = manager_client.get(url(touchpoint, "preview-frame"), {"person": bo.pk}).content.decode()

    assert "Hi Bo," in page
    assert "Hi Bo," in frame
    assert "Monday, 14 December 2026, 10:00–12:00 (Europe/Berlin)" in frame


@pytest.mark.parametrize("nonsense", ["x", "0", "-1", "9" * 30, "1 OR 1"])
def test_nonsense_chooses_the_first_recipient(nonsense, touchpoint, manager_client):
    page = manager_client.get(url(touchpoint), {"person": nonsense})

    assert page.context["person"].name == "Ada Quill"


def test_who_would_get_it_by_accepting_can_be_chosen_too(touchpoint, manager_client):
    Touchpoint.objects.filter(pk=touchpoint.pk).update(audience=Audience.CONFIRMED)
    ParticipantFactory(workshop=touchpoint.workshop, person__name="Cy Moss")

    page = manager_client.get(url(touchpoint))

    assert [person.name for person in page.context["people"]] == ["Ada Quill", "Bo Finch", "Cy Moss"]


def test_mail_with_a_hole_says_what_is_missing_and_is_not_shown(touchpoint, manager_client):
    Touchpoint.objects.filter(pk=touchpoint.pk).update(body="Hello {{ person.nickname }}")

    page = manager_client.get(url(touchpoint)).content.decode()
    frame = manager_client.get(url(touchpoint, "preview-frame"))

    assert "It would be held" in page
    assert "The mail cannot be shown yet" in page
    assert "<iframe" not in page
    assert frame.status_code == 404


def test_mail_to_nobody_says_so(workshop, manager_client):
    touchpoint = TouchpointFactory(workshop=workshop)

    page = manager_client.get(url(touchpoint)).content.decode()
    frame = manager_client.get(url(touchpoint, "preview-frame"))

    assert "Nobody would get this mail so far." in page
    assert frame.status_code == 404


def test_link_to_answer_in_a_preview_is_nobodys(touchpoint, manager_client, client):
    Touchpoint.objects.filter(pk=touchpoint.pk).update(body="{{ rsvp.link }}")

    frame = manager_client.get(url(touchpoint, "preview-frame")).content.decode()

    [path, *_] = re.findall(r"/p/[^\"<]+/", frame)
    assert "This is a preview" in client.get(path).content.decode()


def test_looking_at_a_mail_sends_nothing(touchpoint, manager_client, mailoutbox):
    manager_client.get(url(touchpoint))
    manager_client.get(url(touchpoint, "preview-frame"))

    assert not Delivery.objects.exists()
    assert mailoutbox == []


def test_preview_asks_the_database_no_more_for_three_rows_than_for_one(project, manager_client):
    counts = []
    for number in (1, 3):
        workshop = WorkshopFactory(project=project)
        for _ in range(number):
            group = StakeholderGroupFactory(project=project)
            participant = ParticipantFactory(workshop=workshop, person__groups=[group])
            ActionItemFactory(project=project, owner=participant.person)
        touchpoint = TouchpointFactory(workshop=workshop)
        with CaptureQueriesContext(connection) as queries:
            manager_client.get(url(touchpoint))
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_draft_without_a_date_can_be_previewed_as_far_as_it_goes(project, manager_client):
    workshop = WorkshopFactory(project=project, draft=True, start=None, organizer=None)
    ParticipantFactory(workshop=workshop)
    touchpoint = TouchpointFactory(
        workshop=workshop, state="draft", opens_at=None, closes_at=None, expires_at=None
    )

    page = manager_client.get(url(touchpoint))

    assert page.status_code == 200
    assert "The workshop&#x27;s date and time are not set." in page.content.decode()


def test_recap_is_previewed_as_any_recipient_while_it_is_written(manager_client, project):
    scene = scheduled_plan(project)
    section = scene.workshop.recap.sections.get()
    section.text = "- Load at night"
    section.save()
    RecapSectionFactory(recap=scene.workshop.recap, heading="Risks nobody spoke of")
    recap = scene.touchpoint("recap")

    page = manager_client.get(url(recap), {"person": scene.bo.person_id}).content.decode()
    frame = manager_client.get(url(recap, "preview-frame"), {"person": scene.bo.person_id}).content.decode()

    assert "It would be held" in page
    assert f'href="{reverse("workshops:recap", args=[scene.workshop.pk])}"' in page
    assert "Load at night" in frame
    assert "Risks nobody spoke of" not in frame
