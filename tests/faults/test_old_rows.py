"""Rows that were saved before today's checks."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from emails.models import Delivery
from emails.services import tick
from tests.factories.workshops import MembershipFactory, UserFactory
from tests.faults.scene import due_now
from tests.faults.smtp_server import HANG_UP, SmtpServer
from workshops.models import Person, Workshop

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

# Bo Finch 1 is well.
BO = "Bo Finch 0"


@pytest.fixture
def now(server: SmtpServer, settings: Settings) -> datetime:
    """The moment at which two mails are due, to be sent over the scripted server."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    moment = timezone.now()
    due_now(2, now=moment)
    return moment


@pytest.fixture
def manager() -> Client:
    """Of the workshop whose mails are due."""
    user = UserFactory()
    MembershipFactory(project=Workshop.objects.get().project, user=user)
    client = Client()
    client.force_login(user)
    return client


def states() -> dict[str, str]:
    return dict(Delivery.objects.values_list("person__name", "state"))


def reached(server: SmtpServer) -> list[str]:
    """Who got a mail; what the managers are told is left out."""
    return sorted(mail.recipient for mail in server.mails if mail.recipient.startswith("bo"))


# What follows the workshop brings no calendar entry, which would have refused some of these.
@pytest.mark.parametrize("is_after", [False, True])
@pytest.mark.parametrize(
    "address",
    ["", "bo\nBcc: eve@example.org", "bo@finch@example.org", "bo finch@example.org", "bö@example.org"],
)
def test_address_that_no_mail_can_be_made_out_to_is_given_up_at_once(server, now, address, is_after):
    Person.objects.filter(name=BO).update(email=address)
    Workshop.objects.get().touchpoints.update(is_after=is_after)

    tick(now=now)

    assert states() == {BO: "dead", "Bo Finch 1": "sent"}
    assert reached(server) == ["bo1@example.org"]
    assert Delivery.objects.get(state="dead").error.startswith("No mail can be made out to the address “")


def test_manager_reads_why_corrects_the_address_and_sends_again(server, now, manager):
    Person.objects.filter(name=BO).update(email="bo0\n@example.org")
    tick(now=now)
    delivery = Delivery.objects.select_related("touchpoint").get(state="dead")
    bo = reverse("workshops:person-edit", args=[delivery.person_id])

    page = manager.get(reverse("emails:touchpoint-deliveries", args=[delivery.touchpoint_id]))
    form = {"name": BO, "email": "bo0@example.org"}
    saved = manager.post(bo, form)
    sent_again = manager.post(reverse("emails:delivery-resend", args=[delivery.pk]))
    tick(now=timezone.now())

    assert "it holds a line break or another character that is not shown. Correct the address." in (
        page.content.decode()
    )
    assert f'<a href="{bo}">Correct the address' in page.content.decode()
    assert (saved.status_code, sent_again.status_code) == (302, 302)
    assert reached(server) == ["bo0@example.org", "bo1@example.org"]


def test_organizer_whom_no_reply_would_reach_holds_the_mails_until_mended(server, now):
    organizer = Workshop.objects.get().organizer
    assert organizer
    Person.objects.filter(pk=organizer.pk).update(email="ada\n@example.org")
    tick(now=now)
    hold = Workshop.objects.get().touchpoints.get().hold
    held = reached(server)

    Person.objects.filter(pk=organizer.pk).update(email="ada@example.org")
    tick(now=now)

    assert hold.reasons == [
        f"Replies would go to {organizer.name}, whose address cannot be used: it holds a line break or "
        "another character that is not shown."
    ]
    assert held == []
    assert states() == {BO: "sent", "Bo Finch 1": "sent"}


def test_mail_server_that_hangs_up_is_no_fault_of_the_address(server, now):
    server.script = lambda stage, recipient: HANG_UP if stage == "rcpt" else None

    tick(now=now)

    assert set(states().values()) == {"retry"}


@pytest.mark.parametrize("name", ["Bo\r\nBcc: eve@example.org", "Bo\x01\x7fFinch", "B" * 120, "Ö" * 120, ""])
def test_name_of_any_kind_gets_its_mail(server, now, name):
    Person.objects.filter(name=BO).update(name=name)

    tick(now=now)

    assert set(states().values()) == {"sent"}
    mail = next(mail for mail in server.mails if mail.recipient == "bo0@example.org")
    head = mail.data.partition(b"\r\n\r\n")[0]
    assert not set(head) & {*range(32), 127} - set(b"\r\n")
    assert b"\r\nBcc" not in head
    assert max(map(len, mail.data.split(b"\r\n"))) <= 998
