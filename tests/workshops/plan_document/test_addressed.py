"""Whom the rows of a timeline name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshops.plan_document import addressed_in, parse, perhaps_addressed_in

NAMES = ["Pilots", "Clerks", "Harbour office", "Security (as needed)"]


@pytest.mark.parametrize(
    ("purpose", "names"),
    [
        ("Invite (Audience: Pilots; Clerks)", ("Pilots", "Clerks")),
        ("Invite (Audience: Pilots; Clerks; Channel: Mail)", ("Pilots", "Clerks")),
        ("Invite (Channel: Mail; Recipients: Pilots, Clerks)", ("Pilots", "Clerks")),
        ("Invite (Audience: Security (as needed), Pilots; Owner: Lead)", ("Security (as needed)", "Pilots")),
        ("Invite; To: Pilots; Clerks", ("Pilots", "Clerks")),
        ("Invite; **To:** Pilots; Clerks.", ("Pilots", "Clerks")),
        ("Invite; **To**: Pilots", ("Pilots",)),
        ("To: Pilots; Clerks. Channel: Mail", ("Pilots", "Clerks")),
        ("Invite (Sent to: Pilots)", ("Pilots",)),
        ("Invite: To: all except Legal, Clerks; Pilots", ("all except Legal, Clerks", "Pilots")),
        ("Invite the pilots", ()),
        ("Take it to: the harbour", ()),
        ("Invite (Who: Pilots; Clerks)", ()),
    ],
)
def test_row_names_all_that_stand_behind_its_label(purpose: str, names: tuple[str, ...]) -> None:
    assert addressed_in(purpose) == names


def test_words_that_say_other_things_too_may_name_somebody() -> None:
    assert perhaps_addressed_in("Invite (Who: Pilots; Clerks; Channel: Mail)") == ("Pilots", "Clerks")


@pytest.mark.parametrize(
    ("purpose", "names"),
    [
        ("Reminder to confirmed participants", ("confirmed participants",)),
        ("Progress check to pilots and clerks.", ("pilots and clerks",)),
        ("Agenda to pilots, clerks (Channel: mail)", ("pilots", "clerks")),
        ("Scenario | Harbour office → pilots, clerks", ("pilots", "clerks")),
        ("Reminder to bring maps to the pilots", ()),
        ("Handover from clerks to pilots", ()),
        ("To do", ()),
    ],
)
def test_row_may_name_somebody_at_its_end(purpose: str, names: tuple[str, ...]) -> None:
    assert perhaps_addressed_in(purpose) == names


@given(st.lists(st.sampled_from(NAMES), min_size=1, unique=True), st.sampled_from(["; ", ", ", ";"]))
def test_cell_of_a_column_and_point_below_a_row_name_the_same_people(names: list[str], mark: str) -> None:
    people = mark.join(names)
    table = f"| Day | Purpose | Audience | Channel |\n|---|---|---|---|\n| T-7 | Invite | {people} | Mail |\n"
    points = f"- T-7: Invite\n  - To: {people}\n  - Channel: Mail\n"

    for rows in (table, points):
        (touchpoint,) = parse(f"# Plan\n\n## Timeline\n\n{rows}").touchpoints
        assert addressed_in(touchpoint.purpose) == tuple(names)


def test_column_of_people_is_no_purpose() -> None:
    plan = parse(
        "# Plan\n\n## Timeline\n\n| When | Audience | Mail |\n|-|-|-|\n| T-7 | Pilots; Clerks | Invite |\n"
    )

    (touchpoint,) = plan.touchpoints
    assert (touchpoint.name, addressed_in(touchpoint.purpose)) == ("Invite", ("Pilots", "Clerks"))
