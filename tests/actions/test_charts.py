"""Where bars and lines stand, whatever is counted."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.charts import HEIGHT, WIDTH, Load, Week, load_chart, nice_top, week_chart

MONDAY = date(2026, 12, 14)
COUNTS = st.integers(0, 10**6)


def week(number, *counts):
    return Week(MONDAY + timedelta(weeks=number), *counts)


@pytest.mark.parametrize(("most", "top"), [(0, 4), (4, 4), (5, 8), (9, 20), (21, 40), (75_000, 80_000)])
def test_the_axis_ends_at_a_round_number(most, top):
    assert nice_top(most) == top


def test_bars_and_line_share_one_scale():
    chart = week_chart([week(0, 4, 0, 4), week(1, 0, 2, 2)])

    first, second = chart.weeks
    assert first.opened.height == pytest.approx(chart.base - chart.ticks[-1].at)
    assert second.closed.height == pytest.approx(first.opened.height / 2, abs=0.1)
    assert (first.closed.height, second.opened.height) == (0, 0)
    assert [tick.label for tick in chart.ticks] == ["0", "1", "2", "3", "4"]
    assert chart.dots[0][1] == first.opened.y
    assert [bars.label.label for bars in chart.weeks] == ["14 Dec", "21 Dec"]


@given(st.lists(st.tuples(COUNTS, COUNTS, COUNTS), max_size=12))
def test_no_week_leaves_the_drawing(counts):
    chart = week_chart([week(number, *each) for number, each in enumerate(counts)])

    bars = [bar for each in chart.weeks for bar in (each.opened, each.closed)]
    assert all(bar.y >= 0 and bar.y + bar.height <= HEIGHT and bar.x + bar.width <= WIDTH for bar in bars)
    assert all(0 <= y <= HEIGHT for _, y in chart.dots)


@given(st.lists(st.tuples(st.text(max_size=200), st.integers(1, 10**6)), max_size=20))
def test_no_owner_leaves_the_drawing(owners):
    chart = load_chart([Load(name, count, count // 2) for name, count in owners])

    assert all(bar.whole.x + bar.whole.width <= WIDTH and bar.y < chart.height for bar in chart.bars)
    assert all(bar.late.width <= bar.whole.width and len(bar.shown_name) <= 26 for bar in chart.bars)
