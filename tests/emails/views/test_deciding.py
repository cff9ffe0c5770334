from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from emails.models import Delivery, Suppression
from emails.states import DeliveryState
from tests.factories.emails import DeliveryFactory, SuppressionFactory
from tests.factories.workshops import ParticipantFactory, PersonFactory, TouchpointFactory
from workshops.models import Touchpoint

OPENED = datetime(2026, 12, 7, 8, 5, tzinfo=UTC)


@pytest.fixture
def touchpoint(workshop, at) -> Touchpoint:
    at(OPENED)
    return TouchpointFactory(workshop=workshop)


def deliver(touchpoint, state, **columns) -> Delivery:
    person = ParticipantFactory(workshop=touchpoint.workshop, person__name="Ada Quill").person
    return DeliveryFactory(touchpoint=touchpoint, person=person, state=state, **columns)


def resend(delivery) -> str:
    return reverse("emails:delivery-resend", args=[delivery.pk])


def leave(delivery) -> str:
    return reverse("emails:delivery-leave", args=[delivery.pk])


def story(touchpoint) -> str:
    return reverse("emails:touchpoint-deliveries", args=[touchpoint.pk])


def blocked(project) -> str:
    return reverse("emails:blocked", args=[project.pk])


@pytest.mark.parametrize("state", ["sent", "delivered", "bounced", "uncertain", "dead"])
def test_mail_is_sent_again_after_the_manager_confirms(state, touchpoint, manager, manager_client):
    delivery = deliver(touchpoint, state, doubts=2, attempts=3, error="550 no such mailbox")
    asked = manager_client.get(resend(delivery)).content.decode()
    state_before = Delivery.objects.get().state

    answer = manager_client.post(resend(delivery), follow=True)

    delivery.refresh_from_db()
    assert "Send “Save the date” to Ada Quill again?" in asked
    assert state_before == state
    assert "The mail to Ada Quill leaves within a minute." in answer.content.decode()
    assert (delivery.state, delivery.not_before, delivery.attempts, delivery.doubts) == (
        "queued",
        OPENED,
        0,
        0,
    )
    event = delivery.events.get()
    assert (event.from_state, event.cause, event.by) == (state, "To be sent once more.", str(manager))


def test_copy_of_what_arrived_has_an_id_of_its_own_and_a_second_try_has_not(touchpoint, manager_client):
    arrived, doubtful = deliver(touchpoint, "delivered"), deliver(touchpoint, "uncertain", doubts=2)

    for delivery in (arrived, doubtful):
        manager_client.post(resend(delivery))

    ids = dict(Delivery.objects.values_list("pk", "message_id"))
    assert ids[arrived.pk] != arrived.message_id
    assert ids[doubtful.pk] == doubtful.message_id


def refuse_blocked(delivery):
    SuppressionFactory(project=delivery.touchpoint.workshop.project, email=delivery.person.email.lower())


def refuse_removed(delivery):
    delivery.person.participations.update(removed_at=OPENED)


@pytest.mark.parametrize(
    ("refuse", "words"),
    [
        (refuse_blocked, "is blocked: release the address first."),
        (refuse_removed, "“Save the date” is no longer for Ada Quill."),
        (lambda row: Delivery.objects.update(state="queued"), "is not one that can be sent again: queued."),
        (lambda row: Delivery.objects.update(state="complained"), "can be sent again: marked as spam."),
        (lambda row: Touchpoint.objects.update(revision=2), "the mail for the new one leaves by itself."),
        (lambda row: Touchpoint.objects.update(state="done"), "is done: nothing more of it is sent."),
        (lambda row: Touchpoint.objects.update(expires_at=OPENED), "The time of “Save the date” is over."),
    ],
)
def test_mail_that_cannot_be_sent_again_is_refused_with_the_reason(refuse, words, touchpoint, manager_client):
    delivery = deliver(touchpoint, "dead")
    refuse(delivery)

    asked = manager_client.get(resend(delivery)).content.decode()
    answer = manager_client.post(resend(delivery), follow=True)

    assert words in asked
    assert "Send again</button>" not in asked
    assert words in answer.content.decode()
    assert not Delivery.objects.get().events.exists()


