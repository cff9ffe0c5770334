"""What the program tells those who watch over it."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commplan.readiness import NO_BROKER, NO_TICK_YET
from emails.models import Heartbeat
from emails.services import tick
from emails.states import DeliveryState
from tests.factories.emails import DeliveryFactory, HoldFactory
from tests.factories.workshops import TouchpointFactory

NOW = datetime(2026, 12, 7, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def broker_in_memory(settings):
    settings.CELERY_BROKER_URL = "memory://localhost"


def ask(path: str, **headers: str):
    with time_machine.travel(NOW, tick=False):
        return Client().get(path, headers=headers)


def samples(page: str) -> dict[str, float]:
    lines = [line for line in page.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


def test_process_answers_without_a_database():
    with connection.execute_wrapper(lambda *query: pytest.fail("asked the database")):
        answer = ask("/healthz")

    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_program_that_works_is_ready(db):
    tick(now=NOW - MINUTE)

    answer = ask("/readyz")

    assert (answer.status_code, answer.json()) == (
        200,
        {"ready": True, "reasons": [], "tick_age_seconds": 60.0, "oldest_overdue_seconds": None},
    )


def test_program_without_a_tick_is_not_ready(db):
    answer = ask("/readyz")

    assert (answer.status_code, answer.json()["reasons"]) == (503, [NO_TICK_YET])


def test_stuck_queue_is_not_ready(db):
    tick(now=NOW - MINUTE)
    DeliveryFactory(not_before=NOW - 5 * MINUTE)

    answer = ask("/readyz")

    assert (answer.status_code, answer.json()) == (
        503,
        {
            "ready": False,
            "reasons": ["A mail has been due for 5 minutes, and none leaves. The worker's log says why."],
            "tick_age_seconds": 60.0,
            "oldest_overdue_seconds": 300.0,
        },
    )


def test_broker_that_is_gone_is_named_without_its_address(db, settings):
    settings.CELERY_BROKER_URL = "redis://user:hunter2@127.0.0.1:1/0"
    tick(now=NOW)

    answer = ask("/readyz")

    assert (answer.status_code, answer.json()["reasons"]) == (503, [NO_BROKER])
    assert "hunter2" not in answer.content.decode()


def test_database_that_is_gone_is_named_without_its_error(db):
    def refuse(*query):
        raise OperationalError("password authentication failed for user robin")

    with connection.execute_wrapper(refuse):
        answer = ask("/readyz")

    assert (answer.status_code, answer.json()["reasons"]) == (503, ["The database does not answer."])
    assert "robin" not in answer.content.decode()


def test_tick_that_breaks_leaves_a_start_and_no_end(db, monkeypatch):
    monkeypatch.setattr("emails.services.ticks.open_deliveries", lambda now: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        tick(now=NOW)

    assert list(Heartbeat.objects.values_list("started_at", "finished_at")) == [(NOW, None)]


def test_each_tick_writes_the_same_row(db):
    for moment in (NOW, NOW + MINUTE):
        tick(now=moment)

    assert list(Heartbeat.objects.values_list("started_at", "finished_at")) == [(NOW + MINUTE, NOW + MINUTE)]


def test_metrics_tell_the_queue(db):
    tick(now=NOW - MINUTE)
    touchpoint = TouchpointFactory(closes_at=NOW + MINUTE)
    DeliveryFactory(touchpoint=touchpoint, not_before=NOW - 5 * MINUTE)
    DeliveryFactory(touchpoint=touchpoint, not_before=NOW + MINUTE, state=DeliveryState.RETRY)
    DeliveryFactory(touchpoint=touchpoint, state=DeliveryState.SENT).events.create(
        at=NOW, from_state=DeliveryState.CLAIMED, to_state=DeliveryState.SENT
    )

    answer = ask("/metrics")

    told = samples(answer.content.decode())
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    assert {name: value for name, value in told.items() if value} == {
        'commplan_deliveries{state="queued"}': 1,
        'commplan_deliveries{state="retry"}': 1,
        'commplan_deliveries{state="sent"}': 1,
        'commplan_delivery_moves_total{state="sent"}': 1,
        "commplan_due_deliveries": 1,
        "commplan_late_deliveries": 1,
        "commplan_oldest_overdue_seconds": 300,
        "commplan_tick_age_seconds": 60,
    }
    assert set(DeliveryState.values) == {
        name.split('"')[1] for name in told if name.startswith("commplan_deliveries")
    }


def test_metrics_tell_what_waits_for_the_manager(db):
    HoldFactory(touchpoint__closes_at=NOW + MINUTE)
    TouchpointFactory(closes_at=NOW)

    told = samples(ask("/metrics").content.decode())

    assert [told["commplan_held_touchpoints"], told["commplan_late_touchpoints"]] == [1, 1]


def test_metrics_leave_out_the_tick_that_never_was(db):
    told = samples(ask("/metrics").content.decode())

    assert "commplan_tick_age_seconds" not in told
    assert told["commplan_oldest_overdue_seconds"] == 0


def test_metrics_cost_the_same_for_one_delivery_and_for_three(db):
    counts = []
    for more in (1, 2):
        DeliveryFactory.create_batch(more)
        with CaptureQueriesContext(connection) as queries:
            ask("/metrics")
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_metrics_are_not_there_for_strangers(db):
    through_a_proxy = ask("/metrics", **{"x-forwarded-for": "203.0.113.7"})
    from_elsewhere = Client(REMOTE_ADDR="10.0.0.7").get("/metrics")
    from_a_socket = Client(REMOTE_ADDR="").get("/metrics")

    assert [page.status_code for page in (through_a_proxy, from_elsewhere, from_a_socket)] == [404] * 3


def test_metrics_with_a_token_ask_everybody_for_it(db, settings):
    settings.METRICS_TOKEN = "tidal-gauge"
    given = ["", "Bearer wrong", "Bearer tidal-gauge", "tidal-gauge", "Bearer tidal-gäuge"]

    statuses = [ask("/metrics", authorization=value).status_code for value in given]

    assert statuses == [404, 404, 200, 404, 404]


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_watchers_change_nothing_and_are_cached_by_nobody(path, db):
    answer = ask(path)

    assert "no-store" in answer.headers["Cache-Control"]
    assert Client().post(path).status_code == 405
