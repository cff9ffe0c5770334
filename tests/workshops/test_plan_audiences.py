"""Whom touchpoints go to, and which groups come."""

import pytest

from workshops.plan_audiences import attendance_of, audiences_of, informed_groups
from workshops.plan_document import AudienceSpec, GroupNames, GroupSpec, parse
from workshops.states import Attendance

GROUPS = "# Tides\n\n## Groups\n\n- Pilots\n- Clerks\n- Harbour office\n- Board (informed only)\n\n"


def _audience(row: str, to: str = "", day: str = "T-7") -> AudienceSpec:
    mail = f"## Invite ({day})\n\nTo: {to}\nSubject: x\n\nHi\n" if to else ""
    plan = parse(f"{GROUPS}## Timeline\n\n- {day}: {row}\n\n{mail}")
    names = GroupNames(plan.groups)
    (touchpoint,) = plan.touchpoints
    return audiences_of(touchpoint, names, informed_groups(plan, names))[0]


@pytest.mark.parametrize(
    ("people", "groups", "unmatched"),
    [
        ("Pilots; Clerks", ("Pilots", "Clerks"), ()),
        ("Clerks / Harbour office", ("Clerks", "Harbour office"), ()),
        ("Pilots and the CFO", ("Pilots",), ("the CFO",)),
        ("Divers", (), ("Divers",)),
    ],
)
def test_row_goes_to_all_whom_it_names_and_to_nobody_instead_of_the_rest(people, groups, unmatched):
    audience = _audience(f"Invite (Audience: {people}; Channel: mail)")

    assert (audience.base, audience.groups, audience.unmatched) == ("", groups, unmatched)


@pytest.mark.parametrize(
    ("row", "base", "groups"),
    [
        ("Invite (who: Pilots; Clerks)", "", ("Pilots", "Clerks")),
        ("Invite (who: the harbour master sends it)", "all", ()),
        ("Invite (participants: 12)", "all", ()),
        ("Invite (To: TBD)", "all", ()),
        ("Invite to pilots and clerks", "", ("Pilots", "Clerks")),
        ("Invite to confirmed participants", "confirmed", ()),
        ("Invite to the harbour tour", "all", ()),
        ("Invite", "all", ()),
    ],
)
def test_words_that_need_not_name_people_do_so_only_where_all_are_groups(row, base, groups):
    audience = _audience(row)

    assert (audience.base, audience.groups, audience.unmatched) == (base, groups, ())


@pytest.mark.parametrize(
    ("to", "day", "groups"),
    [
        ("All except clerks", "T-7", ["Pilots", "Harbour office"]),
        ("All participants but Pilots and Clerks", "T-7", ["Harbour office"]),
        ("All stakeholders except clerks", "T+1", ["Board", "Harbour office", "Pilots"]),
        ("All stakeholders except Board", "T+1", ["Clerks", "Harbour office", "Pilots"]),
        ("Board; everyone but clerks", "T-7", ["Board", "Harbour office", "Pilots"]),
    ],
)
def test_exception_leaves_the_other_groups_that_come(to, day, groups):
    audience = _audience("Invite", to, day)

    assert (audience.base, sorted(audience.groups), audience.unmatched) == ("", sorted(groups), ())
    assert {group for _, group in audience.matches} == set(groups)


@pytest.mark.parametrize("to", ["pilots who accepted", "All except the CFO", "managers of the pilots"])
def test_mail_to_people_who_are_not_certain_goes_to_nobody_else(to):
    audience = _audience("Invite", to)

    assert (audience.base, set(audience.groups) & {"Pilots", "Clerks", "Harbour office", "Board"}) == (
        "",
        set(),
    )


@pytest.mark.parametrize(
    ("note", "attendance"),
    [
        ("Attends?: No", Attendance.INFORMED),
        ("Needs to come?: no", Attendance.INFORMED),
        ("Role: data; Attendance: no (gets the minutes)", Attendance.INFORMED),
        ("Invited: ✗", Attendance.INFORMED),
        ("Participates: –", Attendance.INFORMED),
        ("attends: no", Attendance.INFORMED),
        ("does not attend", Attendance.INFORMED),
        ("will not come", Attendance.INFORMED),
        ("Required?: No", Attendance.OPTIONAL),
        ("Mandatory: no", Attendance.OPTIONAL),
        ("Attendance: not required", Attendance.OPTIONAL),
        ("Attends?: Optional", Attendance.OPTIONAL),
        ("Attends?: Yes", Attendance.REQUIRED),
        ("Optional?: no", Attendance.REQUIRED),
        ("FYI only: no", Attendance.REQUIRED),
        ("Presents: no", Attendance.REQUIRED),
        ("Attends: notifies the crew", Attendance.REQUIRED),
        ("Budget: no; knows the tide", Attendance.REQUIRED),
    ],
)
def test_no_to_the_question_who_comes_is_no_invitation(note, attendance):
    assert attendance_of(GroupSpec("Pilots", note), set()) == attendance


def test_no_in_a_column_of_attendance_keeps_what_it_answers():
    plan = parse(
        "# Tides\n\n## Groups\n\n| Group | Attends? |\n|---|---|\n| Pilots | Yes |\n| Clerks | No |\n"
        "| Divers | Optional |\n"
    )

    attendance = {group.name: attendance_of(group, set()) for group in plan.groups}
    assert attendance == {
        "Pilots": Attendance.REQUIRED,
        "Clerks": Attendance.INFORMED,
        "Divers": Attendance.OPTIONAL,
    }
