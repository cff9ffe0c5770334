import json

import pytest

from tests.workshops.plan_document.documents import FOLDER, document
from workshops.plan_document import (
    AgendaSpec,
    CheckSpec,
    GroupSpec,
    PreWorkSpec,
    RecapSectionSpec,
    TouchpointSpec,
    UnparsedLine,
    WorkshopSpec,
    parse,
)


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.glob("*.json")))
def test_document_gives_the_whole_plan(name: str) -> None:
    expected = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))

    assert parse(document(name)).to_json() == expected


def test_plan_of_a_timeline_alone_has_rows_without_mails() -> None:
    plan = parse(document("timeline_only"))

    assert plan.touchpoints == (
        TouchpointSpec("Save the date", "T-10 to T-7", -10, -7, purpose="invite with the goals"),
        TouchpointSpec("Agenda mail", "T-3", -3, -3, purpose="agenda and homework"),
        TouchpointSpec(
            "Reminder in the chat", "T-0 (optional)", 0, 0, purpose="reminder in the chat", optional=True
        ),
        TouchpointSpec("Minutes", "T+1 to T+2", 1, 2, is_after=True, purpose="minutes"),
    )


def test_lines_that_are_not_understood_are_listed_with_their_numbers() -> None:
    plan = parse(document("timeline_only"))

    assert plan.unparsed == (
        UnparsedLine(2, "title: Quality gates"),
        UnparsedLine(3, "owner: pmo"),
        UnparsedLine(8, "<!-- ## Timeline"),
        UnparsedLine(9, "hidden draft -->"),
        UnparsedLine(21, "5. Later we see."),
        UnparsedLine(29, "None yet."),
    )


def test_groups_on_one_line_are_taken_apart() -> None:
    plan = parse("## Groups\n\n**Primary:** Pilots, Crane Crews (night shift), and Clerks.\n")

    assert plan.groups == (
        GroupSpec("Pilots", "Primary"),
        GroupSpec("Crane Crews", "Primary; night shift"),
        GroupSpec("Clerks", "Primary"),
    )


def test_group_whose_name_holds_a_word_for_sorting_is_a_group() -> None:
    plan = parse(
        "## Groups\n\n- **Business Leads** – Sales, Service\n- **Key:** Sales, Service\n- **Key** – pays\n"
    )

    assert plan.groups == (
        GroupSpec("Business Leads", "Sales, Service"),
        GroupSpec("Sales", "Key"),
        GroupSpec("Service", "Key"),
        GroupSpec("Key", "pays"),
    )


def test_prose_about_groups_is_not_taken_for_their_names() -> None:
    plan = parse("## Groups\n\nWe inform the pilots, the crane crews, and later the clerks.\n")

    assert plan.groups == ()
    assert [line.line for line in plan.unparsed] == [3]


def test_addressed_group_that_the_plan_does_not_list_is_added() -> None:
    plan = parse("## Mail – Recap (T+1)\n\nTo: Participants; Crane Crews\nSubject: Recap\n\nHello")

    assert plan.groups == (GroupSpec("Crane Crews", "from the To line of the mail «Recap»"),)
    assert plan.groups[0].is_from_mail


def test_occasions_far_apart_become_two_touchpoints_with_the_same_mail() -> None:
    plan = parse(document("plain_headings"))

    assert [
        (point.label, point.opens_day, point.email and point.email.subject) for point in plan.touchpoints[-2:]
    ] == [
        ("T+30", 30, "How is it going?"),
        ("T+60", 60, "How is it going?"),
    ]


def test_rule_right_below_a_text_is_no_heading() -> None:
    plan = parse(document("plain_headings"))

    email = plan.touchpoints[0].email
    assert email is not None
    assert email.body.endswith("\n\nBye")


def test_mail_in_a_quote_is_read_without_its_marks() -> None:
    plan = parse("## Mail – Recap (T+1)\n\n> **To:** Pilots\n> **Subject:** Tides\n>\n> Hello,\n> - one\n")

    email = plan.touchpoints[0].email
    assert email is not None
    assert (email.to, email.subject, email.body) == (("Pilots",), "Tides", "Hello,\n- one")


def test_tables_give_groups_and_duration() -> None:
    plan = parse(
        "# Workshop 9\n\n| Field | Value |\n|---|---|\n| **Duration** | 2 hours |\n\n"
        "## Groups\n\n| Group | Interest |\n|---|---|\n| **Pilots** | tides |\n"
    )

    assert plan.workshop == WorkshopSpec("9", "", 120, 120)
    assert plan.groups == (GroupSpec("Pilots", "tides"),)


def test_decoration_of_headings_is_left_out_of_names() -> None:
    plan = parse("# 🚀 Communication Plan: Workshop 9 – Tides\n\n## Rhythm\n- **T-7** → Invite\n")

    assert plan.workshop == WorkshopSpec("9", "Tides")
    assert plan.touchpoints[0].purpose == "Invite"


