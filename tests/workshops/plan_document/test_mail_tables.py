"""Mails written as the rows of a table."""

from dataclasses import replace

import pytest

from workshops.plan_document import EmailSpec, PlanDocument, TouchpointSpec, parse, write

TITLE = "# Communication Plan – Workshop 1: Tides\n\n"
WHOLE = f"""{TITLE}## Emails

| # | Mail | When | From | Recipients | Subject line | Body | Channel |
|---|---|---|---|---|---|---|---|
| 1 | Invite | T-7 | Ada | Pilots; R&amp;D (cc Board) | [Tides] Come | Hi,<br><br>- `<time>`<br>Ada | Mail |
| 2 | Recap | T+1 (optional) | Ada | All | "[Tides] Done" | Thanks. | |

## Objectives
- Safe piers
"""


def test_row_with_subject_and_text_is_a_mail() -> None:
    plan = parse(WHOLE)

    assert plan.touchpoints == (
        TouchpointSpec(
            "Invite",
            "T-7",
            -7,
            -7,
            purpose="Channel: Mail",
            email=EmailSpec("Ada", ("Pilots", "R&D"), ("Board",), "[Tides] Come", "Hi,\n\n- `<time>`\nAda"),
        ),
        TouchpointSpec(
            "Recap",
            "T+1 (optional)",
            1,
            1,
            is_after=True,
            optional=True,
            email=EmailSpec("Ada", ("All",), (), "[Tides] Done", "Thanks."),
        ),
    )
    assert plan.project_name == "Tides"
    assert plan.unparsed == ()


def test_mails_of_a_table_read_back_from_their_own_export() -> None:
    plan = parse(WHOLE)

    assert write(plan, WHOLE) == WHOLE
    assert parse(write(plan)) == plan


def test_changed_mail_becomes_a_section_and_the_others_stay_in_the_table() -> None:
    plan = parse(WHOLE)
    first, second = plan.touchpoints
    assert second.email is not None
    second = replace(second, email=replace(second.email, body="Thanks.\n\n## All done"))

    written = write(replace(plan, touchpoints=(first, second)), WHOLE)

    assert parse(written).touchpoints == (first, second)
    assert "| 1 | Invite |" in written
    assert "| 2 | Recap |" not in written


def test_removed_mail_leaves_the_table() -> None:
    plan = parse(WHOLE)

    written = write(replace(plan, touchpoints=plan.touchpoints[:1]), WHOLE)

    assert parse(written).touchpoints == plan.touchpoints[:1]


def test_mails_without_a_day_belong_to_the_rows_that_have_their_names() -> None:
    plan = parse(
        f"{TITLE}## Timeline\n\n- T-14: Announcement\n- T+2: Summary\n\n## Messages\n\n"
        "| Message | To | Subject | Body text | Channel |\n|---|---|---|---|---|\n"
        "| Announcement | Pilots | Piers | Dear all, hold `<date>`. | Mail |\n"
        "| Summary | All | What we agreed | Dear all, see the wiki. | Chat |\n"
    )

    assert [
        (row.opens_day, row.name, row.purpose, row.email and row.email.body) for row in plan.touchpoints
    ] == [
        (-14, "Announcement", "Announcement; Channel: Mail", "Dear all, hold `<date>`."),
        (2, "Summary", "Summary; Channel: Chat", "Dear all, see the wiki."),
    ]
    assert parse(write(plan)) == plan


@pytest.mark.parametrize("text", ["", "–", "TBD", "none"])
def test_row_without_a_text_stays_a_row_of_the_timeline(text: str) -> None:
    source = (
        f"{TITLE}## Timeline\n\n| When | Touchpoint | To | Subject | Text |\n|---|---|---|---|---|\n"
        f"| T-7 | Invite | Pilots | Come | Please come. |\n| T-1 | Reminder | Pilots | Tomorrow | {text} |\n"
    )
    plan = parse(source)

    assert _mails(plan) == [(-7, "Please come."), (-1, None)]
    assert write(plan, source) == source
    assert _mails(parse(write(plan))) == _mails(plan)


@pytest.mark.parametrize("column", ["Message", "Content"])
def test_column_of_topics_holds_no_texts(column: str) -> None:
    rows = "| T-7 | Tides | date and place |\n| T+1 | Tides | decisions |\n"
    topics = parse(f"{TITLE}## Timeline\n\n| When | Subject | {column} |\n|---|---|---|\n{rows}")
    texts = parse(
        f"{TITLE}## Timeline\n\n| When | Subject | {column} |\n|---|---|---|\n"
        "| T-7 | Tides | Please come. |\n| T+1 | Tides | We decided: `<decisions>` |\n| T+2 | x | Bye! |\n"
    )

    assert _mails(topics) == [(-7, None), (1, None)]
    assert _mails(texts) == [(-7, "Please come."), (1, "We decided: `<decisions>`"), (2, "Bye!")]


def test_table_inside_a_mail_holds_no_mails() -> None:
    body = "Hi,\n\n| Subject | Text |\n|---|---|\n| Tides | High. |\n\nAda"
    plan = parse(f"{TITLE}## Invite (T-7)\n\nFrom: Ada\nTo: Pilots\nSubject: Tides\n\n{body}\n")

    assert _mails(plan) == [(-7, body)]


def _mails(plan: PlanDocument) -> list[tuple[int, str | None]]:
    return [(row.opens_day, row.email.body if row.email else None) for row in plan.touchpoints]
