"""Mail kept in the database."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.core.mail import EmailMessage, get_connection

from emails.models import OutboxMessage
from emails.services import tick
from tests.emails.scenes import SAVE_THE_DATE_AT, scheduled_plan

pytestmark = pytest.mark.django_db
BACKEND = "emails.backends.OutboxBackend"
NOW = datetime(2026, 12, 7, 8, 0, 5, tzinfo=UTC)


def test_mails_of_a_plan_are_kept_beside_their_deliveries(settings):
    settings.EMAIL_BACKEND = BACKEND
    scene = scheduled_plan()

    with time_machine.travel(NOW, tick=False):
        tick(now=SAVE_THE_DATE_AT)

    kept = OutboxMessage.objects.order_by("recipient")
    assert [(row.recipient, row.subject, row.at) for row in kept] == [
        ("ada@example.org", "Save the date: Pipeline Design", NOW),
        ("bo@example.org", "Save the date: Pipeline Design", NOW),
    ]
    assert [row.delivery.person for row in kept if row.delivery] == [scene.ada.person, scene.bo.person]
    assert bytes(kept[0].raw).count(b"\r\n") == bytes(kept[0].raw).count(b"\n") > 20


def test_mail_that_belongs_to_no_delivery_is_kept_too():
    mail = EmailMessage("Reset your password", "Here is the link.", to=["robin@example.org"])

    sent = get_connection(BACKEND).send_messages([mail])

    [row] = OutboxMessage.objects.all()
    assert (sent, row.delivery, row.recipient) == (1, None, "robin@example.org")


def test_mail_to_nobody_is_not_kept():
    sent = get_connection(BACKEND).send_messages([EmailMessage("To whom?", "…", to=[])])

    assert (sent, OutboxMessage.objects.count()) == (0, 0)
