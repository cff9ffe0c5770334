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
