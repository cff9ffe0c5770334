"""Plans of other hands: a consultant's, an engineer's, a PMO's, one out of Word, one in British English."""

import pytest

from workshops.plan_document import (
    AgendaSpec,
    CheckSpec,
    GroupSpec,
    PreWorkSpec,
    WorkshopSpec,
    parse,
    parse_audience,
    parse_offset,
    write,
)

TERSE = """# WS7 comms: Tide tables

project: Harbour
duration: 2h
who: pilots, clerks (on-call), dredgers

goals
- one table

timeline
T-7  invite
T-0 08:30  ping
T+1  notes

---

mail: invite (T-7)
to: pilots, clerks
subj: [Harbour] Tide tables, <date>

Hi,

bring <tables>.

-- Sam

mail: notes (T+1)
to: everyone, cc dredgers
subj: [Harbour] Tide tables: notes

decisions:
<decisions>

actions:
<actions>

-- Sam

check
- [ ] every table has an owner
"""


def test_terse_plan_without_headings_is_wholly_understood() -> None:
    plan = parse(TERSE)

    assert plan.unparsed == ()
    assert plan.notes == ()
    assert plan.workshop == WorkshopSpec("7", "Tide tables", 120, 120)
    assert (plan.project_name, plan.objectives) == ("Harbour", ("one table",))
    assert plan.groups == (GroupSpec("pilots"), GroupSpec("clerks", "on-call"), GroupSpec("dredgers"))
    assert [(t.name, t.opens_day) for t in plan.touchpoints] == [("invite", -7), ("Ping", 0), ("notes", 1)]
    last = plan.touchpoints[-1].email
    assert last
    assert (last.to, last.cc) == (("everyone",), ("dredgers",))
    assert last.body.endswith("-- Sam")
    assert [section.heading for section in plan.recap_sections] == ["decisions", "actions"]
    assert plan.checks == (CheckSpec("every table has an owner"),)


def test_days_and_fields_are_never_kept_as_sentences() -> None:
    plan = parse(
        "# Plan\n\nWhat we do\nT-7 invite all of the pilots\nand T-3 more\n\n"
        "To: all pilots who came\nOwner: the harbour master of the port\n\n## Timeline\n- T-9: call\n"
    )

    assert plan.notes == ()
    assert len(plan.unparsed) == 5


@pytest.mark.parametrize(
    "title",
    [
        "# Stakeholder Communication Plan\n## Workshop 2 – Tides",
        "**Communication Plan**\n\n**Workshop 2: Tides**",
        "# Communication Plan\n\n| Field | Value |\n|---|---|\n| Workshop | 2: Tides |",
        "# Communication Plan: Tides\n\n**Workshop:** 2",
    ],
)
def test_workshop_may_stand_below_the_plans_own_title(title: str) -> None:
    source = f"{title}\n\n## Timeline\n\n- T-7: invite\n"
    plan = parse(source)

    assert (plan.workshop.code, plan.workshop.title) == ("2", "Tides")
    assert [line.text for line in plan.unparsed if "|" not in line.text] == []
    assert write(plan, source) == source


def test_title_that_gives_way_to_the_workshops_own_line_is_told() -> None:
    plan = parse("# TPL-014 Communication Plan\n\n**Workshop:** 5: Tides\n\n## Timeline\n\n- T-7: invite\n")

    assert plan.workshop == WorkshopSpec("5", "Tides")
    assert [line.text for line in plan.unparsed] == ["# TPL-014 Communication Plan"]


def test_workshops_that_a_plan_only_lists_do_not_give_it_their_name() -> None:
    plan = parse("# Communication Plan: Port\n\n## Workshop 1: Tides\n\nx\n\n## Workshop 2: Locks\n\nx\n")

    assert plan.workshop == WorkshopSpec("", "Port")