def test_page_offers_what_can_be_decided_and_to_managers_only(
    touchpoint, manager_client, member_client, project
):
    delivery = deliver(touchpoint, "dead")

    page = manager_client.get(story(touchpoint)).content.decode()
    manager_client.force_login(project.memberships.get(role="member").user)
    for_member = manager_client.get(story(touchpoint)).content.decode()

    assert resend(delivery) in page
    assert leave(delivery) in page
    assert resend(delivery) not in for_member
    assert leave(delivery) not in for_member


def test_mail_left_as_it_is_is_asked_about_no_more(touchpoint, manager, manager_client):
    delivery = deliver(touchpoint, "dead")

    answer = manager_client.post(leave(delivery), follow=True)
    again = manager_client.post(leave(delivery), follow=True)

    assert "It stays as it is, and nobody is asked about it again." in answer.content.decode()
    assert "Needs you" not in answer.content.decode()
    assert "does not wait for anybody." in again.content.decode()
    event = delivery.events.get()
    assert (event.from_state, event.to_state, event.by) == ("dead", "dead", str(manager))


def test_mail_left_and_then_sent_again_is_asked_about_when_it_fails_again(touchpoint, manager_client):
    delivery = deliver(touchpoint, "dead")
    manager_client.post(leave(delivery))
    manager_client.post(resend(delivery))

    Delivery.objects.update(state="dead")

    assert Delivery.objects.for_a_person().exists()


def test_blocked_addresses_show_whose_why_and_when(project, manager_client, at):
    at(OPENED + timedelta(hours=2))
    PersonFactory(project=project, name="Ada Quill", email="Ada@example.org")
    SuppressionFactory(project=project, email="ada@example.org", detail="550 no such mailbox")
    SuppressionFactory(project=project, email="old@example.org", reason="complained", detail="")
    SuppressionFactory(project=project, email="free@example.org", released_at=OPENED)

    page = manager_client.get(blocked(project)).content.decode()

    assert "Ada Quill" in page
    assert "Mail to it bounced: 550 no such mailbox" in page
    assert "Its owner marked a mail as spam" in page
    assert "nobody has it any more" in page
    assert "2 hours ago" in page
    assert "free@example.org" not in page


def test_page_without_blocked_addresses_says_what_would_stand_there(project, manager_client):
    page = manager_client.get(blocked(project)).content.decode()

    assert "No address is blocked." in page


def test_people_page_leads_to_the_blocked_addresses_for_managers(project, manager_client):
    page = manager_client.get(reverse("workshops:people", args=[project.pk])).content.decode()

    assert blocked(project) in page


def test_address_is_released_after_the_manager_confirms(touchpoint, manager, manager_client):
    delivery = deliver(touchpoint, "suppressed")
    project = touchpoint.workshop.project
    row = SuppressionFactory(project=project, email=delivery.person.email.lower())
    url = reverse("emails:blocked-release", args=[row.pk])
    asked = manager_client.get(url).content.decode()
    was_active = Suppression.objects.active().exists()

    answer = manager_client.post(url, follow=True)
    again = manager_client.post(url, follow=True)

    delivery.refresh_from_db()
    row.refresh_from_db()
    assert ("Release address</button>" in asked, was_active) == (True, True)
    assert "gets mails again." in answer.content.decode()
    assert "was released already." in again.content.decode()
    assert (row.released_at, row.released_by, delivery.state) == (OPENED, str(manager), DeliveryState.QUEUED)
    assert "It was released already" in manager_client.get(url).content.decode()


def test_blocked_addresses_ask_the_database_no_more_for_three_rows_than_for_one(project, manager_client):
    counts = []
    for number in (1, 2):
        SuppressionFactory.create_batch(number, project=project)
        with CaptureQueriesContext(connection) as queries:
            manager_client.get(blocked(project))
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_panel_asks_no_more_for_three_troubles_than_for_one(workshop, manager_client):
    counts = []
    for number in (1, 2):
        for _ in range(number):
            deliver(TouchpointFactory(workshop=workshop), "dead")
        # The panel names all people: their number must not change the count either.
        with CaptureQueriesContext(connection) as queries:
            manager_client.get(reverse("emails:deliveries-panel", args=[workshop.pk]))
        counts.append(len(queries))

    assert counts[0] == counts[1]
