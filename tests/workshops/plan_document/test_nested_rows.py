"""Timelines whose points have points below them."""

import re
from dataclasses import replace
from datetime import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workshops.plan_document import PlanDocument, TouchpointSpec, parse, write


def _plan(timeline: str, heading: str = "Timeline") -> PlanDocument:
    return parse(f"# Plan\n\n## {heading}\n\n{timeline}")


def _rows(plan: PlanDocument) -> list[tuple[int, str]]:
    return [(touchpoint.opens_day, touchpoint.purpose) for touchpoint in plan.touchpoints]


def _unparsed(plan: PlanDocument) -> list[str]:
    return [line.text.strip() for line in plan.unparsed]


@pytest.mark.parametrize("mark", ["- ", "1. ", "* "])
@pytest.mark.parametrize("before", ["Before", "**Pre-workshop**", "⏰ Before the workshop:", "[ ] Phase 1"])
def test_points_below_a_label_are_rows_and_the_label_is_told(mark: str, before: str) -> None:
    indent = " " * len(mark)
    plan = _plan(
        f"{mark}{before}\n{indent}- T-7: Save the date\n{indent}- **T-3:** Agenda\n"
        f"{mark}After\n{indent}- T+1: Recap\n{indent}- T+7: Follow-up\n"
    )

    assert _rows(plan) == [(-7, "Save the date"), (-3, "Agenda"), (1, "Recap"), (7, "Follow-up")]
    assert _unparsed(plan) == [f"{mark}{before}", f"{mark}After"]
    assert parse(write(plan)).touchpoints == plan.touchpoints


def test_labels_below_labels_hold_rows_together() -> None:
    plan = _plan("- Before\n  - Early\n    - T-9: Invite\n  - Late\n    - T-1: Call\n    - to be decided\n")

    assert _rows(plan) == [(-9, "Invite"), (-1, "Call")]
    assert _unparsed(plan) == ["- Before", "- Early", "- Late", "- to be decided"]


def test_names_with_their_days_are_rows_below_a_label() -> None:
    plan = _plan("- Before\n  - **Save the date** (T-7): hold it\n  - **Agenda** (T-3): read it\n")

    assert [touchpoint.name for touchpoint in plan.touchpoints] == ["Save the date", "Agenda"]
    assert _rows(plan) == [(-7, "hold it"), (-3, "read it")]


def test_points_without_a_day_are_details_of_their_row() -> None:
    plan = _plan(
        "- **T-7**\n  - To: Pilots\n  - Channel: email\n"
        "- T-3: Agenda\n  - To: all\n  - optional\n"
        "- Recap (T+1)\n  - To: all\n"
    )

    assert plan.unparsed == ()
    assert plan.touchpoints == (
        TouchpointSpec("T-7", "T-7", -7, -7, purpose="To: Pilots; Channel: email"),
        TouchpointSpec("Agenda", "T-3", -3, -3, purpose="Agenda; To: all; optional", optional=True),
        TouchpointSpec("Recap", "T+1", 1, 1, is_after=True, purpose="To: all"),
    )
    assert parse(write(plan)) == plan


def test_row_stays_one_beside_the_rows_below_it() -> None:
    plan = _plan("- T-3: Agenda\n  - T-1: Call those who did not answer\n")

    assert _rows(plan) == [(-3, "Agenda"), (-1, "Call those who did not answer")]
    assert plan.unparsed == ()


@pytest.mark.parametrize(
    "phase", ["T-14 to T-3: Preparation", "**Preparation (T-14 to T-3)**", "T-14 to T-3"]
)
def test_phase_with_its_rows_below_it_is_no_row(phase: str) -> None:
    plan = _plan(f"- {phase}\n  - T-14: Invite\n  - T-3: Agenda\n")

    assert _rows(plan) == [(-14, "Invite"), (-3, "Agenda")]
    assert _unparsed(plan) == [f"- {phase}"]


def test_parts_of_a_day_are_rows_below_it() -> None:
    plan = _plan("- **Day of workshop**\n  - morning: Reminder\n  - 17:00 – Message\n    - To: all\n")

    assert plan.unparsed == ()
    assert plan.touchpoints == (
        TouchpointSpec("Reminder", "Day of workshop, morning", 0, 0, daypart="morning", purpose="Reminder"),
        TouchpointSpec(
            "Message",
            "Day of workshop, 17:00",
            0,
            0,
            daypart="afternoon",
            is_after=True,
            at=time(17),
            purpose="Message; To: all",
        ),
    )
    assert parse(write(plan)) == plan


def test_hours_of_a_day_in_an_agenda_are_no_mails() -> None:
    plan = _plan("- Workshop day\n  - 09:00: Welcome\n  - 10:00: Demo\n", heading="Agenda")

    assert plan.touchpoints == ()


def test_labels_stay_beside_rows_that_were_changed() -> None:
    source = "# Plan\n\n## Timeline\n\n- Before\n  - T-7: Invite\n- After\n  - T+1: Recap\n"
    plan = parse(source)
    first, last = plan.touchpoints
    changed = replace(plan, touchpoints=(replace(first, name="Hold it", purpose="Hold it"), last))

    again = parse(write(changed, source))

    assert again.touchpoints == changed.touchpoints
    assert _unparsed(again) == ["- Before", "- After"]


WORDS = st.sampled_from(
    ["Invite", "Agenda", "Recap", "note to all", "To: Pilots", "Channel: mail", "**Before**"]
)
DAYS = st.sampled_from(["T-7", "**T-3**", "T+1", "On the day", "T-7 to T-5", "⏰ T-2", "17:00", "T+7 / T+30"])
TEXT = st.one_of(
    WORDS, DAYS, st.builds("{}: {}".format, DAYS, WORDS), st.builds("{} ({})".format, WORDS, DAYS)
)
LINES = st.lists(st.tuples(st.integers(0, 2), TEXT), min_size=1, max_size=8)


@given(LINES)
@settings(max_examples=150, deadline=None)
def test_no_point_of_a_nested_timeline_is_lost(lines: list[tuple[int, str]]) -> None:
    source = "".join(f"{'  ' * depth}- {text}\n" for depth, text in lines)
    plan = _plan(source)

    known = " ".join(f"{t.name} {t.label} {t.purpose}" for t in plan.touchpoints)
    listed = {line.line for line in plan.unparsed}
    for number, (_, text) in enumerate(lines, start=5):
        said = re.findall(r"[\w+-]+", text)
        assert number in listed or all(word in known for word in said), text
    again = parse(write(plan))
    assert again.touchpoints == plan.touchpoints
    assert write(plan, f"# Plan\n\n## Timeline\n\n{source}") == f"# Plan\n\n## Timeline\n\n{source}"
