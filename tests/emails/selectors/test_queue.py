"""When the mail server counts as stopped: by what the last tries met, whoever else wrote meanwhile."""

from datetime import timedelta

import pytest

from emails.models import Delivery, DeliveryEvent
from emails.selectors.queue import queue_state
from emails.states import DeliveryState
from emails.transport.errors import PERHAPS_SENT
from tests.factories.emails import DeliveryFactory
from tests.factories.workshops import START

pytestmark = pytest.mark.django_db

TRIED_AT = START - timedelta(days=7)
LOST = f"{PERHAPS_SENT}: the connection was lost."


def tried(state: DeliveryState, *, cause: str = "451 later", doubts: int = 0, key: str = "") -> Delivery:
    """A delivery that a worker had claimed, and what became of it then."""
    delivery = DeliveryFactory(state=state, doubts=doubts)
    DeliveryEvent.objects.create(
        delivery=delivery,
        at=TRIED_AT,
        from_state=DeliveryState.CLAIMED,
        to_state=state,
        cause=cause,
        key=key,
    )
    return delivery


def is_stopped() -> bool:
    return queue_state(TRIED_AT).stopped_since is not None


@pytest.mark.parametrize("state", [DeliveryState.RETRY, DeliveryState.UNCERTAIN])
def test_three_mails_in_a_row_of_which_none_was_confirmed_are_a_stop(state):
    for number in range(3):
        assert not is_stopped(), number
        tried(state, cause=LOST, doubts=1)

    assert is_stopped()


def test_mails_that_nobody_tries_again_are_no_stop():
    for _ in range(3):
        tried(DeliveryState.UNCERTAIN, cause=LOST, doubts=2)

    assert not is_stopped()


@pytest.mark.parametrize("state", [DeliveryState.SENT, DeliveryState.DEAD])
def test_mail_that_the_server_answered_for_good_ends_a_stop(state):
    for _ in range(3):
        tried(DeliveryState.RETRY)

    tried(state)

    assert not is_stopped()


@pytest.mark.parametrize(
    ("state", "cause"),
    [
        (DeliveryState.CANCELLED, "The touchpoint is cancelled."),
        (DeliveryState.UNCERTAIN, "Not sent once more: the touchpoint is cancelled."),
        (DeliveryState.QUEUED, "The worker ends."),
    ],
)
def test_mail_called_off_before_the_server_heard_of_it_ends_none(state, cause):
    for _ in range(3):
        tried(DeliveryState.RETRY)

    tried(state, cause=cause)

    assert is_stopped()


def test_mails_called_off_are_no_stop_themselves():
    tried(DeliveryState.RETRY)
    for _ in range(3):
        tried(DeliveryState.UNCERTAIN, cause="Not sent once more: the touchpoint is cancelled.", doubts=2)

    assert not is_stopped()


def test_word_of_a_provider_about_a_mail_at_hand_is_no_answer_of_the_server():
    for _ in range(3):
        tried(DeliveryState.RETRY)

    tried(DeliveryState.DELIVERED, cause="Delivered", key="1f")

    assert is_stopped()
    assert queue_state(TRIED_AT + timedelta(minutes=1)).last_outcome_at == TRIED_AT
