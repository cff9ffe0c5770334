"""What the writer of a plan notes beside a mail is none of its heading, and none of its text."""

import pytest

from workshops.plan_document import parse

PLAN = """\
# Communication Plan – Workshop 1: Tides

## Stakeholder Groups
- Pilots

## Recap (T+2)

{above}

From: Ana
To: Pilots
Subject: Tides

{text}
"""
FENCED = "```\nHi <first name>,\n\nwe decided: <what>\n```"


def read(above: str = "", text: str = "Thanks for coming.\n\nAna"):
    plan = parse(PLAN.format(above=above, text=text))
    [touchpoint] = plan.touchpoints
    assert touchpoint.email is not None
    return touchpoint, touchpoint.email.body, [line.text for line in plan.unparsed]


@pytest.mark.parametrize(
    "remark",
    [
        "*Reminder: book the room first.*",
        "**Template – adapt before sending the mail**",
        "*(Sent as a calendar invitation by the assistant)*",
    ],
)
def test_remark_below_a_heading_that_names_mail_and_day_takes_neither(remark):
    touchpoint, body, unparsed = read(above=remark)

    assert (touchpoint.name, touchpoint.opens_day, touchpoint.closes_day) == ("Recap", 2, 2)
    assert (body, unparsed) == ("Thanks for coming.\n\nAna", [remark])


def test_line_with_a_day_of_its_own_is_a_heading():
    touchpoint, _, _ = read(above="**Second recap (T+5)**")

    assert (touchpoint.name, touchpoint.opens_day) == ("Second recap", 5)


@pytest.mark.parametrize("around", ["{}\n\nSend it before you go home.", "{}\n\n- Use BCC.\n- Be quick."])
def test_what_stands_below_a_text_in_code_is_not_sent(around):
    text = around.format(FENCED)

    _, body, unparsed = read(text=text)

    assert body == "Hi <first name>,\n\nwe decided: <what>"
    assert unparsed == [line for line in text.removeprefix(FENCED).split("\n") if line]


@pytest.mark.parametrize(
    "text",
    ["```\nselect 1\n```\n\nThis is what we ran.\n\nAna", "Hi, this is what we ran:\n\n```\nselect 1\n```"],
)
def test_code_in_the_middle_of_a_text_stays_there(text):
    assert read(text=text)[1] == text