def test_mail_in_a_code_fence_is_read_without_its_fence() -> None:
    first, second, _ = parse(document("fenced")).touchpoints

    assert first.email is not None
    assert (first.email.sender, first.email.to) == ("Finance Partner", ("Everyone",))
    assert first.email.body.startswith("Hi,\n\n**When:** Week 12")
    assert second.email is not None
    assert second.email.body == "Tomorrow we meet."


def test_agenda_in_a_table_has_its_minutes() -> None:
    plan = parse(document("fenced"))

    assert plan.agenda == (AgendaSpec("Bills of the last quarter", 30, 30), AgendaSpec("Ideas", 45, 60))
    assert plan.prework == (
        PreWorkSpec("Finance Partner", "export the bills (`reports/bills.xlsx`)"),
        PreWorkSpec("", "Bring one idea"),
    )


def test_heading_inside_a_mail_belongs_to_its_text() -> None:
    plan = parse(document("numbered"))

    email = plan.touchpoints[1].email
    assert email is not None
    assert "#### Agenda (draft)" in email.body
    assert "## not a heading" in email.body


def test_recap_keeps_hints_and_fixed_words_apart() -> None:
    plan = parse(document("plain_headings"))

    assert plan.recap_sections == (
        RecapSectionSpec("Attendance", "how many came"),
        RecapSectionSpec("Questions we took home", "question; question"),
        RecapSectionSpec("Next training", "", "Follows in spring."),
    )


def test_bold_lines_can_stand_for_headings_of_mails() -> None:
    plan = parse(document("nothing_but_mails"))

    assert [(point.name, point.label) for point in plan.touchpoints] == [
        ("Save the Date", "T–7"),
        ("Agenda", "T–2"),
        ("Reminder", "T–0 morning"),
    ]
    assert plan.unparsed == ()


def test_mail_belongs_to_the_row_of_its_kind_when_its_heading_names_no_day() -> None:
    plan = parse(
        "## Timeline\n- T-8: Invitation\n- T-2: Reminder\n\n"
        "## Reminder email\nTo: All\nSubject: Soon\n\nHello\n"
    )

    assert [(point.opens_day, point.email is not None) for point in plan.touchpoints] == [
        (-8, False),
        (-2, True),
    ]


def test_mail_on_another_day_than_any_row_makes_a_touchpoint() -> None:
    plan = parse("## Timeline\n- T-8: Invite\n\n## Mail – Reminder (T-1)\nTo: All\nSubject: Soon\n\nHello\n")

    assert [(point.name, point.opens_day) for point in plan.touchpoints] == [("Invite", -8), ("Reminder", -1)]


def test_mail_before_and_mail_after_on_the_day_itself_keep_apart() -> None:
    plan = parse(
        "## Timeline\n- T+0 / T+1: Summary\n- T-0: Hello\n\n"
        "## Mail – Morning (T-0)\nTo: All\nSubject: A\n\nx\n"
    )

    assert [(point.name, point.is_after) for point in plan.touchpoints] == [
        ("Morning", False),
        ("Summary", True),
    ]


@pytest.mark.parametrize(
    ("heading", "workshop"),
    [
        ("Communication Plan – Workshop 4: Tides / Locks", WorkshopSpec("4", "Tides / Locks")),
        ("Workshop Communication Plan: Kickoff", WorkshopSpec("", "Kickoff")),
        ("Workshop 3 – Data Quality: Communication Plan", WorkshopSpec("3", "Data Quality")),
        ("Comms plan: Workshop #5 – Go-Live", WorkshopSpec("5", "Go-Live")),
        ("Session 2a | Locks", WorkshopSpec("2a", "Locks")),
        ("Communication plan: Rollout (Workshop 12)", WorkshopSpec("12", "Rollout")),
        ("Harbour days", WorkshopSpec("", "Harbour days")),
        ("1. Communication Plan – Workshop 7: Locks", WorkshopSpec("7", "Locks")),
        ("Comms: Workshop 8 (Locks)", WorkshopSpec("8", "Locks")),
        ("Workshop 9: Locks — communication", WorkshopSpec("9", "Locks")),
        ("Kommunikationsplan – Workshop 2: Schleusen für Köln", WorkshopSpec("2", "Schleusen für Köln")),
    ],
)
def test_title_gives_code_and_title(heading: str, workshop: WorkshopSpec) -> None:
    assert parse(f"# {heading}\n").workshop == workshop


def test_project_is_what_most_subjects_begin_with() -> None:
    mails = "".join(
        f"## Mail {n}\nTo: All\nSubject: {subject}\n\nx\n\n"
        for n, subject in enumerate(["[FYI] a", "[Tide] b", "[Tide] c"])
    )

    assert parse(mails).project_name == "Tide"


