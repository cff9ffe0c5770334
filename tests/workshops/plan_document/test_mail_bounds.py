"""Where a mail begins and ends that no heading of Markdown's own stands above."""

from dataclasses import replace

import pytest

from workshops.plan_document import PlanDocument, parse, write

TITLE = "# Communication Plan – Workshop 1: Tides\n\n"
ROWS = "## Timeline\n\n- T-14: call for topics\n- T-7: schedule\n- T+1: decisions\n\n"


def _mails(plan: PlanDocument) -> list[tuple[int, str, str]]:
    return [(row.opens_day, row.email.subject, row.email.body) for row in plan.touchpoints if row.email]


WANTED = [
    (-14, "Topics?", "Which ones?\n\nAda"),
    (-7, "When", "At ten.\n\nAda"),
    (1, "Done", "All of it.\n\nAda"),
]
DAYS = ("2 weeks before", "1 week before", "1 day after")
LAYOUTS = {
    "points of a tight list": "\n".join(
        f"{number}. **{day} — Mail**\n   - **To:** Pilots\n   - **Subject:** {subject}\n   - **Body:**\n\n"
        + "\n".join(f"     {line}".rstrip() for line in body.split("\n"))
        for number, (day, (_, subject, body)) in enumerate(zip(DAYS, WANTED, strict=True), start=1)
    ),
    "bold lines with the day below": "\n\n".join(
        f"**Email {number}: mail {number}**\n**When:** {day}\n**Audience:** Pilots\n"
        f"**Subject:** {subject}\n\n{body}"
        for number, (day, (_, subject, body)) in enumerate(zip(DAYS, WANTED, strict=True), start=1)
    ),
    "bold lines above fences": "\n\n".join(
        f"**Mail {number} ({day})**\n\n```\nTo: Pilots\nSubject: {subject}\n\n{body}\n```"
        for number, (day, (_, subject, body)) in enumerate(zip(DAYS, WANTED, strict=True), start=1)
    ),
    "fences alone": "\n\n".join(
        f"```\nWhen: {day}\nTo: Pilots\nSubject: {subject}\n\n{body}\n```"
        for day, (_, subject, body) in zip(DAYS, WANTED, strict=True)
    ),
    "folded away": "\n\n".join(
        f"<details>\n<summary>Mail {number} ({day})</summary>\n\n**To:** Pilots\n**Subject:** {subject}\n\n"
        f"{body}\n\n</details>"
        for number, (day, (_, subject, body)) in enumerate(zip(DAYS, WANTED, strict=True), start=1)
    ),
    "cards": "\n\n".join(
        f"### {number} · Mail\n\n> **When:** {day}\n> **To:** Pilots\n> **Subject:** {subject}\n\n{body}"
        for number, (day, (_, subject, body)) in enumerate(zip(DAYS, WANTED, strict=True), start=1)
    ),
    "points that begin with fields": "\n".join(
        f"- to: Pilots\n  send: {day}\n  subject: {subject}\n  body: |\n"
        + "\n".join(f"    {line}".rstrip() for line in body.split("\n"))
        for day, (_, subject, body) in zip(DAYS, WANTED, strict=True)
    ),
    "tags for bold type": "\n\n".join(
        f"### Mail ({day})\n\n<b>To:</b> Pilots<br>\n<b>Subject:</b> {subject}<br>\n\n{body}"
        for day, (_, subject, body) in zip(DAYS, WANTED, strict=True)
    ),
}


@pytest.mark.parametrize("written", LAYOUTS.values(), ids=LAYOUTS)
def test_each_mail_has_its_own_day_and_text(written: str) -> None:
    plan = parse(f"{TITLE}## Emails\n\n{written}\n")

    assert _mails(plan) == WANTED
    assert parse(write(plan)).touchpoints == plan.touchpoints


@pytest.mark.parametrize("written", LAYOUTS.values(), ids=LAYOUTS)
def test_change_in_one_mail_leaves_the_others_as_they_are(written: str) -> None:
    source = f"{TITLE}## Emails\n\n{written}\n"
    plan = parse(source)
    changed = tuple(
        replace(row, email=replace(row.email, body="At noon.\n\nAda"))
        if row.email and row.email.subject == "When"
        else row
        for row in plan.touchpoints
    )

    again = parse(write(replace(plan, touchpoints=changed), source))

    assert write(plan, source) == source
    assert _mails(again) == [WANTED[0], (-7, "When", "At noon.\n\nAda"), WANTED[2]]


def test_headings_in_a_folded_mail_are_its_text_and_what_follows_is_not() -> None:
    body = "Hi,\n\n### Routes\n- [list routes]\n\n### Timeline\n- [dates]\n\nAda"
    plan = parse(
        f"{TITLE}## Emails\n\n<details>\n<summary>Recap (T+1)</summary>\n\n**Subject:** Routes\n\n{body}\n\n"
        "</details>\n\nAsk legal before you send it.\n\n### Checklist\n- All told\n"
    )

    assert _mails(plan) == [(1, "Routes", body)]
    assert [section.heading for section in plan.recap_sections] == ["Routes", "Timeline"]
    assert [check.name for check in plan.checks] == ["All told"]


def test_headings_in_a_folded_part_that_is_no_mail_are_headings() -> None:
    plan = parse(
        f"{TITLE}<details>\n<summary>The plan</summary>\n\n### Timeline\n- T-7: Invite\n\n"
        "### Objectives\n- Safe piers\n\n</details>\n"
    )

    assert [row.opens_day for row in plan.touchpoints] == [-7]
    assert plan.objectives == ("Safe piers",)


