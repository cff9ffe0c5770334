"""Days told in words: ranges of them, lists of them, and short forms."""

import pytest

from workshops.plan_document import Window, parse, parse_offset, write


def _days(text: str) -> tuple[int, int]:
    (window,) = parse_offset(text)
    return window.opens_day, window.closes_day


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("10–8 days before", (-10, -8)),
        ("3-2 days before the workshop", (-3, -2)),
        ("1 to 2 weeks after the workshop", (7, 14)),
        ("two to three weeks before", (-21, -14)),
        ("2 – 3 days after", (2, 3)),
        ("2 weeks to 10 days before", (-14, -10)),
        ("between 3 and 2 days before", (-3, -2)),
        ("10-5 working days before", (-10, -5)),
        ("Reminder 3 to 2 days before", (-3, -2)),
    ],
)
def test_range_in_words_keeps_both_its_ends(text: str, days: tuple[int, int]) -> None:
    assert _days(text) == days


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Email 2 – 3 days before", -3),
        ("Reminder 1, 2 days before", -2),
        ("Session 2, 3 weeks before", -21),
        ("Phase 1 and 2 weeks before", -14),
    ],
)
def test_number_of_a_mail_is_no_day(text: str, day: int) -> None:
    assert _days(text) == (day, day)


def test_amounts_far_apart_are_occasions_of_their_own() -> None:
    assert parse_offset("4 weeks after and 8 weeks after") == (
        Window(28, 28, "", True, "4 weeks after"),
        Window(56, 56, "", True, "8 weeks after"),
    )
    assert [(window.opens_day, window.label) for window in parse_offset("1, 3 and 6 weeks after")] == [
        (7, "1 weeks after"),
        (21, "3 weeks after"),
        (42, "6 weeks after"),
    ]


def test_days_on_both_sides_of_the_workshop_are_two_occasions() -> None:
    assert [window.opens_day for window in parse_offset("1 day before and 1 day after")] == [-1, 1]


def test_label_of_each_occasion_says_its_day_by_itself() -> None:
    for window in parse_offset("2 and 4 weeks after"):
        assert parse_offset(window.label) == (window,)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("24h after", (1, 1)),
        ("48 hrs before", (-2, -2)),
        ("2h before", (0, 0)),
        ("3 days in advance", (-3, -3)),
        ("T plus one month", (30, 30)),
        ("T minus two weeks", (-14, -14)),
        ("the day after", (1, 1)),
        ("W-3", (-21, -21)),
        ("W+4", (28, 28)),
        ("W-3 to -2", (-21, -14)),
        ("Week -2", (-14, -14)),
        ("Week +1", (7, 7)),
        ("J-10", (-10, -10)),
        ("J+1", (1, 1)),
        ("7–5 days out", (-7, -5)),
        ("Within 48 hours", (0, 2)),
        ("within 2 working days", (0, 2)),
        ("Immediately after", (0, 0)),
    ],
)
def test_short_form_is_read(text: str, days: tuple[int, int]) -> None:
    assert _days(text) == days


@pytest.mark.parametrize(
    "text", ["Week 3", "Week-1", "W3", "days before", "Weeks 1-3", "JIRA-10", "J0", "2 days out of office"]
)
def test_name_of_a_week_is_no_day(text: str) -> None:
    assert parse_offset(text) == ()


def test_evening_before_and_morning_after_are_parts_of_those_days() -> None:
    assert parse_offset("Evening before") == (Window(-1, -1, "afternoon", False, "Evening before"),)
    assert parse_offset("the morning after") == (Window(1, 1, "morning", True, "the morning after"),)


def test_two_ways_to_write_one_day_are_no_name() -> None:
    plan = parse(
        "# Plan\n\n## Timeline\n\n- **Three days prior (T-3):** Agenda\n- **One day after:** Recap\n"
    )

    assert [(touchpoint.name, touchpoint.opens_day) for touchpoint in plan.touchpoints] == [
        ("Agenda", -3),
        ("Recap", 1),
    ]


def test_rows_told_in_words_read_back_from_their_own_export() -> None:
    plan = parse(
        "# Communication Plan: Piers\n\n## Timeline\n\n| When | What |\n|---|---|\n"
        "| 3–2 days before | Agenda |\n| the day after | Wrap-up |\n| 2 and 6 weeks after | Check |\n"
    )

    assert [(touchpoint.opens_day, touchpoint.closes_day) for touchpoint in plan.touchpoints] == [
        (-3, -2),
        (1, 1),
        (14, 14),
        (42, 42),
    ]
    assert parse(write(plan)) == plan
