"""When beat wakes the sending loop, also where the clock is set anew."""

from datetime import UTC, datetime, timedelta

import pytest
from celery.beat import ScheduleEntry
from django.conf import settings

from commplan.beat import Every
from commplan.celery import app

NOW = datetime(2026, 12, 7, 9, 0, tzinfo=UTC)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


def tick(last_run_at: datetime) -> ScheduleEntry:
    schedule = Every(30, nowfun=lambda: NOW, app=app)
    return ScheduleEntry(name="tick", schedule=schedule, last_run_at=last_run_at, app=app)


@pytest.mark.parametrize(
    ("last_run_at", "expected"),
    [
        (NOW, (False, 30)),
        (NOW - 10 * SECOND, (False, 20)),
        (NOW - 30 * SECOND, (True, 30)),
        # The clock was set forward, and back.
        (NOW - DAY, (True, 30)),
        (NOW + DAY, (True, 30)),
    ],
)
def test_tick_is_due_every_half_minute_wherever_the_clock_jumps(last_run_at, expected):
    assert tick(last_run_at).is_due() == expected


def test_the_tick_of_the_settings_is_of_this_kind():
    assert isinstance(settings.CELERY_BEAT_SCHEDULE["tick"]["schedule"], Every)
