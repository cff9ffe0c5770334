"""A mail is settled and the next looked at, at one moment."""

from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from emails.models import Claimed, Delivery
from emails.services import moves, open_deliveries
from emails.services.turns import Expected, Sent, turn
from tests.emails.scenes import MINUTE, SAVE_THE_DATE_AT, scheduled_plan
from workshops.models import Touchpoint

# Past Django's cursor, as where no transaction is open.
pytestmark = pytest.mark.django_db(transaction=True)
NOW = SAVE_THE_DATE_AT


@pytest.fixture
def claimed() -> list[Claimed]:
    """Ada's and Bo's save the date, in one worker's hands."""
    scheduled_plan()
    open_deliveries(now=NOW)
    return moves.claim(limit=2, now=NOW)


def sent(delivery: Claimed) -> Sent:
    return Sent(delivery, NOW, "ada@example.org", 2, "0100-abc")


def expected(delivery: Claimed, **otherwise: object) -> Expected:
    return Expected(
        **{  # type: ignore[arg-type]
            "delivery": delivery,
            "sequence": 0,
            "answer": "needs-action",
            "email": "bo@example.org",
            **otherwise,
        }
    )


def test_both_happen_at_once(claimed):
    ada, bo = claimed

    assert turn(sent(ada), expected(bo), now=NOW) == (True, True)

    row = Delivery.objects.get(pk=ada.pk)
    assert (row.state, row.sent_at, row.email, row.provider_id) == (
        "sent",
        NOW,
        "ada@example.org",
        "0100-abc",
    )
    assert (row.lease, row.lease_until, row.sequence) == (None, None, 2)
    line = row.events.latest("pk")
    assert (line.at, line.from_state, line.to_state) == (NOW, "claimed", "sent")
    assert (line.cause, line.by, line.key) == ("", "the program", "")


def test_both_happen_in_a_transaction_too(claimed):
    ada, bo = claimed

    with transaction.atomic():
        assert turn(sent(ada), expected(bo), now=NOW) == (True, True)
        assert turn(sent(ada), expected(bo), now=NOW) == (False, True)

    row = Delivery.objects.get(pk=ada.pk)
    assert row.state == "sent"


def test_who_watches_sees_what_it_takes(claimed):
    ada, bo = claimed

    with CaptureQueriesContext(connection) as seen:
        turn(sent(ada), expected(bo), now=NOW)

    words = [query["sql"].split()[0] for query in seen]
    # Beside what begins and ends a transaction.
    assert words == (["WITH"] if connection.vendor == "postgresql" else ["UPDATE", "INSERT"])


def test_nothing_is_settled_without_its_line_in_the_history(claimed):
    ada, bo = claimed
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE emails_deliveryevent RENAME TO elsewhere")
    try:
        with pytest.raises(DatabaseError, match="emails_deliveryevent"):
            turn(sent(ada), expected(bo), now=NOW)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE elsewhere RENAME TO emails_deliveryevent")

    row = Delivery.objects.get(pk=ada.pk)
    assert row.state == "claimed"
    assert turn(sent(ada), expected(bo), now=NOW) == (True, True)


def test_error_of_the_database_is_djangos(claimed):
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE emails_delivery RENAME TO elsewhere")
    try:
        with pytest.raises(DatabaseError, match="emails_delivery"):
            turn(sent(claimed[0]), expected(claimed[1]), now=NOW)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE elsewhere RENAME TO emails_delivery")


def test_last_mail_of_a_batch_is_settled_alone(claimed):
    assert turn(sent(claimed[0]), None, now=NOW) == (True, False)


def test_first_mail_of_a_batch_is_looked_at_alone(claimed):
    assert turn(None, expected(claimed[1]), now=NOW) == (False, True)


def test_nothing_is_settled_whose_lease_another_worker_has(claimed):
    ada, bo = claimed
    Delivery.objects.filter(pk=ada.pk).update(lease=uuid4())

    assert turn(sent(ada), expected(bo), now=NOW) == (False, True)

    row = Delivery.objects.get(pk=ada.pk)
    assert row.state == "claimed"
    assert not row.events.filter(to_state="sent").exists()


def test_mail_is_settled_that_was_sent_though_the_next_must_stay_back(claimed):
    ada, bo = claimed
    Touchpoint.objects.filter(pk=bo.touchpoint_id).update(held_at=NOW)

    assert turn(sent(ada), expected(bo), now=NOW) == (True, False)


@pytest.mark.parametrize(
    "otherwise", [{"sequence": 1}, {"answer": "accepted"}, {"answer": ""}, {"email": "bo.finch@example.org"}]
)
def test_mail_that_was_written_by_something_else_stays_back(claimed, otherwise):
    assert turn(None, expected(claimed[1], **otherwise), now=NOW) == (False, False)


def test_mail_whose_lease_has_run_out_stays_back(claimed):
    assert turn(None, expected(claimed[1]), now=NOW + moves.LEASE) == (False, False)
    assert turn(None, expected(claimed[1]), now=NOW + moves.LEASE - MINUTE) == (False, True)