def test_rows_that_are_counted_by_letters_say_what_they_say() -> None:
    plan = parse(
        "# Plan\n\n## Objectives\n\n| ID | Objective | Measure |\n|--|--|--|\n| O1 | one table | signed |\n\n"
        "## Stakeholders\n\n| ID | Role | RACI |\n|--|--|--|\n| S1 | Pilots | R |\n"
    )

    assert plan.objectives == ("one table (Measure: signed)",)
    assert plan.groups == (GroupSpec("Pilots", "R"),)


def test_day_by_which_work_is_due_is_no_mail_of_its_own() -> None:
    plan = parse(
        "# Plan\n\n## Preparation\n\n| Who | What | By when |\n|--|--|--|\n| Pilots | Send maps | T-3 |\n"
        "| Clerks | Check maps | T-2 |\n"
    )

    assert plan.touchpoints == ()
    assert plan.prework == (
        PreWorkSpec("Pilots", "Send maps (By when: T-3)"),
        PreWorkSpec("Clerks", "Check maps (By when: T-2)"),
    )


def test_words_that_a_converter_escaped_are_read_as_they_were_meant() -> None:
    source = (
        "# Goals {#goals .unnumbered}\n\n-   one table\\.\n\n"
        "# Save the Date (T--7 to T--5) {#save}\n\n**To:** Pilots\\\n"
        "**Subject:** \\[Harbour\\] Tides \\-- hold \\<date\\>\n\n"
        "Dear all, 90--120 minutes, see you\\.\n\nAda\n"
    )
    plan = parse(source)

    (touchpoint,) = plan.touchpoints
    assert plan.objectives == ("one table.",)
    assert (touchpoint.name, touchpoint.opens_day, touchpoint.closes_day) == ("Save the Date", -7, -5)
    assert touchpoint.email
    assert touchpoint.email.subject == "[Harbour] Tides -- hold <date>"
    assert plan.project_name == "Harbour"
    assert write(plan, source) == source
    assert parse(write(plan)) == plan


def test_table_of_contents_says_nothing_of_its_own() -> None:
    plan = parse(
        "# Plan\n\n- [Goals](#goals)\n- [Timeline](#t)\n\n[1. Goals [2](#goals)](#goals)\n\n"
        "# Goals\n\n- one\n"
    )

    assert plan.unparsed == ()
    assert plan.objectives == ("one",)


@pytest.mark.parametrize(
    ("text", "day", "daypart"),
    [
        ("A fortnight before", -14, ""),
        ("the day before", -1, ""),
        ("On the day, first thing", 0, "morning"),
        ("T--3", -3, ""),
    ],
)
def test_other_words_for_days(text: str, day: int, daypart: str) -> None:
    (window,) = parse_offset(text)

    assert (window.opens_day, window.daypart) == (day, daypart)


@pytest.mark.parametrize(
    ("name", "base"),
    [
        ("Everyone coming", "confirmed"),
        ("all who are attending", "confirmed"),
        ("Everyone who came", "not-declined"),
    ],
)
def test_other_words_for_everybody(name: str, base: str) -> None:
    assert parse_audience([name], []).base == base


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("What we want to get out of it", "objectives"),
        ("Desired outcomes", "objectives"),
        ("Who's who", "groups"),
        ("What goes out when", "timeline"),
        ("Check", "checks"),
        ("What success looks like", "checks"),
        ("How will we know that it worked?", "checks"),
    ],
)
def test_other_words_for_sections(heading: str, kind: str) -> None:
    plan = parse(f"# Plan\n\n## {heading}\n\n- T-7: one\n- T-3: two\n")

    found = {
        "objectives": plan.objectives,
        "groups": plan.groups,
        "timeline": plan.touchpoints,
        "checks": plan.checks,
    }
    assert plan.unparsed == ()
    assert found[kind] or plan.touchpoints


def test_title_among_a_mails_fields_is_its_subject_and_elsewhere_the_workshops() -> None:
    plan = parse(
        "# Communication Plan\n\nTitle: Tides\n\n"
        "## Diary note (T-9)\n\nTo: Pilots\nTitle: Keep it free\n\nHello\n"
    )

    assert plan.workshop.title == "Tides"
    assert plan.touchpoints[0].email
    assert plan.touchpoints[0].email.subject == "Keep it free"


