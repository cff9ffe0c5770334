"""What Celery's beat wakes."""

import time

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from emails import tasks
from emails.tasks import tick
from tests.emails.scenes import SAVE_THE_DATE_AT, add_person, scheduled_plan, told

pytestmark = pytest.mark.django_db


def test_long_list_leaves_at_one_beat_however_small_a_batch_is(mailoutbox, settings):
    scene = scheduled_plan()
    for name in ("Cy", "Di", "Eve"):
        add_person(scene, name)
    settings.EMAILS_BATCH_SIZE = 2

    with time_machine.travel(SAVE_THE_DATE_AT, tick=False):
        tick()

    assert sorted(name for name, _ in told(mailoutbox)) == ["ada", "bo", "cy", "di", "eve"]


def asked_by_a_tick_from_the_broker() -> int:
    """How many queries it made."""
    with CaptureQueriesContext(connection) as queries:
        tick.apply()
    return len(queries)


def test_of_ticks_that_piled_up_in_the_broker_one_looks_for_all(monkeypatch):
    monkeypatch.setattr(tasks, "_rested_at", float("-inf"))

    asked = [asked_by_a_tick_from_the_broker() for _ in range(120)]

    assert asked[0] > 0
    assert asked[1:] == [0] * 119


def test_tick_looks_again_at_the_next_beat(monkeypatch, settings):
    monkeypatch.setattr(tasks, "_rested_at", float("-inf"))
    settings.TICK_SECONDS = 0.6
    asked_by_a_tick_from_the_broker()

    time.sleep(0.2)

    assert asked_by_a_tick_from_the_broker() > 0


def test_tick_that_broke_lets_the_next_one_try(monkeypatch, settings):
    monkeypatch.setattr(tasks, "_rested_at", float("-inf"))
    settings.EMAILS_BATCH_SIZE = "not a number"
    broken = tick.apply()
    settings.EMAILS_BATCH_SIZE = 10

    asked = asked_by_a_tick_from_the_broker()

    assert broken.failed()
    assert asked > 0
