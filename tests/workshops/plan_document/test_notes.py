"""Sentences around the lists of a section are kept as its words; what might have been data is told."""

import pytest

from workshops.plan_document import NoteSpec, parse, write

PLAN = """# Communication Plan – Workshop 4: Tides

This plan tells who hears what about the **tides**.

> Taken over from the plan of last year.

## Goals

The workshop is good when we have:

- one calendar

## Groups

Every crew sends two people at most.

- Pilots
- Clerks

## Timeline

All times are those of the harbour.

- T-7: invite
- T+1: recap

## Emails

Copy them word for word, please.

### Invite (T-7)

To: Pilots
Subject: Tides

Hello

## What to check

Before you send anything, check that:

- **Short:** one page

If so, send.

## Purpose

Nobody hears of it too late.
"""


def test_sentences_around_the_lists_of_a_section_are_kept_with_it() -> None:
    plan = parse(PLAN)

    assert plan.unparsed == ()
    assert plan.notes == (
        NoteSpec("preamble", "This plan tells who hears what about the **tides**."),
        NoteSpec("preamble", "> Taken over from the plan of last year."),
        NoteSpec("preamble", "Copy them word for word, please."),
        NoteSpec("objectives", "The workshop is good when we have:"),
        NoteSpec("objectives", "Nobody hears of it too late."),
        NoteSpec("groups", "Every crew sends two people at most."),
        NoteSpec("timeline", "All times are those of the harbour."),
        NoteSpec("checks", "Before you send anything, check that:"),
        NoteSpec("checks", "If so, send."),
    )
    assert plan.to_json()["notes"][0] == {
        "section": "preamble",
        "text": "This plan tells who hears what about the **tides**.",
    }


def test_sentences_of_a_plan_written_without_its_source_read_back_the_same() -> None:
    plan = parse(PLAN)

    assert parse(write(plan)) == plan


@pytest.mark.parametrize(
    "line",
    [
        "**Location:** the pilots' house at the old lock",
        "Date: the second Monday of the next month",
        "| nobody | knows | what | this | is |",
        "Tides and locks",
    ],
)
def test_data_above_the_sections_that_is_not_known_is_told(line: str) -> None:
    plan = parse(f"# Plan\n\n{line}\n\n## Timeline\n- T-7: invite\n")

    assert [found.text for found in plan.unparsed] == [line]


@pytest.mark.parametrize(
    "row",
    ["Two Mondays earlier: send the invitation to all", "Some day soon – call all of the pilots once more"],
)
def test_row_of_the_timeline_whose_day_is_not_known_is_told(row: str) -> None:
    plan = parse(f"# Plan\n\n## Timeline\n\n- T-7: invite\n\n{row}\n")

    assert [found.text for found in plan.unparsed] == [row]


def test_prose_of_a_section_of_which_nothing_was_understood_is_told() -> None:
    plan = parse("# Plan\n\n## Agenda\n\nWe talk about tides first and then about locks.\n")

    assert [found.line for found in plan.unparsed] == [5]
    assert plan.notes == ()


REFERENCE = """# Communication Plan – Workshop 4: Tides

## Introduction

The harbour has two locks.

- We met in May and decided little.
- Date: 3 May

## 2. Key messages

- One calendar for both locks.

### For participants

- You know the tide a week ahead.

## Objectives

- one calendar

### Out of scope

- the crane

## Timeline

- T-7: invite

## Channels and tools

| Channel | Use |
|---|---|
| Mail | all |

## Risks & mitigations

1. Nobody comes. **Mitigation:** remind them.

---

## Glossary

**Ebb** – water that goes
"""


def test_section_that_the_plan_has_no_place_for_is_kept_under_its_own_heading() -> None:
    plan = parse(REFERENCE)

    assert plan.notes == (
        NoteSpec("preamble", "The harbour has two locks."),
        NoteSpec(
            "Key messages",
            "- One calendar for both locks.\n\n### For participants\n\n- You know the tide a week ahead.",
        ),
        NoteSpec("Out of scope", "- the crane"),
        NoteSpec("Channels and tools", "| Channel | Use |\n|---|---|\n| Mail | all |"),
        NoteSpec("Risks & mitigations", "1. Nobody comes. **Mitigation:** remind them."),
        NoteSpec("Glossary", "**Ebb** – water that goes"),
    )
    assert plan.objectives == ("one calendar",)
    assert plan.groups == ()


def test_data_in_what_introduces_a_plan_is_told() -> None:
    plan = parse(REFERENCE)

    assert [line.text for line in plan.unparsed] == ["- We met in May and decided little.", "- Date: 3 May"]


@pytest.mark.parametrize("heading", ["## Risks", "# Risks", "### 3.1 Risks", "**Risks**"])
def test_such_a_section_reads_back_the_same(heading: str) -> None:
    worse = "#### Worse" if heading.startswith("#") else "Worse:"
    plan = parse(
        f"# Plan\n\n## Timeline\n\n- T-7: invite\n\n{heading}\n\n- none comes\n\n{worse}\n\nStorm.\n"
    )

    assert plan.unparsed == ()
    assert parse(write(plan)) == plan


@pytest.mark.parametrize(
    "heading",
    [
        "Budget",
        "Risk workshop with the pilots",
        "Feedback survey (T+5)",
        "Messages",
        "Channel 4 crew",
        "Issues",
    ],
)
def test_section_of_which_nothing_is_known_is_told(heading: str) -> None:
    plan = parse(f"# Plan\n\n## Timeline\n\n- T-7: invite\n\n## {heading}\n\nMany words of somebody.\n")

    assert "Many words of somebody." in [line.text for line in plan.unparsed] or heading == "Messages"
    assert all(note.section != heading for note in plan.notes)


def test_title_inside_an_agenda_or_a_checklist_opens_no_such_section() -> None:
    plan = parse(
        "# Plan\n\n## Agenda\n\n**Introduction**\n\n1. Hello (5 min)\n\n### Risks\n\n2. Storms (20 min)\n\n"
        "## What to check\n\n### Channels\n\n- All are named\n"
    )

    assert [item.title for item in plan.agenda] == ["Hello", "Storms"]
    assert [check.name for check in plan.checks] == ["All are named"]


def test_heading_of_such_a_section_inside_a_mail_belongs_to_the_mail() -> None:
    plan = parse(
        "# Plan\n\n## Recap mail (T+1)\nFrom: Ada\nTo: All\nSubject: Recap\n\nHello,\n\n"
        "## Risks\n<risks>\n\n## Decisions\n<decisions>\n\nAda\n"
    )

    assert [section.heading for section in plan.recap_sections] == ["Risks", "Decisions"]
    assert plan.notes == ()
