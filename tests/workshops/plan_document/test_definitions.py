"""Lists of terms with what they mean on the lines below."""

from workshops.plan_document import CheckSpec, GroupSpec, parse, write

SECTIONS = """# Communication Plan: Tides

Goals
: Safe piers
: Dry cellars

Timeline
: T-7 Invite
: T+1 Recap
"""
POINTS = """# Communication Plan: Tides

## Stakeholders

Pilots
: bring the maps

Clerks
: take the minutes
: optional

## Checklist

Piers told
: by phone
"""


def test_term_that_names_a_section_opens_it() -> None:
    plan = parse(SECTIONS)

    assert plan.objectives == ("Safe piers", "Dry cellars")
    assert [(row.opens_day, row.purpose) for row in plan.touchpoints] == [(-7, "Invite"), (1, "Recap")]
    assert plan.unparsed == ()
    assert write(plan, SECTIONS) == SECTIONS
    assert parse(write(plan)) == plan


def test_other_term_is_a_point_with_its_meaning() -> None:
    plan = parse(POINTS)

    assert plan.groups == (
        GroupSpec("Pilots", "bring the maps"),
        GroupSpec("Clerks", "take the minutes; optional"),
    )
    assert plan.checks == (CheckSpec("Piers told: by phone"),)
    assert plan.unparsed == ()
    assert write(plan, POINTS) == POINTS
    assert parse(write(plan)) == plan
