"""The outbox's mails in a real browser: locked in their frame, with links that open beside the page."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from emails.facts import facts
from emails.message.mail import MailContext, compose, recipients
from emails.models import OutboxMessage
from emails.states import DeliveryState
from tests.factories.emails import DeliveryFactory, OutboxMessageFactory
from tests.factories.workshops import (
    ParticipantFactory,
    ProjectFactory,
    TouchpointFactory,
    UserFactory,
    WorkshopFactory,
)
from workshops.models import User


@pytest.fixture
def lead(transactional_db: None) -> User:
    return UserFactory()


@pytest.fixture
def message(lead: User, live_url: str) -> OutboxMessage:
    """The save the date of a workshop in a week, as Ada got it."""
    now = timezone.now()
    workshop = WorkshopFactory(project=ProjectFactory(manager=lead), start=now + timedelta(days=7))
    participant = ParticipantFactory(workshop=workshop, person__name="Ada Quill")
    touchpoint = TouchpointFactory(workshop=workshop, opens_at=now)
    delivery = DeliveryFactory(touchpoint=touchpoint, person=participant.person, state=DeliveryState.SENT)
    recipient = recipients(workshop.pk, [participant.person_id])[participant.person_id]
    mail = compose(MailContext(touchpoint, facts(workshop.pk)), recipient, now=now)
    return OutboxMessageFactory(delivery=delivery, subject=str(mail.subject), raw=mail.message().as_bytes())


def test_button_of_a_kept_mail_opens_the_answer_page_beside_the_outbox(
    page: Page, sign_in: Callable[[Page, User], None], lead: User, message: OutboxMessage
):
    sign_in(page, lead)
    page.goto("/outbox/")
    page.get_by_role("link", name=message.subject).click()
    mail = page.frame_locator("iframe.mail-frame")
    expect(mail.get_by_text("Hi Ada,")).to_be_visible()

    with page.context.expect_page() as opened:
        mail.get_by_role("link", name="Accept or decline").click()

    opened.value.get_by_role("button", name="I will come").click()
    expect(opened.value.get_by_text("Accepted").first).to_be_visible()
    expect(page).to_have_url(f"/outbox/{message.pk}/")
