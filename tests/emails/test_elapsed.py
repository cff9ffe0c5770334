import sys
import time

import pytest

from emails.elapsed import elapsed
from emails.services import notices
from emails.transport.handover import way_out
from tests.emails.scenes import DAY, SAVE_THE_DATE_AT


def test_time_goes_on_whatever_is_done_to_the_wall_clock(monkeypatch):
    before = elapsed()
    monkeypatch.setattr(time, "time", lambda: 0.0)

    assert 0 <= elapsed() - before < 60


@pytest.mark.skipif(sys.platform != "linux", reason="no other system tells how long it slept")
def test_pass_that_the_machine_slept_through_knows_how_late_it_is(monkeypatch):
    run = notices._Run(way_out(), SAVE_THE_DATE_AT)
    awake = time.clock_gettime

    monkeypatch.setattr(time, "clock_gettime", lambda clock: awake(clock) + DAY.total_seconds())

    assert run.now - SAVE_THE_DATE_AT >= DAY
