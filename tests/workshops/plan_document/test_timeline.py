"""Rows of a timeline with something in front of their day, or with a day in several words."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workshops.plan_document import parse, write
from workshops.plan_document.timeline import read_row

PICTURES = ["⏰ ", "🔔", "📅 ", "1️⃣ ", "👩‍💻 ", "⏰ 📧 ", ":alarm_clock: ", "[ ] ", "[x] 🚀 "]
ROWS = [
    ("T-3: Agenda", "", "T-3", "Agenda"),
    ("**T–7 → T–5:** Save the date", "", "T–7 → T–5", "Save the date"),
    ("**T-3 – Agenda:** for all", "Agenda", "T-3", "for all"),
    ("**Agenda (T-3):** for all", "Agenda", "T-3", "for all"),
    ("**Agenda** (T-3): for all", "Agenda", "T-3", "for all"),
    ("Between T+1 and T+2: recap", "", "Between T+1 and T+2", "recap"),
    ("**between T+1 and T+2** – recap", "", "between T+1 and T+2", "recap"),
    ("No later than T-3 (Fri): agenda", "", "No later than T-3 (Fri)", "agenda"),
    ("**T-7** to **T-5**: invite", "", "T-7 to T-5", "invite"),
    ("T+10 – 14: follow-up", "", "T+10 – 14", "follow-up"),
    ("T-10 (Mon) to T-8: invite", "", "T-10 (Mon) to T-8", "invite"),
    ("T-7; invite", "", "T-7", "invite"),
]


@pytest.mark.parametrize(("text", "name", "label", "purpose"), ROWS)
def test_row_is_read_with_its_whole_day(text: str, name: str, label: str, purpose: str) -> None:
    row = read_row(text)

    assert row
    assert (row.name, [window.label for window in row.windows], row.purpose) == (name, [label], purpose)


@pytest.mark.parametrize("picture", PICTURES)
@pytest.mark.parametrize("text", [row[0] for row in ROWS])
def test_picture_or_box_in_front_of_a_row_says_nothing(picture: str, text: str) -> None:
    assert read_row(picture + text) == read_row(text)


@given(st.lists(st.tuples(st.sampled_from(["", *PICTURES]), st.sampled_from(ROWS)), min_size=1, max_size=5))
@settings(max_examples=60, deadline=None)
def test_rows_come_through_an_export(rows: list[tuple[str, tuple[str, ...]]]) -> None:
    lines = "".join(f"- {picture}{row[0]}\n" for picture, row in rows)
    plan = parse(f"# Plan\n\n## Timeline\n\n{lines}")

    assert len(plan.touchpoints) == len(rows)
    assert plan.unparsed == ()
    assert parse(write(plan)) == plan


@pytest.mark.parametrize(
    "heading",
    [
        "⏰ T-3: Agenda",
        "📧 Email 2 – Agenda (⏰ T-3)",
        "1️⃣ Agenda (T-3)",
        "Agenda on T-3",
        "Agenda (**T-3**)",
        "Agenda – T&ndash;3",
        "⏰ **T-3** – Agenda",
    ],
)
def test_heading_of_a_mail_is_read_behind_its_picture(heading: str) -> None:
    plan = parse(f"# Plan\n\n## {heading}\n\nTo: all\nSubject: Tides\n\nHello\n")

    [touchpoint] = plan.touchpoints
    assert (touchpoint.name, touchpoint.opens_day) == ("Agenda", -3)
    assert parse(write(plan)) == plan


@pytest.mark.parametrize(
    "text", ["⏰ Before", "By the way: call", "From now on: T-shirts", "between us: fine", "🔔"]
)
def test_words_without_a_day_are_no_row(text: str) -> None:
    assert read_row(text) is None
