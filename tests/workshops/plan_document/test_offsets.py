import pytest

from workshops.plan_document import Window, parse_offset


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("T-3", (-3, -3)),
        ("T–7 to T–5", (-7, -5)),
        ("T−7..T−5", (-7, -5)),
        ("T-7–T-5", (-7, -5)),
        ("T–7–5", (-7, -5)),
        ("T-7 to -5", (-7, -5)),
        ("T-5 to T-7", (-7, -5)),
        ("T—2 days", (-2, -2)),
        ("T–5 to T–3 days", (-5, -3)),
        ("T-2 weeks", (-14, -14)),
        ("T-2 to T-1 weeks", (-14, -7)),
        ("T minus 3", (-3, -3)),
        ("T plus 3", (3, 3)),
        ("T+0 / T+1", (0, 1)),
        ("T0", (0, 0)),
        ("one week before", (-7, -7)),
        ("2 days after", (2, 2)),
        ("same day", (0, 0)),
        ("next day", (1, 1)),
        ("D-7", (-7, -7)),
        ("Day -7", (-7, -7)),
        ("D-Day", (0, 0)),
        ("Day of the workshop", (0, 0)),
        ("1 week before the workshop", (-7, -7)),
        ("within 2 days after the session", (0, 2)),
    ],
)
def test_offset_gives_first_and_last_day(text: str, days: tuple[int, int]) -> None:
    (window,) = parse_offset(text)

    assert (window.opens_day, window.closes_day) == days
    assert window.label == text


@pytest.mark.parametrize(
    ("text", "daypart", "is_after"),
    [
        ("T-0 morning", "morning", False),
        ("T-0", "", False),
        ("T+0", "", True),
        ("T+0 afternoon", "afternoon", True),
        ("T+0 after deployment", "after", True),
        ("T-0 (after the workshop)", "after", True),
        ("T+1", "", True),
        ("T-1", "", False),
        ("T-0, 07:30", "morning", False),
        ("T-0 (8:00 AM)", "morning", False),
        ("T-1 at 4 pm", "afternoon", False),
        ("T-0 09:30", "", False),
        ("Morning of the workshop", "morning", False),
        ("one day after", "", True),
    ],
)
def test_offset_gives_the_part_of_the_day(text: str, daypart: str, is_after: bool) -> None:
    (window,) = parse_offset(text)

    assert (window.daypart, window.is_after) == (daypart, is_after)


def test_days_more_than_a_week_apart_are_two_windows() -> None:
    assert [window.label for window in parse_offset("T+7 / T+14")] == ["T+7 / T+14"]
    assert [window.label for window in parse_offset("T+7 / T+15")] == ["T+7", "T+15"]
    assert parse_offset("T+30 / T+60") == (
        Window(30, 30, "", True, "T+30"),
        Window(60, 60, "", True, "T+60"),
    )


def test_range_of_more_than_a_week_is_one_window() -> None:
    assert parse_offset("T-14 to T-3") == (Window(-14, -3, "", False, "T-14 to T-3"),)


@pytest.mark.parametrize("text", ["", "T-SQL", "IT-3 server", "Week 3", "T-1000000", "Tuesday", "TT+1"])
def test_text_without_a_day_has_no_window(text: str) -> None:
    assert parse_offset(text) == ()