def test_checks_have_a_name_where_one_is_in_bold() -> None:
    plan = parse("## Checklist\n- [ ] **Short:** one page\n- [x] Linked\n")

    assert plan.checks == (CheckSpec("Short", "one page"), CheckSpec("Linked"))


def test_paths_and_links_are_artifacts_once_each() -> None:
    plan = parse("See `docs/a.md`, [b](b/c.csv), `word`, `docs/a.md`, <https://example.org/d> and `<a/b>`.")

    assert plan.artifacts == ("docs/a.md", "b/c.csv", "https://example.org/d")


@pytest.mark.parametrize(
    "hostile",
    [
        "> " * 20_000,
        "- " * 20_000,
        "`" * 50_000,
        "<" * 50_000,
        "(" * 50_000,
        "**a " * 20_000,
        "## Timeline\n- " + "T-3 / " * 20_000,
        "## Mail (T-1)\nSubject: x\nTo: " + "/".join(map(str, range(20_000))),
        "|a" * 20_000 + "\n" + "|-" * 20_000,
        "".join("  " * depth + "- a\n" for depth in range(300)),
        "## Mail (T-1)\nTo: x\nSubject: y\n\n" + "a (5 min) [date], " * 30_000,
        "## Mail (T-1)\nTo: x,\n" + "y,\n" * 100_000,
        "• a\n" * 100_000,
        "[" * 50_000 + "{" * 50_000,
    ],
    ids=lambda text: text[:12],
)
def test_hostile_text_is_read_all_the_same(hostile: str) -> None:
    plan = parse(hostile)

    assert plan.agenda == ()


def test_groups_below_a_heading_that_sorts_them_are_of_that_sort() -> None:
    plan = parse("# Plan\n\n## Groups\n\n### Primary\n\n- Pilots\n\n### Informed\n\n- Clerks (two)\n")

    assert plan.groups == (GroupSpec("Pilots", "Primary"), GroupSpec("Clerks", "Informed; two"))
    assert plan.unparsed == ()


def test_columns_beside_a_group_are_told_by_name() -> None:
    plan = parse(
        "## Groups\n\n| Group | People | R | I |\n|--|--|--|--|\n| Pilots | 2 | x | |\n| Clerks | | | x |\n"
    )

    assert plan.groups == (GroupSpec("Pilots", "People: 2; R"), GroupSpec("Clerks", "I"))


def test_groups_on_a_labelled_line_and_objectives_in_a_table_are_read() -> None:
    plan = parse(
        "# Plan\n\n**Stakeholders:** Pilots; Clerks\n\n## Goals\n\n| # | Goal | By |\n|--|--|--|\n"
        "| 1 | One calendar | May |\n| 2 | One lock | |\n"
    )

    assert plan.groups == (GroupSpec("Pilots"), GroupSpec("Clerks"))
    assert plan.objectives == ("One calendar (By: May)", "One lock")
    assert plan.unparsed == ()


def test_metadata_that_says_the_same_as_the_title_is_understood() -> None:
    plan = parse('---\ntitle: "Workshop 3: Locks"\n---\n# Workshop 3: Locks\n\n## Timeline\n- T-7: invite\n')

    assert plan.unparsed == ()


def test_name_of_a_group_stands_in_the_column_of_names() -> None:
    plan = parse("## Roles\n\n| Role | Who | Involvement |\n|--|--|--|\n| Owner | Pilots | Informed |\n")

    assert plan.groups == (GroupSpec("Pilots", "Role: Owner; Involvement: Informed"),)


def test_boxes_below_a_heading_of_the_users_own_are_a_checklist() -> None:
    plan = parse(
        "# Plan\n\n## Timeline\n- T-7: invite\n\n## ✅ We send when\n\n- [ ] all is filled in\n- [x] booked\n"
    )

    assert plan.checks == (CheckSpec("all is filled in"), CheckSpec("booked"))
    assert plan.unparsed == ()


def test_words_of_the_title_open_no_section() -> None:
    plan = parse(
        "# Communication Plan – Workshop 1: Kickoff & Goals\n\n## Objectives\n- One calendar\n\n"
        "## Messages to the press\n- None so far, but soon\n"
    )

    assert plan.objectives == ("One calendar",)
    assert [line.line for line in plan.unparsed] == [6, 7]


def test_several_groups_on_one_point_are_taken_apart_and_remarks_stay_with_their_group() -> None:
    plan = parse(
        "## Groups\n\n- Pilots, Clerks (two), Crews\n- **Finance (as needed):** pays\n- Legal, as needed\n"
    )

    assert plan.groups == (
        GroupSpec("Pilots"),
        GroupSpec("Clerks", "two"),
        GroupSpec("Crews"),
        GroupSpec("Finance", "as needed; pays"),
        GroupSpec("Legal", "as needed"),
    )
