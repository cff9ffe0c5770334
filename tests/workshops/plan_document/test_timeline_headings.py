"""Timelines written as headings, one for each day."""

from dataclasses import replace

import pytest

from workshops.plan_document import PlanDocument, parse, write

TITLE = "# Communication Plan – Workshop 1: Tides\n\n"
BELOW = f"""{TITLE}## Timeline

### T-14 – Invitation
Goes to all pilots.

### T-3 – Agenda
- To: Pilots; Clerks
- with the pre-work

### Week +1
- Minutes

## Objectives
- Safe piers
"""
ALONE = f"""{TITLE}## T-14: Invitation
- Audience: Pilots
- Channel: mail

## T-3: Agenda
Goes to all who said yes.

## Agenda
- Tides (10 min)
"""


def _rows(plan: PlanDocument) -> list[tuple[int, str, str]]:
    return [(row.opens_day, row.name, row.purpose) for row in plan.touchpoints]


def test_heading_in_a_timeline_is_a_row_with_what_stands_below_it() -> None:
    plan = parse(BELOW)

    assert _rows(plan) == [
        (-14, "Invitation", "Invitation; Goes to all pilots."),
        (-3, "Agenda", "Agenda; To: Pilots; Clerks; with the pre-work"),
        (7, "Minutes", "Minutes"),
    ]
    assert plan.agenda == ()
    assert plan.objectives == ("Safe piers",)
    assert plan.unparsed == ()


def test_heading_that_begins_with_a_day_is_a_row_where_the_plan_has_no_timeline() -> None:
    plan = parse(ALONE)

    assert _rows(plan) == [
        (-14, "Invitation", "Invitation; Audience: Pilots; Channel: mail"),
        (-3, "Agenda", "Agenda; Goes to all who said yes."),
    ]
    assert [item.title for item in plan.agenda] == ["Tides"]


def test_heading_that_begins_with_a_day_adds_no_row_to_a_timeline() -> None:
    plan = parse(f"{BELOW}\n## T-3: what to bring\n- A map\n")

    assert _rows(plan) == _rows(parse(BELOW))
    assert [line.text for line in plan.unparsed] == ["## T-3: what to bring", "- A map"]


def test_timeline_goes_on_below_the_mail_of_one_of_its_rows() -> None:
    mail = "### T-14 – Invitation\n\nTo: Pilots\nSubject: Tides\n\nCome.\n\n"
    plan = parse(f"{TITLE}## Timeline\n\n{mail}### T-3 – Agenda\nGoes to all pilots.\n")

    assert [(row.opens_day, row.email and row.email.subject) for row in plan.touchpoints] == [
        (-14, "Tides"),
        (-3, None),
    ]


@pytest.mark.parametrize("source", [BELOW, ALONE])
def test_plan_reads_back_from_its_own_export_and_from_a_change(source: str) -> None:
    plan = parse(source)
    first, *others = plan.touchpoints
    changed = replace(
        plan, touchpoints=(replace(first, purpose="Call for pilots", name="Call for pilots"), *others)
    )

    assert write(plan, source) == source
    assert parse(write(plan)) == plan
    assert _rows(parse(write(changed, source))) == _rows(changed)
