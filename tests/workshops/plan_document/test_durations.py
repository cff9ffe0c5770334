import pytest

from workshops.plan_document.durations import find_durations, split_minutes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Locks (10–15 min)", ("Locks", 10, 15)),
        ("Locks (sources → core) (30-40 minutes)", ("Locks (sources → core)", 30, 40)),
        ("Locks – 10 min", ("Locks", 10, 10)),
        ("Locks: 10 min", ("Locks", 10, 10)),
        ("10 min: Locks", ("Locks", 10, 10)),
        ("(15 min) Locks", ("Locks", 15, 15)),
        ("Locks [1 h]", ("Locks", 60, 60)),
        ("Locks (1.5 hours)", ("Locks", 90, 90)),
        ("Locks (1 h 30 min)", ("Locks", 90, 90)),
        ("Locks (1–2 h)", ("Locks", 60, 120)),
        ("Locks (5')", ("Locks", 5, 5)),
        ("Locks (20 min) of the port", ("Locks (20 min) of the port", 20, 20)),
        ("09:00–09:15 Locks", ("09:00–09:15 Locks", 15, 15)),
        ("Locks", ("Locks", None, None)),
        ("Locks of 2026 (3 of them)", ("Locks of 2026 (3 of them)", None, None)),
    ],
)
def test_agenda_line_gives_title_and_minutes(text: str, expected: tuple[str, int | None, int | None]) -> None:
    assert split_minutes(text) == expected


def test_clock_times_and_dates_are_no_durations() -> None:
    found = find_durations("14.12.2026, 10:00–11:30, 90–120 minutes, a 2-hour talk")

    assert [(duration.min, duration.max) for duration in found] == [(90, 120), (120, 120)]
