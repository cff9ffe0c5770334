"""Events in the providers' own forms, posted to the addresses that they would use."""

import base64
import hashlib
import hmac
import json
from typing import Any

import pytest
from django.test import Client

from emails.models import Delivery, DeliveryEvent, Suppression
from emails.states import DeliveryState
from tests.factories.emails import DeliveryFactory, EarlierCopyFactory

pytestmark = pytest.mark.django_db
SECRET = "anymail:a-long-enough-password"
SIGNING_KEY = "mailgun-signing-key"
OWN_ID = "0f3a@plan.example.org"


@pytest.fixture(autouse=True)
def configured(settings):
    settings.ANYMAIL = {
        "WEBHOOK_SECRET": SECRET,
        "MAILGUN_WEBHOOK_SIGNING_KEY": SIGNING_KEY,
        "AMAZON_SES_AUTO_CONFIRM_SNS_SUBSCRIPTIONS": False,
    }


@pytest.fixture
def delivery() -> Delivery:
    return DeliveryFactory(
        state=DeliveryState.SENT, attempts=1, message_id=f"<{OWN_ID}>", person__email="ada@example.org"
    )


def post(provider: str, body: Any, secret: str = SECRET, **headers: str) -> int:
    authorization = "Basic " + base64.b64encode(secret.encode()).decode()
    client = Client(enforce_csrf_checks=True)
    text = body if isinstance(body, str) else json.dumps(body)
    return client.post(
        f"/anymail/{provider}/tracking/",
        text,
        content_type="application/json",
        headers={"authorization": authorization, **headers},
    ).status_code


def postmark(record: str, **more: Any) -> dict[str, Any]:
    return {
        "RecordType": record,
        "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483",
        "Recipient": "ada@example.org",
        "Tag": "",
        "ServerID": 23,
        "MessageStream": "outbound",
        "Metadata": {"commplan_id": OWN_ID},
        **more,
    }


DELIVERED = postmark("Delivery", DeliveredAt="2026-11-05T16:33:54.9070259Z", Details="250 2.0.0 OK")
BOUNCED = postmark(
    "Bounce",
    ID=4323372036854775807,
    Type="HardBounce",
    TypeCode=1,
    Email="ada@example.org",
    BouncedAt="2026-11-05T16:33:54.9070259Z",
    Details="550 5.1.1 no such mailbox",
)
COMPLAINED = postmark(
    "SpamComplaint",
    ID=42,
    Type="SpamComplaint",
    Email="ada@example.org",
    BouncedAt="2026-11-06T08:00:00Z",
)


def mailgun(event: str, token: str = "one", **more: Any) -> dict[str, Any]:
    signature = hmac.new(SIGNING_KEY.encode(), f"1762360434{token}".encode(), hashlib.sha256).hexdigest()
    return {
        "signature": {"token": token, "timestamp": "1762360434", "signature": signature},
        "event-data": {
            "event": event,
            "id": "CPgfbmQMTCKtHW6uIWtuVe",
            "timestamp": 1762360434.5,
            "log-level": "info",
            "recipient": "ada@example.org",
            "message": {"headers": {"message-id": OWN_ID, "to": "ada@example.org"}},
            "user-variables": {},
            "delivery-status": {"code": 250, "message": "OK"},
            **more,
        },
    }


