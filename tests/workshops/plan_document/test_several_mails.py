"""Several mails below one heading, each with its own people and its own day."""

from dataclasses import replace

import pytest

from workshops.plan_document import PlanDocument, parse, write

TITLE = "# Communication Plan – Workshop 1: Tides\n\n## Stakeholder Groups\n- Pilots\n- Clerks\n\n"
PILOTS = "From: Ana\nTo: Pilots\nSubject: Come\n\nPlease come, pilots.\n\nAna"
CLERKS = "From: Ana\nTo: Clerks\nSubject: Come too\n\nPlease come, clerks.\n\nAna"


def indented(text: str) -> str:
    return "\n".join(f"   {line}" if line else "" for line in text.split("\n"))


VARIANTS = {
    "below each other": f"## Reminder (T-2)\n\n{PILOTS}\n\n{CLERKS}\n",
    "with a rule between": f"## Reminder (T-2)\n\n{PILOTS}\n\n---\n\n{CLERKS}\n",
    "deeper headings": f"## Reminder (T-2)\n\n### For pilots\n{PILOTS}\n\n### For clerks\n{CLERKS}\n",
    "headings of their kind": f"## Reminder (T-2)\n\n### Reminder A\n{PILOTS}\n\n### Reminder B\n{CLERKS}\n",
    "bold lines": f"## Reminder (T-2)\n\n**For pilots**\n\n{PILOTS}\n\n**For clerks**\n\n{CLERKS}\n",
    "points": f"## Mails\n\n1. **A (T-2)**\n\n{indented(PILOTS)}\n\n2. **B (T-2)**\n\n{indented(CLERKS)}\n",
}


def mails(plan: PlanDocument) -> list[tuple[int, int, tuple[str, ...], str]]:
    found = [(t.opens_day, t.closes_day, t.email) for t in plan.touchpoints if t.email]
    return sorted((opens, closes, email.to, email.body) for opens, closes, email in found)


@pytest.mark.parametrize("written", VARIANTS.values(), ids=VARIANTS)
def test_each_has_its_people_its_text_and_the_day_of_the_heading_above(written):
    plan = parse(TITLE + written)

    assert mails(plan) == [
        (-2, -2, ("Clerks",), "Please come, clerks.\n\nAna"),
        (-2, -2, ("Pilots",), "Please come, pilots.\n\nAna"),
    ]


@pytest.mark.parametrize("written", VARIANTS.values(), ids=VARIANTS)
def test_they_are_the_same_after_they_were_written_anew(written):
    plan = parse(TITLE + written)

    assert mails(parse(write(plan))) == mails(plan)


@pytest.mark.parametrize("written", VARIANTS.values(), ids=VARIANTS)
def test_what_is_changed_in_one_of_them_is_written_there(written):
    source = TITLE + written
    plan = parse(source)
    changed = tuple(
        replace(row, email=replace(row.email, body="Please stay.\n\nAna"))
        if row.email and row.email.to == ("Clerks",)
        else row
        for row in plan.touchpoints
    )

    again = parse(write(replace(plan, touchpoints=changed), source=source))

    assert again.touchpoints == changed


def test_timeline_names_the_first_of_them():
    plan = parse(f"{TITLE}## Timeline\n- T-2: Reminder\n\n{VARIANTS['deeper headings']}")

    assert [(row.name, row.purpose) for row in plan.touchpoints] == [
        ("Reminder – For pilots", "Reminder"),
        ("Reminder – For clerks", ""),
    ]
    assert plan.unparsed == ()


def test_mail_below_a_heading_of_many_keeps_its_own_kinds_day():
    plan = parse(f"{TITLE}## Before the workshop (T-10 to T-3)\n\n### Save the date\n{PILOTS}\n")

    assert [(row.opens_day, row.closes_day) for row in plan.touchpoints] == [(-7, -5)]


def test_fields_of_a_mail_that_is_told_of_inside_a_text_begin_no_other():
    text = "We got this:\n\nFrom: Bo\nTo: Ana\nSubject: Ships\n\nWhat do you say?\n\nAna"

    plan = parse(f"{TITLE}## Reminder (T-2)\nFrom: Ana\nTo: Pilots\nSubject: Come\n\n{text}\n")

    assert mails(plan) == [(-2, -2, ("Pilots",), text)]


def test_text_behind_its_label_is_the_text():
    points = "  - From: Ana\n  - To: Pilots\n  - Subject: Come\n  - Body: Please come.\n"

    plan = parse(f"{TITLE}## Mails\n\n- **Invite (T-7)**\n{points}")

    assert mails(plan) == [(-7, -7, ("Pilots",), "Please come.")]