def test_signature_with_a_gap_is_no_section_of_the_recap() -> None:
    plan = parse(
        "# Plan\n\n## Recap mail (T+1)\nTo: All\nSubject: Recap\n\n**Decisions**\n[list of decisions]\n\n"
        "**Actions**\n[list of actions]\n\nKind regards\n[Engagement Manager]\n"
    )

    assert [(section.heading, section.prompt) for section in plan.recap_sections] == [
        ("Decisions", "list of decisions"),
        ("Actions", "list of actions"),
    ]


def test_pre_work_in_slanted_type_is_for_whom_it_names() -> None:
    plan = parse("# Plan\n\n## Pre-work\n\n- *Pilots:* bring maps\n- _Clerks_: count them\n")

    assert plan.prework == (PreWorkSpec("Pilots", "bring maps"), PreWorkSpec("Clerks", "count them"))


def test_what_is_not_filled_in_is_told_and_taken_for_nothing() -> None:
    plan = parse(
        "# Plan\n\nProject: <project name>\n\n## Goals\n\n- one\n- ...\n\n"
        "## Stakeholders\n\n- Pilots\n- TBD\n\n"
        "## Checklist\n\n- [ ] filled in\n- [ ] \n"
    )

    assert (plan.project_name, plan.objectives, plan.groups) == ("", ("one",), (GroupSpec("Pilots"),))
    assert plan.checks == (CheckSpec("filled in"),)
    assert [line.text for line in plan.unparsed] == ["Project: <project name>", "- ...", "- TBD", "- [ ] "]


def test_running_order_by_the_clock_in_a_mail_is_the_agenda() -> None:
    plan = parse(
        "# Plan\n\n## Programme (T-7)\n\nTo: All\nSubject: x\n\nRunning order:\n\n"
        "09.30 Tea\n09.45 Tides\n11.00 Close\n"
    )

    assert plan.agenda == (AgendaSpec("Tea", 15, 15), AgendaSpec("Tides", 75, 75))


def test_numbered_line_in_capitals_is_the_heading_of_its_section() -> None:
    plan = parse(
        "Workshop Communication Plan\n\nWorkshop Title: Tides\nWorkshop Number: 11\n\n"
        "1. OBJECTIVES\n\n• one\n• two\n\n"
        "2. STAKEHOLDERS\n\nPilots – steer\nClerks – write (optional)\n\n3. COMMUNICATION SCHEDULE\n\n"
        "Day -10: Save the date\nDay +1: Recap\n\n4.1 Recap Email (Day +1)\n\n"
        "To: All\nSubject: Recap\n\nHello\n\nRegards,\nAda\n\n"
        "5. QUALITY CHECKLIST\n\n□ All came\n□ All left\n"
    )

    assert plan.unparsed == ()
    assert plan.workshop == WorkshopSpec("11", "Tides")
    assert plan.objectives == ("one", "two")
    assert plan.groups == (GroupSpec("Pilots", "steer"), GroupSpec("Clerks", "write (optional)"))
    assert plan.checks == (CheckSpec("All came"), CheckSpec("All left"))
    recap = plan.touchpoints[-1].email
    assert recap
    assert recap.body == "Hello\n\nRegards,\nAda"


@pytest.mark.parametrize("line", ["AGENDA", "**Agenda**", "agenda", "1. Timeline", "Stakeholder groups:"])
def test_line_that_sounds_like_a_heading_but_has_nothing_below_is_told(line: str) -> None:
    plan = parse(
        f"# Communication Plan – Workshop 4: Tides\n\n## Objectives\n\n- Learn\n\n{line}\n\n## Agenda\n"
    )

    assert plan.objectives == ("Learn",)
    assert [kept.text for kept in plan.unparsed] == [line]


def test_line_that_names_the_workshop_is_its_title_with_nothing_below() -> None:
    plan = parse("**Workshop 4: Agenda**\n")

    assert plan.workshop == WorkshopSpec("4", "Agenda")
    assert plan.unparsed == ()


