"""How a mail ends, and what behind its signature is none of its text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshops.plan_document import parse
from workshops.plan_document.signatures import has_ended, text_end

PLAN = """\
# Communication Plan – Workshop 1: Tides

## Stakeholder Groups
- Pilots

## {title}
**From:** {sender}
**To:** Pilots
**Subject:** Tides

{text}

{behind}
"""


def read(
    behind: str, *, text: str = "Please come.\n\nAna", sender: str = "Ana Lopez", title: str = "Invite (T-7)"
):
    plan = parse(PLAN.format(title=title, sender=sender, text=text, behind=behind))
    [touchpoint] = [touchpoint for touchpoint in plan.touchpoints if touchpoint.email]
    assert touchpoint.email is not None
    return plan, touchpoint.email.body


@pytest.mark.parametrize(
    "behind",
    [
        "_Note to sender: attach the tide tables._",
        "**Internal:** call the board before sending",
        "> **Note:** attach the slides.",
        "---\n\n*Version 1.2 · last updated 3 Nov 2026. Internal.*",
        "### How to send it\n\n- Use BCC.",
        "Notes for the organizer:\n- call the board first",
        "Attachments: agenda.pdf",
    ],
)
@pytest.mark.parametrize("signature", ["Ana Lopez", "Ana", "– Ana", "*Ana Lopez*", "Best regards,\nAna"])
def test_what_stands_behind_the_signature_is_not_sent_but_listed(behind, signature):
    plan, body = read(behind, text=f"Please come.\n\n{signature}")

    assert body == f"Please come.\n\n{signature}"
    listed = [line.text.strip() for line in plan.unparsed]
    assert listed == [line.strip() for line in behind.split("\n") if line.strip().strip("-")]


def test_name_below_regards_is_a_signature_whoever_it_is():
    _, body = read("Internal: call the board.", text="Please come.\n\nKind regards\nBo\nHead of Data")

    assert body == "Please come.\n\nKind regards\nBo\nHead of Data"


@pytest.mark.parametrize(
    "behind",
    [
        "P.S. Bring your tide tables.",
        "ana@example.org\n+49 40 123456",
        "**Agenda**\n\n1. Tides (20 min)",
        "Pre-work:\n- Read the tables.",
    ],
)
def test_postscript_contacts_and_an_agenda_below_the_signature_are_sent(behind):
    _, body = read(behind)

    assert body.startswith("Please come.\n\nAna\n\n")
    assert body.splitlines()[4:5] == behind.splitlines()[:1]


@pytest.mark.parametrize(
    "text",
    [
        "Many thanks for your answers.\n\nPlease come.",
        "Speakers:\nAna\nBo\n\nPlease come.",
        "Best\n\nwe meet soon, please come.",
        "Ana will open the session.\n\nPlease come.",
    ],
)
def test_mail_that_has_no_signature_goes_on_to_its_end(text):
    assert read("One more line.", text=text)[1] == f"{text}\n\nOne more line."


def test_checklist_behind_a_signature_is_the_plans():
    plan, body = read("**Checklist**\n\n- Room booked")

    assert (body, [check.name for check in plan.checks]) == ("Please come.\n\nAna", ["Room booked"])


def test_recap_ends_with_its_signature():
    text = "**1. Data**\n- `<what>`\n\n**2. Actions**\n- In the log.\n\nBest,\nAna"

    plan, body = read("**Internal note (do not send):** call Legal.", text=text, title="Recap (T+1)")

    assert [section.heading for section in plan.recap_sections] == ["Data", "Actions"]
    assert body == text


def test_recap_that_begins_with_thanks_keeps_its_headings():
    text = "Many thanks for coming\n\n### Decisions\n\n- `<what>`\n\n### Risks\n\n- `<which>`\n\nAna"

    plan, body = read("", text=text, title="Recap (T+1)")

    assert (body, [section.heading for section in plan.recap_sections]) == (text, ["Decisions", "Risks"])


LINES = st.lists(
    st.sampled_from(["", "Ana", "Best,", "Please come.", "---", "```", "- a point", "P.S. Tides", "> Ana"]),
    max_size=12,
)


@given(LINES)
def test_end_stands_behind_a_line_that_says_something(lines):
    end = text_end(lines, 0, len(lines), "Ana")

    assert 0 <= end <= len(lines)
    assert end == len(lines) or has_ended(lines[:end], "Ana") or lines[end - 1].startswith("P.S.")
