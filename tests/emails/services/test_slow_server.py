"""A mail server that is slow, and a worker that is to end: what it holds is not held for long."""

from dataclasses import dataclass
from functools import partial

import pytest

from emails.models import Delivery, DeliveryEvent
from emails.services import dispatch, dispatch_due, tick
from emails.services.runs import Run
from emails.transport.handover import way_out
from tests.emails.scenes import MINUTE, SAVE_THE_DATE_AT, Scene, add_person, scheduled_plan
from tests.emails.services.test_dispatch import Recorder, queued

NOW = SAVE_THE_DATE_AT


@dataclass
class Clock:
    seconds: float = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.mark.parametrize(
    ("sent", "seconds", "batch"),
    [(0, 0, 10), (10, 50, 10), (10, 1, 50), (10, 0.01, 500), (10_000, 10, 500)],
    ids=["first", "slow", "not so fast", "fast", "long at it"],
)
def test_chunk_is_as_large_as_the_server_is_fast(sent, seconds, batch):
    clock = Clock()
    run = Run(way_out(Recorder()), NOW, clock)
    run.sent, clock.seconds = sent, seconds

    assert run.batch == batch


@pytest.fixture
def scene() -> Scene:
    return scheduled_plan()


@pytest.mark.django_db
def test_pass_that_takes_long_puts_back_what_it_has_not_tried(scene, monkeypatch):
    for number in range(3):
        add_person(scene, f"Person{number}")
    queued(scene)
    clock = Clock()
    monkeypatch.setattr(dispatch, "Run", partial(Run, clock=clock))

    def slowly() -> None:
        clock.seconds += 20

    recorder = Recorder(meanwhile=slowly)

    assert dispatch_due(now=NOW, limit=100, connection=recorder) == 2

    back = Delivery.objects.filter(state="queued")
    assert [(row.attempts, row.lease, row.error) for row in back] == [(0, None, "")] * 3
    assert all(row.not_before <= NOW + MINUTE for row in back)
    assert DeliveryEvent.objects.filter(to_state="queued", cause__contains="slow").count() == 3


@pytest.mark.django_db
def test_worker_that_is_told_to_stop_ends_with_the_mail_at_hand(scene):
    queued(scene)
    recorder = Recorder()

    sent = dispatch_due(now=NOW, limit=100, connection=recorder, is_stopped=lambda: bool(recorder.taken))

    assert sent == 1
    assert sorted(Delivery.objects.values_list("state", flat=True)) == ["queued", "sent"]

    assert dispatch_due(now=NOW + MINUTE, limit=100, connection=recorder) == 1


@pytest.mark.django_db
def test_tick_of_a_worker_that_is_told_to_stop_sends_nothing(scene, mailoutbox):
    assert tick(now=NOW, is_stopped=lambda: True) is False

    assert mailoutbox == []
    assert set(Delivery.objects.values_list("state", flat=True)) == {"queued"}