def sns(event: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    mail = {
        "messageId": "EXAMPLE7c191be45",
        "destination": ["ada@example.org"],
        "headers": [{"name": "X-Metadata", "value": json.dumps({"commplan_id": OWN_ID})}],
    }
    body = {
        "Type": "Notification",
        "MessageId": "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
        "TopicArn": "arn:aws:sns:eu-west-1:123456789012:mail",
        "Message": json.dumps({"mail": mail, **event}),
        "Timestamp": "2026-11-05T16:33:54.907Z",
    }
    headers = {"x-amz-sns-message-type": body["Type"], "x-amz-sns-message-id": body["MessageId"]}
    return body, headers


def bounce_of_ses(kind: str) -> dict[str, Any]:
    recipients = [{"emailAddress": "ada@example.org", "diagnosticCode": "smtp; 550 5.1.1 no such mailbox"}]
    return {
        "eventType": "Bounce",
        "bounce": {"bounceType": kind, "bounceSubType": "General", "bouncedRecipients": recipients},
    }


def state_of(delivery: Delivery) -> str:
    delivery.refresh_from_db()
    return delivery.state


@pytest.mark.parametrize(
    ("event", "state", "blocked"),
    [(DELIVERED, "delivered", 0), (BOUNCED, "bounced", 1), (COMPLAINED, "complained", 1)],
    ids=["delivered", "bounced", "complained"],
)
def test_postmark_moves_a_delivery_on(event, state, blocked, delivery):
    assert post("postmark", event) == 200

    assert (state_of(delivery), Suppression.objects.count()) == (state, blocked)


def test_full_mailbox_does_not_block_the_address(delivery):
    assert post("postmark", {**BOUNCED, "Type": "SoftBounce"}) == 200

    assert (state_of(delivery), Suppression.objects.count()) == ("bounced", 0)


@pytest.mark.parametrize(
    ("event", "state"),
    [
        (mailgun("delivered"), "delivered"),
        (mailgun("failed", severity="permanent", reason="bounce"), "bounced"),
        (mailgun("failed", severity="temporary", reason="generic"), "sent"),
        (mailgun("complained"), "complained"),
    ],
    ids=["delivered", "bounced", "deferred", "complained"],
)
def test_mailgun_moves_a_delivery_on(event, state, delivery):
    assert post("mailgun", event) == 200

    assert state_of(delivery) == state


@pytest.mark.parametrize(
    ("event", "state", "blocked"),
    [
        (
            {
                "eventType": "Delivery",
                "delivery": {"recipients": ["ada@example.org"], "smtpResponse": "250 ok"},
            },
            "delivered",
            0,
        ),
        (bounce_of_ses("Permanent"), "bounced", 1),
        (bounce_of_ses("Transient"), "bounced", 0),
        (
            {
                "eventType": "Complaint",
                "complaint": {"complainedRecipients": [{"emailAddress": "ada@example.org"}]},
            },
            "complained",
            1,
        ),
    ],
    ids=["delivered", "bounced", "full mailbox", "complained"],
)
def test_amazon_ses_moves_a_delivery_on(event, state, blocked, delivery):
    body, headers = sns(event)

    assert post("amazon_ses", body, **headers) == 200

    assert (state_of(delivery), Suppression.objects.count()) == (state, blocked)


def events_about(recipient: str) -> list[tuple[str, dict[str, Any], dict[str, str]]]:
    bounce = bounce_of_ses("Permanent")
    bounce["bounce"]["bouncedRecipients"][0]["emailAddress"] = recipient
    of_mailgun = mailgun("failed", severity="permanent", reason="bounce", recipient=recipient)
    return [
        ("postmark", {**BOUNCED, "Recipient": recipient, "Email": recipient}, {}),
        ("mailgun", of_mailgun, {}),
        ("amazon_ses", *sns(bounce)),
    ]


@pytest.mark.parametrize("number", range(3), ids=["postmark", "mailgun", "amazon_ses"])
def test_bounce_at_an_address_that_the_newest_copy_did_not_go_to_blocks_that_one(number, delivery):
    provider, body, headers = events_about("Ada@Old.example.org")[number]

    assert post(provider, body, **headers) == 200

    assert (state_of(delivery), Suppression.objects.get().email) == ("sent", "ada@old.example.org")


def test_event_is_told_by_the_providers_own_id_where_copies_share_ours(delivery):
    EarlierCopyFactory(
        delivery=delivery,
        message_id=delivery.message_id,
        provider_id=BOUNCED["MessageID"],
        email="ada@old.example.org",
        superseded_at=None,
    )

    assert post("postmark", {**BOUNCED, "Recipient": None, "Email": None}) == 200

    assert (state_of(delivery), Suppression.objects.get().email) == ("sent", "ada@old.example.org")


def test_event_that_comes_before_our_own_commit_counts(delivery):
    Delivery.objects.filter(pk=delivery.pk).update(state=DeliveryState.CLAIMED, sent_at=None)

    assert post("postmark", DELIVERED) == 200

    assert state_of(delivery) == "delivered"


@pytest.mark.parametrize("order", [[DELIVERED, BOUNCED], [BOUNCED, DELIVERED]], ids=["in order", "reversed"])
def test_order_of_events_does_not_matter(order, delivery):
    assert [post("postmark", event) for event in order] == [200, 200]

    assert state_of(delivery) == "bounced"


@pytest.mark.parametrize("record", ["Open", "Click"])
def test_nobody_is_watched_reading(record, delivery):
    assert post("postmark", postmark(record, ReceivedAt="2026-11-05T16:33:54Z")) == 200

    assert (state_of(delivery), DeliveryEvent.objects.count()) == ("sent", 0)


@pytest.mark.parametrize("event", [DELIVERED, BOUNCED], ids=["without an id", "with an id"])
def test_point_36_repeat_does_nothing(event, delivery):
    post("postmark", event)
    before = DeliveryEvent.objects.count()

    assert post("postmark", event) == 200

    assert DeliveryEvent.objects.count() == before


def test_point_36_repeat_under_another_signature_does_nothing(delivery):
    post("mailgun", mailgun("delivered", token="one"))
    before = DeliveryEvent.objects.count()

    assert post("mailgun", mailgun("delivered", token="two")) == 200

    assert DeliveryEvent.objects.count() == before


def test_point_36_repeat_about_an_earlier_copy_does_nothing(delivery):
    EarlierCopyFactory(delivery=delivery, message_id="<earlier@plan.example.org>")
    event = {**BOUNCED, "Metadata": {"commplan_id": "earlier@plan.example.org"}}

    answers = [post("postmark", event) for _ in range(2)]

    assert answers == [200, 200]
    assert (DeliveryEvent.objects.count(), Suppression.objects.count()) == (1, 1)


def test_point_37_unknown_message_is_taken_and_writes_nothing(db):
    assert post("postmark", DELIVERED) == 200

    assert DeliveryEvent.objects.count() == 0


def test_point_37_unknown_message_to_an_address_that_we_know_blocks_nothing(delivery):
    Delivery.objects.update(message_id="<another@plan.example.org>")

    assert post("postmark", BOUNCED) == 200

    assert (state_of(delivery), Suppression.objects.exists()) == ("sent", False)


@pytest.mark.parametrize("provider", ["postmark", "mailgun", "amazon_ses"])
def test_point_35_wrong_secret_is_refused(provider, delivery):
    body, headers = sns(bounce_of_ses("Permanent"))
    bodies = {"postmark": BOUNCED, "mailgun": mailgun("failed", severity="permanent"), "amazon_ses": body}

    assert post(provider, bodies[provider], secret="anymail:guessed", **headers) == 400

    assert state_of(delivery) == "sent"


def test_point_35_wrong_signature_is_refused(delivery):
    forged = mailgun("delivered")
    forged["signature"]["signature"] = "0" * 64

    assert (post("mailgun", forged), state_of(delivery)) == (400, "sent")


def test_point_35_without_a_secret_there_is_no_such_page(delivery, settings):
    settings.ANYMAIL = {}

    assert (post("postmark", BOUNCED), state_of(delivery)) == (404, "sent")


def test_provider_that_is_not_set_up_has_no_page(delivery, settings):
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET}

    assert (post("mailgun", mailgun("delivered")), state_of(delivery)) == (404, "sent")