def test_label_in_bold_inside_a_text_begins_no_mail() -> None:
    body = "Hi,\n\n**Details**\n**When:** Thursday, 10:00\n**Where:** Pier 4\n\nSee you\n\nAda"
    plan = parse(f"{TITLE}## Invitation (T-7)\n\nFrom: Ada\nTo: Pilots\nSubject: Tides\n\n{body}\n")

    assert _mails(plan) == [(-7, "Tides", body)]


def test_question_in_bold_above_hours_begins_no_mail() -> None:
    body = "Hi,\n\n**Q: From when to when?**\nFrom: 9\nTo: 12\n\nAda"
    plan = parse(f"{TITLE}## Invitation (T-7)\n\nFrom: Ada\nTo: Pilots\nSubject: Tides\n\n{body}\n")

    assert _mails(plan) == [(-7, "Tides", body)]


def test_mail_without_a_heading_belongs_to_the_row_of_its_subject() -> None:
    written = "\n\n".join(
        f"```\nTo: Pilots\nSubject: [Harbour] {subject}\n\nHi.\n```" for subject in ("schedule", "decisions")
    )
    plan = parse(f"{TITLE}{ROWS}## Texts\n\n{written}\n")

    assert [(row.opens_day, row.email.subject) for row in plan.touchpoints if row.email] == [
        (-7, "[Harbour] schedule"),
        (1, "[Harbour] decisions"),
    ]


def test_guessed_day_of_a_mail_without_a_heading_is_told() -> None:
    written = "\n\n".join(f"```\nTo: Pilots\nSubject: {subject}\n\nHi.\n```" for subject in ("Crabs", "Nets"))
    plan = parse(f"{TITLE}## Texts\n\n{written}\n")

    assert [row.name for row in plan.touchpoints] == ["Crabs", "Nets"]
    assert [line.text for line in plan.unparsed] == ["## Texts", "To: Pilots", "Subject: Nets"]


def test_subject_is_enough_for_a_mail_among_mails() -> None:
    written = "**Cost report**\n\n*Subject:* What you spent\n\nHello,\n\nhere it is.\n\nAda\n"
    rows = "## Timeline\n\n- T-5: Cost report\n\n"

    assert _mails(parse(f"{TITLE}{rows}## Email drafts\n\n{written}")) == [
        (-5, "What you spent", "Hello,\n\nhere it is.\n\nAda")
    ]
    assert _mails(parse(f"{TITLE}{rows}## Budget\n\n{written}")) == []


def test_rows_of_one_day_keep_the_mails_that_have_their_names() -> None:
    mails = "".join(
        f"## {name} (T+1)\n\nTo: {people}\nSubject: Done\n\nHi.\n\n"
        for name, people in (("Recap to clerks", "Clerks"), ("Recap to pilots", "Pilots"))
    )
    plan = parse(f"{TITLE}## Timeline\n\n- T+1: Recap to pilots\n- T+1: Recap to clerks\n\n{mails}")

    assert [(row.name, row.purpose) for row in plan.touchpoints] == [
        ("Recap to pilots", "Recap to pilots"),
        ("Recap to clerks", "Recap to clerks"),
    ]


@pytest.mark.parametrize("day", ["1 September", "2026-09-01", "Sept 1", "Monday", "01.09."])
def test_guessed_day_of_a_mail_is_told_where_its_heading_names_a_date(day: str) -> None:
    mail = "To: Pilots\nSubject: Tides\n\nCome.\n"

    dated = parse(f"{TITLE}## Save the date ({day})\n\n{mail}")
    undated = parse(f"{TITLE}## Save the date\n\n{mail}")

    assert [line.text for line in dated.unparsed] == [f"## Save the date ({day})"]
    assert undated.unparsed == ()


def test_group_from_a_mail_whose_name_holds_a_day_is_a_group_in_the_export_too() -> None:
    plan = parse(
        f"{TITLE}## Two weeks before: call\n\nTo: Pilots\nSubject: Call\n\nHi.\n\n"
        "## One week after: thanks\n\nTo: Board\nSubject: Thanks\n\nHi.\n"
    )

    assert [group.name for group in plan.groups] == ["Pilots", "Board"]
    assert parse(write(plan)) == plan


@pytest.mark.parametrize(
    "below",
    [
        "### Escalation path\n1. Harbour master\n2. Mayor",
        "From: Ada\nTo: Board\nSubject: For the board\n\nHi.\n\nAda",
        "## To everyone\n\n```\nFrom: Ada\nTo: Board\nSubject: For the board\n\nHi.\n```",
    ],
)
def test_changed_mail_takes_nothing_in_that_stands_below_it(below: str) -> None:
    source = (
        f"{TITLE}## Invitation (T-7)\n\nFrom: Ada\nTo: Pilots\nSubject: Tides\n\nCome.\n\nAda\n\n{below}\n"
    )
    plan = parse(source)
    first, *others = plan.touchpoints
    assert first.email is not None
    unsigned = replace(first, email=replace(first.email, body="Come, all of you."))

    again = parse(write(replace(plan, touchpoints=(unsigned, *others)), source))

    assert _mails(again) == [(-7, "Tides", "Come, all of you."), *_mails(plan)[1:]]


def test_mail_in_a_fence_begins_below_the_text_of_another_in_a_fence() -> None:
    plan = parse(
        f"{TITLE}## Invitation (T-7)\n\nTo: Pilots\nSubject: Tides\n\n~~~~\nCome.\n~~~~\n\n"
        "```\nTo: Board\nSubject: Tides for the board\n\nHi.\n```\n"
    )

    assert {row.email.subject: row.email.body for row in plan.touchpoints if row.email} == {
        "Tides": "Come.",
        "Tides for the board": "Hi.",
    }
