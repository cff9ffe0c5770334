"""The stakeholder groups of a document, however they are listed."""

import pytest

from workshops.plan_document import GroupSpec, parse, write

SORTED = (
    GroupSpec("Pilots", "Primary"),
    GroupSpec("Clerks", "Primary"),
    GroupSpec("Harbour office", "Secondary"),
    GroupSpec("Board", "Secondary"),
)


@pytest.mark.parametrize(
    "line",
    [
        "**Primary:** Pilots, Clerks. **Secondary:** Harbour office, Board.",
        "**Primary**: Pilots, Clerks; **Secondary**: Harbour office, Board",
        "**Primary:** Pilots; Clerks | **Secondary:** Harbour office; Board",
        "- **Primary:** Pilots, and Clerks. **Secondary:** Harbour office, and Board.",
        "__Primary:__ Pilots, Clerks __Secondary:__ Harbour office, Board",
        "Primary: Pilots, Clerks. Secondary: Harbour office, Board.",
        "**Stakeholders:** Primary: Pilots, Clerks. Secondary: Harbour office, Board.",
    ],
)
def test_sorts_of_groups_on_one_line_are_each_a_list_of_its_own(line: str) -> None:
    plan = parse(f"# Plan\n\n## Stakeholders\n\n{line}\n")

    assert plan.groups == SORTED
    assert plan.unparsed == ()
    assert parse(write(plan)).groups == SORTED


def test_bold_word_that_sorts_nothing_splits_no_line() -> None:
    plan = parse("# Plan\n\n## Stakeholders\n\n- **Pilots:** bring charts. **Note:** and a pen.\n")

    assert plan.groups == (GroupSpec("Pilots", "bring charts. **Note:** and a pen."),)


@pytest.mark.parametrize("header", ["Attends?", "Attendance", "Invited"])
def test_no_in_a_column_keeps_the_question_that_it_answers(header: str) -> None:
    plan = parse(f"# Plan\n\n## Groups\n\n| Group | {header} |\n|-|-|\n| Pilots | Yes |\n| Board | No |\n")

    assert plan.groups == (GroupSpec("Pilots", "Yes"), GroupSpec("Board", f"{header}: No"))
    assert parse(write(plan)).groups == plan.groups
