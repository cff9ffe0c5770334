"""Mails as the providers' APIs get them, read from the payload before it would leave."""

import json
from email import message_from_bytes, policy
from typing import Any

import pytest
from django.core.mail import get_connection

from emails.facts import facts
from emails.message.mail import MailContext, PlanMail, compose, recipients
from emails.transport.providers import fit
from tests.emails.scenes import SAVE_THE_DATE_AT, scheduled_plan

pytestmark = pytest.mark.django_db
KEYS = {
    "MAILGUN_API_KEY": "k",
    "MAILGUN_SENDER_DOMAIN": "example.org",
    "POSTMARK_SERVER_TOKEN": "k",
    "AMAZON_SES_CLIENT_PARAMS": {
        "region_name": "eu-west-1",
        "aws_access_key_id": "k",
        "aws_secret_access_key": "k",
    },
    "BREVO_API_KEY": "k",
    "MAILERSEND_API_TOKEN": "k",
    "POSTAL_API_URL": "https://postal.example.org",
    "POSTAL_API_KEY": "k",
    "RESEND_API_KEY": "k",
    "SPARKPOST_API_KEY": "k",
}


@pytest.fixture
def mail() -> PlanMail:
    scene = scheduled_plan()
    person = scene.ada.person
    context = MailContext(scene.touchpoint("save-the-date"), facts(scene.workshop.pk))
    return compose(context, recipients(scene.workshop.pk, [person.pk])[person.pk], now=SAVE_THE_DATE_AT)


@pytest.fixture(autouse=True)
def keys(settings):
    settings.ANYMAIL = KEYS


def payload(provider: str, mail: PlanMail):
    backend: Any = get_connection(f"anymail.backends.{provider}.EmailBackend")
    fit(mail, backend)
    return backend.build_message_payload(mail, backend.send_defaults)


def own_id(mail: PlanMail) -> str:
    return mail.extra_headers["Message-ID"].strip("<>")


def test_postmark_gets_the_invitation_as_a_file_and_keeps_our_id(mail):
    data = payload("postmark", mail).data

    [invitation] = data["Attachments"]
    headers = {header["Name"]: header["Value"] for header in data["Headers"]}
    assert invitation["Name"] == "invite.ics"
    assert invitation["ContentType"].startswith("text/calendar; ")
    assert "method=" in invitation["ContentType"]
    assert data["Metadata"] == {"commplan_id": own_id(mail)}
    assert (headers["Message-ID"], headers["X-PM-KeepID"]) == (f"<{own_id(mail)}>", "true")
    assert "Date" not in headers
    assert data["TextBody"]
    assert data["HtmlBody"]


def test_mailgun_gets_the_invitation_as_a_file_and_our_id(mail):
    built = payload("mailgun", mail)

    [(field, (name, content, mimetype))] = built.files
    assert (field, name, content[:15]) == ("attachment", "invite.ics", b"BEGIN:VCALENDAR")
    assert mimetype.startswith("text/calendar; ")
    assert built.metadata == {"commplan_id": own_id(mail)}


def test_amazon_ses_gets_the_invitation_in_both_ways_and_our_id(mail):
    built = payload("amazon_ses", mail)

    built.finalize_payload()

    raw = message_from_bytes(built.params["Content"]["Raw"]["Data"], policy=policy.default)
    kinds = [part.get_content_type() for part in raw.walk() if not part.is_multipart()]
    assert kinds == ["text/plain", "text/html", "text/calendar", "application/ics"]
    assert json.loads(raw["X-Metadata"]) == {"commplan_id": own_id(mail)}


def test_resend_gets_the_invitation_as_a_file_of_a_type_that_it_takes(mail):
    data = payload("resend", mail).data

    [invitation] = data["attachments"]
    assert invitation["filename"] == "invite.ics"
    assert invitation["content_type"].startswith("text/calendar; charset=")
    assert json.loads(data["headers"]["X-Metadata"]) == {"commplan_id": own_id(mail)}


@pytest.mark.parametrize("provider", ["brevo", "mailersend", "postal", "sparkpost", "test"])
def test_any_other_provider_takes_the_mail(provider, mail):
    payload(provider, mail)

    assert [attachment.filename for attachment in mail.attachments] == ["invite.ics"]


def test_mail_is_made_fit_on_its_way_out(mail, settings, mailoutbox):
    settings.EMAIL_BACKEND = "anymail.backends.test.EmailBackend"

    get_connection().send_messages([mail])

    assert mailoutbox[0].anymail_test_params["metadata"] == {"commplan_id": own_id(mail)}