def test_what_a_plan_does_not_want_is_none_of_its_objectives() -> None:
    plan = parse("# Plan\n\n## Goals & Non-Goals\n\n**Goals**\n- one\n\n**Non-goals**\n- two\n")

    assert plan.objectives == ("one",)
    assert [(note.section, note.text) for note in plan.notes] == [("Non-goals", "- two")]


def test_mail_that_is_folded_away_ends_where_its_fold_does() -> None:
    source = (
        "# Plan\n\n## Drafts\n\n<details>\n<summary><b>Invite</b></summary>\n\n"
        "To: Pilots\nSubject: Tides\n\nHello\n\n"
        "</details>\n\n<details><summary>Recap</summary>\n\nTo: Pilots\nSubject: Recap\n\nBye\n\n</details>\n"
    )
    plan = parse(source)

    assert [(t.name, t.email.body if t.email else "") for t in plan.touchpoints] == [
        ("Invite", "Hello"),
        ("Recap", "Bye"),
    ]
    assert [line.text for line in plan.unparsed] == []
    assert write(plan, source) == source


def test_what_is_said_of_the_document_itself_is_kept_beside_the_plan() -> None:
    plan = parse(
        "# Plan\n\n**Version:** 1.2\nAuthor: Ada\nLocation: Teams\n\n"
        "| Field | Value |\n|--|--|\n| Status | draft |\n"
    )

    assert [note.text for note in plan.notes] == ["Version: 1.2", "Author: Ada", "Status: draft"]
    assert [line.text for line in plan.unparsed] == ["Location: Teams", "| Field | Value |"]
    assert parse(write(plan)).notes == plan.notes


def test_mail_whose_day_nothing_tells_is_told_by_its_heading() -> None:
    fields = "To: Pilots\nSubject: Berths\n\nHello\n\nAda\n"
    plan = parse(
        f"# Plan\n\n## Note to the pilots\n\n{fields}\n"
        f"## Reminder\n\n{fields}\n## Word of thanks (T+2)\n\n{fields}"
    )

    assert len(plan.touchpoints) == 3
    assert [line.text for line in plan.unparsed] == ["## Note to the pilots"]


def test_table_of_beginnings_and_ends_gives_the_minutes_of_each_item() -> None:
    plan = parse(
        "# Plan\n\n## Agenda\n\n| Start | End | Topic |\n|--|--|--|\n| 09:00 | 09:15 | Ebb |\n"
        "| 09:30 | 10:30 | Flood |\n"
    )

    assert plan.agenda == (AgendaSpec("Ebb", 15, 15), AgendaSpec("Flood", 60, 60))


def test_hint_right_below_a_numbered_heading_is_that_sections() -> None:
    plan = parse(
        "# Plan\n\n## Summary mail (T+1)\n\nTo: All\nSubject: Summary\n\nHello,\n\n"
        "1. Decisions\n   [decisions]\n"
        "2. Actions\n   [actions: what, who, when]\n\nAda\n"
    )

    assert [(section.heading, section.prompt) for section in plan.recap_sections] == [
        ("Decisions", "decisions"),
        ("Actions", "actions: what, who, when"),
    ]


def test_appendix_is_what_its_heading_says() -> None:
    plan = parse(
        "# Plan\n\n## Appendix A: Stakeholder list\n\n- Pilots\n\n## Annex B - Glossary\n\nEbb: water\n"
    )

    assert plan.groups == (GroupSpec("Pilots"),)
    assert plan.notes[0].text == "Ebb: water"
    assert plan.unparsed == ()


def test_why_there_is_a_workshop_is_kept_and_who_runs_it_is_told() -> None:
    plan = parse(
        "# Plan\n\n**Context:** We had three storms.\n**Organiser:** Ada\n\n## Timeline\n- T-7: invite\n"
    )

    assert [note.text for note in plan.notes] == ["Context: We had three storms."]
    assert [line.text for line in plan.unparsed] == ["**Organiser:** Ada"]
    assert parse(write(plan)).notes == plan.notes
