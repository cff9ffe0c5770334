"""A day before the factories' save the date leaves, and mails as they would be kept."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client

from emails.facts import facts
from emails.message.mail import MailContext, compose, recipients
from emails.models import Delivery, OutboxMessage
from tests.factories.workshops import WorkshopFactory
from workshops.models import Project, User, Workshop

DAY_BEFORE = datetime(2026, 12, 6, 8, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def at(
    time_machine: time_machine.TimeMachineFixture, manager: User, manager_client: Client
) -> Callable[[datetime], None]:
    """Stops the clock at an instant; the manager signs in anew, for the session of before may have ended."""

    def move(instant: datetime) -> None:
        time_machine.move_to(instant, tick=False)
        manager_client.force_login(manager)

    move(DAY_BEFORE)
    return move


@pytest.fixture
def workshop(project: Project) -> Workshop:
    return WorkshopFactory(project=project, code="4")


@pytest.fixture
def keep() -> Callable[[Delivery], OutboxMessage]:
    """Keeps the delivery's mail as the local outbox does."""

    def kept(delivery: Delivery) -> OutboxMessage:
        workshop_id = delivery.touchpoint.workshop_id
        context = MailContext(delivery.touchpoint, facts(workshop_id))
        recipient = recipients(workshop_id, [delivery.person_id])[delivery.person_id]
        mail = compose(context, recipient, now=delivery.created_at)
        row: OutboxMessage = OutboxMessage.objects.create(
            at=delivery.created_at,
            delivery=delivery,
            recipient=delivery.person.email,
            subject=str(mail.subject),
            raw=mail.message().as_bytes(),
        )
        return row

    return kept