def test_mail_that_comes_in_is_not_taken(db):
    assert Client().post("/anymail/postmark/inbound/").status_code == 404


@pytest.mark.parametrize(
    ("provider", "body"),
    [
        ("postmark", "no JSON"),
        ("postmark", "[1]"),
        ("postmark", {**DELIVERED, "Metadata": []}),
        ("postmark", {**DELIVERED, "DeliveredAt": 7}),
        ("postmark", "[" * 100_000),
        ("mailgun", "[]"),
        ("mailgun", mailgun("delivered", timestamp=1e308)),
        ("mailgun", mailgun("delivered", timestamp=-(10**18))),
        ("amazon_ses", "no JSON"),
    ],
)
def test_malformed_event_is_refused_and_no_server_error(provider, body, delivery):
    assert post(provider, body) == 400


@pytest.mark.parametrize(
    "odd",
    [
        {"Metadata": {"commplan_id": OWN_ID, "more": None}, "Details": "nul \x00 and \ud800"},
        {"DeliveredAt": "0001-01-01T00:00:00"},
        {"DeliveredAt": "9999-12-31T23:59:59Z"},
        {"Details": "x" * 20_000},
        {"MessageID": None, "Metadata": {"commplan_id": "x\x00"}},
        {"Recipient": None},
        {"Recipient": 5},
        {"Recipient": ["ada@example.org"]},
        {"Recipient": "nul \x00@example.org"},
        {"Recipient": "\ud800@example.org"},
        {"Recipient": "ada@" + "\u00fc" * 200},
        {"Recipient": "(" * 20_000 + "ada@example.org"},
        {"Recipient": "<" * 20_000},
        {"MessageID": "\ud800", "Metadata": {"commplan_id": "\udfff"}},
    ],
)
def test_odd_event_is_no_server_error(odd, delivery):
    assert post("postmark", {**DELIVERED, **odd}) == 200


def test_tags_of_another_kind_are_no_server_error(delivery):
    event = {"event": "delivered", "email": "ada@example.org", "message-id": f"<{OWN_ID}>", "tags": 5}

    assert (post("brevo", event), state_of(delivery)) == (200, "delivered")


def mailjet(**more: Any) -> dict[str, Any]:
    return {
        "event": "sent",
        "time": 1797580800,
        "MessageID": 19421777835146490,
        "email": "ada@example.org",
        "Payload": json.dumps({"commplan_id": OWN_ID}),
        **more,
    }


@pytest.mark.parametrize("odd", [5, None, {"time": 0}, mailjet(event=[]), mailjet(time="tomorrow")])
def test_event_that_cannot_be_read_does_not_keep_back_the_others_of_its_post(odd, delivery, caplog):
    assert (post("mailjet", [odd, mailjet()]), state_of(delivery)) == (200, "delivered")
    assert "1 of 2 events could not be read" in caplog.text


def test_post_without_a_readable_event_is_refused(delivery):
    assert (post("mailjet", [5, mailjet(time="tomorrow")]), state_of(delivery)) == (400, "sent")
