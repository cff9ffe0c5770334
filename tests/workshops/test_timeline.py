from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshops.timeline import LETTER, MIDDLE, WIDTH, Point, draw, nominal_days


def point(days: float, name: str = "Reminder") -> Point:
    return Point(days=days, label=f"T{days:+g}", name=name, status="next", status_text="planned")


def test_touchpoints_before_the_workshop_stand_left_of_the_middle_and_those_after_it_right():
    line = draw([point(3), point(-7), point(nominal_days(0, comes_after=False))])

    sides = [(mark.point.days, mark.x < MIDDLE) for mark in line.marks]
    assert sides == [(-7, True), (-0.1, True), (3, False)]


def test_outermost_marks_leave_room_for_half_a_label():
    line = draw([point(-7), point(-3), point(1), point(30)])

    assert line.marks[0].x == 78
    assert line.marks[-1].x == WIDTH - 78


def test_present_stands_between_its_neighbours():
    line = draw([point(-7), point(-3)], now_days=-5)

    assert line.now_x == (line.marks[0].x + line.marks[1].x) / 2


def test_present_long_before_the_first_mark_stands_at_the_edge():
    line = draw([point(-7)], now_days=-90)

    assert line.now_x == 14


def test_plan_without_touchpoints_has_no_marks():
    line = draw([])

    assert line.marks == ()
    assert line.now_x is None
    assert line.summary == ""


def test_long_name_is_cut_for_the_drawing_only():
    long = point(-3, "Detailed agenda, pre-work and constraints")

    assert long.short_name == "Detailed agenda, pre-wo…"
    assert "constraints" in draw([long]).summary


def test_labels_that_would_touch_stand_on_two_rows():
    line = draw([Point(-4 + number / 9, "T-7 to T-5", "Mail", "next", "planned") for number in range(6)])
    apart = draw([Point(-7, "T-7 to T-5", "Mail", "next", "planned"), Point(-1, "T-1", "Mail", "next", "")])

    assert [mark.is_raised for mark in line.marks] == [False, True, False, True, False, True]
    assert [mark.is_raised for mark in apart.marks] == [False, False]


def test_names_that_would_stand_upon_each_other_are_left_to_the_list():
    apart = draw([point(day) for day in (-7, -3, -0.1, 1, 3)])
    crowded = draw([point(-7), *(point(-1 + number / 99) for number in range(8)), point(3)])

    assert [mark.is_crowded for mark in apart.marks] == [False] * 5
    assert [mark.is_crowded for mark in crowded.marks] == [True] * 9 + [False]


def test_summary_says_what_the_drawing_shows():
    line = draw([Point(-7, "T-7", "Save the date", "sent", "sent", "Mon 7 Dec"), point(3, "Follow-up")])

    assert line.summary == "T-7 Save the date: sent, Mon 7 Dec; T+3 Follow-up: planned"


@given(
    st.lists(st.floats(min_value=-400, max_value=400, allow_nan=False), max_size=30),
    st.floats(min_value=-500, max_value=500, allow_nan=False),
)
def test_marks_stay_in_order_inside_the_drawing_and_apart(days, now_days):
    line = draw([point(day) for day in days], now_days=now_days)

    places = [mark.x for mark in line.marks]
    assert [mark.point.days for mark in line.marks] == sorted(days)
    assert all(0 < x < WIDTH for x in places)
    assert all(b - a > 10 for a, b in pairwise(places))
    assert line.now_x is not None
    assert 0 < line.now_x < WIDTH


@pytest.mark.parametrize("label", ["T-7 to T-5", "T-5 to T-3 working days, 08:00", "x" * 100])
def test_label_above_the_first_mark_is_not_cut_by_the_edge(label: str) -> None:
    points = [Point(days=-10, label=label, name="Save the date", status="next", status_text="Planned")]

    (mark,) = draw(points).marks

    assert mark.x - LETTER * len(mark.point.short_label) / 2 >= 0
    assert label in draw(points).summary
