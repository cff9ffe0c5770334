from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from workshops.agenda import agenda_total, clock_times

START = datetime(2026, 12, 14, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.mark.parametrize(
    ("items", "text"),
    [
        ([(40, 55), (30, 40)], "70–95 of 90–120 min: fits"),
        ([(60, 60), (60, 60)], "120 of 90–120 min: fits"),
        ([(10, 15)], "10–15 of 90–120 min: fits, 75 min unplanned"),
        ([(80, 100), (20, 25)], "100–125 of 90–120 min: may run over by 5 min"),
        ([(130, 150)], "130–150 of 90–120 min: over by 10 min"),
        ([(None, 95), (None, None)], "95 of 90–120 min: fits (1 item without minutes)"),
        ([], "0 of 90–120 min: fits, 90 min unplanned"),
    ],
)
def test_sum_of_the_minutes_is_compared_with_the_slot(items, text):
    total = agenda_total(items, slot_min=90, slot_max=120)

    assert total.text == text


@pytest.mark.parametrize(
    ("start", "times"),
    [
        (START, ["10:00", "10:05–10:10", "10:25–10:30", "10:25–10:30"]),
        (START.replace(hour=23, minute=58), ["23:58", "00:03–00:08", "00:23–00:28", "00:23–00:28"]),
        (None, ["+0 min", "+5–10 min", "+25–30 min", "+25–30 min"]),
    ],
)
def test_each_item_begins_when_those_before_it_are_over(start, times):
    items = [(5, 10), (None, 20), (None, None), (1, 2)]

    assert clock_times(items, start=start) == times


def test_hour_that_the_clocks_skip_or_repeat_is_no_part_of_the_minutes():
    zone = ZoneInfo("Europe/Berlin")
    spring, autumn = datetime(2026, 3, 29, 1, 30, tzinfo=zone), datetime(2026, 10, 25, 2, 30, tzinfo=zone)

    assert clock_times([(60, 60), (60, 60), (1, 1)], start=spring) == ["01:30", "03:30", "04:30"]
    assert clock_times([(60, 60), (60, 60), (1, 1)], start=autumn) == ["02:30", "02:30", "03:30"]


def test_agenda_without_items_has_no_times():
    assert clock_times([], start=START) == []
