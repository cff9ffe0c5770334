"""What providers tell: in any order, more than once, before and after we know ourselves."""

from datetime import datetime, timedelta
from itertools import permutations

import pytest

from emails.models import Delivery, Suppression
from emails.services import moves, release_suppression, take_event
from emails.states import MOVES, DeliveryState, EventKind
from tests.emails.scenes import SAVE_THE_DATE_AT
from tests.factories.emails import DeliveryFactory

pytestmark = pytest.mark.django_db

LATER = SAVE_THE_DATE_AT + timedelta(hours=1)


def tell(
    delivery: Delivery, kind: str, event_id: str = "", reason: str = "", at: datetime = SAVE_THE_DATE_AT
) -> bool:
    return take_event(
        message_id=delivery.message_id,
        kind=kind,
        event_id=event_id or f"{kind}-1",
        at=at,
        reason=reason,
        now=LATER,
    )


def state_of(delivery: Delivery) -> str:
    return Delivery.objects.get(pk=delivery.pk).state


def sent(**values) -> Delivery:
    return DeliveryFactory(**{"state": "sent", "attempts": 1, **values})


@pytest.mark.parametrize("state", DeliveryState.values)
def test_each_state_has_its_moves_and_they_lead_to_states(state):
    assert set(MOVES[state]) <= set(DeliveryState.values)


@pytest.mark.parametrize("kind", ["delivered", "bounced", "complained"])
def test_word_of_the_provider_moves_what_was_sent(kind):
    delivery = sent()

    is_news = tell(delivery, kind, reason="250 taken")

    [event] = delivery.events.all()
    assert (is_news, state_of(delivery)) == (True, kind)
    assert (event.from_state, event.to_state, event.by) == ("sent", kind, "the provider")
    assert event.cause == f"{EventKind(kind).label}: 250 taken"


def test_repeat_changes_nothing():
    delivery = sent()
    tell(delivery, "bounced", "7")

    again = tell(delivery, "bounced", "7")

    assert (again, delivery.events.count(), Suppression.objects.count()) == (False, 1, 1)


def test_events_without_an_id_are_told_apart_by_their_content():
    delivery = sent()

    def delayed(at: datetime) -> bool:
        return take_event(
            message_id=delivery.message_id, kind="deferred", event_id="", at=at, reason="busy", now=LATER
        )

    first, repeat, another = delayed(SAVE_THE_DATE_AT), delayed(SAVE_THE_DATE_AT), delayed(LATER)

    assert (first, repeat, another, delivery.events.count()) == (True, False, True, 2)


@pytest.mark.parametrize("message_id", ["<nobody@example.org>", "", "<>", "a\x00b", "x" * 5000])
def test_unknown_message_writes_nothing(message_id):
    delivery = sent()

    is_known = take_event(message_id=message_id, kind="bounced", event_id="1", at=LATER, reason="", now=LATER)

    assert (is_known, state_of(delivery), Suppression.objects.exists()) == (False, "sent", False)


@pytest.mark.parametrize("order", list(permutations(["delivered", "bounced", "complained", "deferred"])))
def test_order_of_events_does_not_matter(order):
    delivery = sent()

    for kind in order:
        tell(delivery, kind)

    assert (state_of(delivery), delivery.events.count()) == ("complained", 4)
    assert Suppression.objects.get().reason == "complained"


@pytest.mark.parametrize("state", ["claimed", "uncertain", "retry", "queued"])
def test_word_that_comes_before_our_own_commit_is_kept(state):
    delivery = DeliveryFactory(state=state, attempts=1, email="")

    tell(delivery, "delivered")

    delivery.refresh_from_db()
    assert (delivery.state, delivery.sent_at, delivery.lease) == ("delivered", SAVE_THE_DATE_AT, None)
    assert delivery.email == delivery.person.email


@pytest.mark.parametrize(
    ("state", "doubts"), [("uncertain", 1), ("uncertain", 2), ("retry", 1), ("queued", 0)]
)
def test_delay_tells_that_the_provider_has_a_mail_in_doubt_which_is_not_sent_once_more(state, doubts):
    delivery = DeliveryFactory(
        state=state, doubts=doubts, attempts=1, email="", not_before=SAVE_THE_DATE_AT - timedelta(hours=1)
    )

    tell(delivery, "deferred", reason="451 greylisted")
    moves.sweep(now=LATER)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.sent_at) == ("sent", SAVE_THE_DATE_AT)
    assert [(event.from_state, event.to_state) for event in delivery.events.all()] == [(state, "sent")]


@pytest.mark.parametrize("state", ["claimed", "sent", "delivered", "bounced", "dead"])
def test_delay_of_what_is_known_moves_nothing(state):
    delivery = DeliveryFactory(state=state, attempts=1)

    tell(delivery, "deferred", reason="451 greylisted")

    assert state_of(delivery) == state


def test_word_about_an_earlier_copy_does_not_swallow_one_asked_for_anew():
    delivery = DeliveryFactory(state="queued", attempts=0)

    is_news = tell(delivery, "delivered")

    assert (is_news, state_of(delivery)) == (True, "queued")


@pytest.mark.parametrize("shape", ["{}", "<{}>", " <{}> "])
def test_message_is_found_by_the_providers_own_id_however_it_is_written(shape):
    delivery = sent(provider_id="0100-abc")

    take_event(
        message_id=shape.format("0100-abc"), kind="delivered", event_id="1", at=LATER, reason="", now=LATER
    )

    assert state_of(delivery) == "delivered"


def test_reason_with_anything_in_it_is_kept_as_one_plain_line():
    delivery = sent()

    tell(delivery, "bounced", reason="550\r\nno\x00such \ud800 box" + "x" * 10_000)

    cause = delivery.events.get().cause
    assert cause.startswith("Bounced: 550  no such   box")
    assert len(cause) == 500


def test_bounce_blocks_the_address_in_its_project_only():
    delivery = sent(email="Ada@Example.org")

    tell(delivery, "bounced", reason="550 no such box")

    [row] = Suppression.objects.all()
    assert (row.email, row.reason, row.detail) == ("ada@example.org", "bounced", "550 no such box")
    assert row.project == delivery.touchpoint.workshop.project


def test_released_address_gets_what_was_kept_back():
    bounced = sent()
    kept_back = DeliveryFactory(touchpoint__workshop=bounced.touchpoint.workshop, person=bounced.person)
    Delivery.objects.filter(pk=kept_back.pk).update(state="suppressed")
    tell(bounced, "bounced")
    row = Suppression.objects.get()

    released = release_suppression(suppression_id=row.pk, by="robin@example.org", now=LATER)
    again = release_suppression(suppression_id=row.pk, by="robin@example.org", now=LATER)

    kept_back.refresh_from_db()
    assert (released, again, Suppression.objects.active().exists()) == (True, False, False)
    assert (kept_back.state, kept_back.events.get().by) == ("queued", "robin@example.org")


def test_late_word_of_an_old_bounce_does_not_block_a_released_address():
    bounced = sent()
    tell(bounced, "bounced")
    release_suppression(suppression_id=Suppression.objects.get().pk, by="robin", now=LATER)

    tell(bounced, "bounced", "another", at=SAVE_THE_DATE_AT)

    assert not Suppression.objects.active().exists()
