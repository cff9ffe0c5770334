"""Sending before the time, and who would be told of a change."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from emails.services import tick
from emails.states import DeliveryState
from tests.emails.views.conftest import DAY_BEFORE
from tests.factories.emails import DeliveryFactory
from tests.factories.workshops import ParticipantFactory, TouchpointFactory, WorkshopFactory
from workshops.models import Touchpoint, Workshop
from workshops.states import Audience


@pytest.fixture
def touchpoint(workshop) -> Touchpoint:
    for name in ("Ada Quill", "Bo Finch"):
        ParticipantFactory(workshop=workshop, person__name=name)
    return TouchpointFactory(workshop=workshop)


def url(touchpoint) -> str:
    return reverse("emails:send-now", args=[touchpoint.pk])


def test_mail_that_nobody_gets_yet_says_when_they_do(touchpoint, manager_client):
    Touchpoint.objects.update(audience=Audience.CONFIRMED)

    response = manager_client.post(url(touchpoint), follow=True)

    assert "is open now: it goes to each of them as soon as they accept." in response.content.decode()


def test_page_names_who_gets_it_and_sends_nothing(touchpoint, manager_client, mailoutbox):
    page = manager_client.get(url(touchpoint)).content.decode()
    tick(now=DAY_BEFORE)

    assert "2 people get it within a minute" in page
    assert "Ada Quill" in page
    assert "Bo Finch" in page
    assert mailoutbox == []


@pytest.mark.parametrize(("more", "is_folded"), [(0, False), (11, True)])
def test_long_list_of_names_keeps_the_button_in_reach(touchpoint, manager_client, more, is_folded):
    ParticipantFactory.create_batch(more, workshop=touchpoint.workshop)

    page = manager_client.get(url(touchpoint)).content.decode()

    assert (f"<summary>All {more + 2} by name</summary>" in page) == is_folded
    assert "Ada Quill" in page


def test_button_sends_it_with_the_next_tick(touchpoint, manager, manager_client, mailoutbox):
    response = manager_client.post(url(touchpoint), follow=True)

    tick(now=DAY_BEFORE)
    event = touchpoint.workshop.history.get()
    assert "leaves within a minute: 2 people get it" in response.content.decode()
    assert len(mailoutbox) == 2
    assert (event.kind, event.by, event.detail) == ("touchpoint sent early", manager, "Save the date")


def test_what_is_missing_is_told_instead_of_the_button(touchpoint, manager_client):
    Touchpoint.objects.update(body="")

    page = manager_client.get(url(touchpoint)).content.decode()
    manager_client.post(url(touchpoint))

    touchpoint.refresh_from_db()
    assert "The mail has no text." in page
    assert "Send it now" not in page
    assert touchpoint.opened_at is None


def test_held_one_says_that_it_is_released_first(touchpoint, manager, manager_client):
    Touchpoint.objects.update(held_at=DAY_BEFORE, held_by=manager)

    page = manager_client.get(url(touchpoint)).content.decode()
    answer = manager_client.post(url(touchpoint), follow=True).content.decode()

    assert "Release it first." in page
    assert "Send it now" not in page
    touchpoint.refresh_from_db()
    assert touchpoint.opened_at is None
    assert answer


def test_panel_offers_it_until_its_time_has_come(touchpoint, manager_client, at):
    panel = reverse("emails:deliveries-panel", args=[touchpoint.workshop_id])

    before = manager_client.get(panel).content.decode()
    at(touchpoint.opens_at)
    after = manager_client.get(panel).content.decode()

    assert url(touchpoint) in before
    assert url(touchpoint) not in after


def test_held_by_hand_shows_so_before_its_time_with_the_way_to_release_it(
    touchpoint, manager, manager_client
):
    manager_client.post(
        reverse("workshops:touchpoint-hold", args=[touchpoint.pk]), {"reason": "the room is not sure"}
    )

    panel = reverse("emails:deliveries-panel", args=[touchpoint.workshop_id])
    page = manager_client.get(panel, headers={"HX-Request": "true"}).content.decode()

    assert f"Held by {manager}: the room is not sure" in page
    assert reverse("workshops:touchpoint-release", args=[touchpoint.pk]) in page
    assert "timeline-held" in page


@pytest.mark.parametrize("change", ["move", "cancel"])
@pytest.mark.parametrize("is_htmx", [True, False])
# That of the slot as it is; none of a mail that was sent by an earlier version.
@pytest.mark.parametrize("sequence", [0, None])
def test_who_would_be_told_is_counted_and_named(touchpoint, manager_client, change, is_htmx, sequence):
    ada = touchpoint.workshop.participants.get(person__name="Ada Quill").person
    sent = {"state": DeliveryState.SENT, "created_at": DAY_BEFORE, "sent_at": DAY_BEFORE}
    DeliveryFactory(touchpoint=touchpoint, person=ada, sequence=sequence, **sent)
    address = reverse(f"emails:told-of-{change}", args=[touchpoint.workshop_id])

    page = manager_client.get(address, headers={"HX-Request": "true"} if is_htmx else {}).content.decode()

    assert "1 person already got a mail about this workshop, and is told at once" in page
    assert "Ada Quill" in page
    assert "Bo Finch" not in page
    assert touchpoint.workshop.touchpoints.count() == 1
    assert Workshop.objects.get().sequence == 0


def test_nobody_is_told_where_nothing_was_sent(touchpoint, manager_client):
    address = reverse("emails:told-of-cancel", args=[touchpoint.workshop_id])

    assert "Nobody got a mail about this workshop so far" in manager_client.get(address).content.decode()


@pytest.mark.parametrize("page", ["send-now", "told-of-move"])
def test_page_asks_the_database_no_more_for_three_rows_than_for_one(page, project, manager_client):
    counts = []
    for number in (1, 3):
        workshop = WorkshopFactory(project=project)
        touchpoint = TouchpointFactory(workshop=workshop)
        for _ in range(number):
            person = ParticipantFactory(workshop=workshop).person
            DeliveryFactory(touchpoint=touchpoint, person=person, state=DeliveryState.SENT)
        row = touchpoint if page == "send-now" else workshop
        with CaptureQueriesContext(connection) as queries:
            manager_client.get(reverse(f"emails:{page}", args=[row.pk]))
        counts.append(len(queries))

    assert counts[0] == counts[1]
