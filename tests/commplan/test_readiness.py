"""When the queue counts as stuck."""

from datetime import UTC, datetime, timedelta

import pytest

from commplan.readiness import (
    FIRST_TICK,
    NO_BROKER,
    NO_TICK_YET,
    TICKS_BREAK,
    broker_fault,
    queue_reasons,
)
from emails.selectors.queue import QueueState

NOW = datetime(2026, 12, 7, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HEALTHY = {
    "tick_started_at": NOW - timedelta(seconds=20),
    "tick_finished_at": NOW - timedelta(seconds=19),
    "oldest_due_at": None,
    "last_outcome_at": None,
}


def reasons(**signs: datetime | None) -> tuple[str, ...]:
    return queue_reasons(QueueState(**{**HEALTHY, **signs}), NOW)


def test_idle_queue_is_healthy():
    assert reasons() == ()


def test_missing_tick_is_a_reason():
    assert reasons(tick_started_at=None, tick_finished_at=None) == (NO_TICK_YET,)
    assert reasons(tick_started_at=NOW - 3 * MINUTE) == (
        "No tick has begun for 3 minutes: a worker or beat does not run, or its clock is wrong.",
    )


def test_tick_of_the_future_is_a_reason():
    ahead = NOW + timedelta(days=1)

    assert reasons(tick_started_at=ahead, tick_finished_at=ahead) == (
        "The last tick began 1440 minutes ahead of this machine's clock: a clock is wrong or was set back.",
    )
    # Two machines differ a little.
    assert reasons(tick_started_at=NOW + MINUTE) == ()


def test_tick_that_breaks_each_time_is_a_reason():
    assert reasons(tick_finished_at=NOW - 5 * MINUTE) == (TICKS_BREAK,)
    assert reasons(tick_finished_at=None) == (FIRST_TICK,)


def test_long_tick_that_sends_is_healthy():
    assert reasons(tick_finished_at=NOW - 9 * MINUTE, last_outcome_at=NOW - MINUTE) == ()


def test_mail_that_waits_while_none_leaves_is_a_reason():
    waiting = {"oldest_due_at": NOW - 6 * MINUTE}

    assert reasons(**waiting, last_outcome_at=NOW - 5 * MINUTE) == (
        "A mail has been due for 6 minutes, and none leaves. The worker's log says why.",
    )
    assert reasons(**waiting) != ()


def test_long_queue_that_moves_is_healthy():
    assert reasons(oldest_due_at=NOW - 60 * MINUTE, last_outcome_at=NOW - MINUTE) == ()


def test_server_that_takes_nothing_is_a_reason_however_often_it_is_tried():
    tried = {"last_outcome_at": NOW - MINUTE}

    assert reasons(**tried, stopped_since=NOW - 5 * MINUTE) == (
        "The mail server has confirmed no mail for 5 minutes.",
    )
    assert reasons(**tried, stopped_since=NOW - MINUTE) == ()


def test_mail_that_fell_due_just_now_is_healthy():
    assert reasons(oldest_due_at=NOW - MINUTE) == ()


@pytest.mark.parametrize("stopped_at", ["tick_started_at", "tick_finished_at", "oldest_due_at"])
def test_whatever_stops_is_visible_within_five_minutes(stopped_at):
    assert reasons(**{stopped_at: NOW - 5 * MINUTE}) != ()


def test_broker_that_does_not_answer_is_noticed(settings):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    down = broker_fault()
    settings.CELERY_BROKER_URL = "memory://localhost"

    assert (down, broker_fault()) == (NO_BROKER, "")
