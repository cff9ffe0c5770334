"""Titles that Markdown does not mark as headings, or that take more than one line."""

from dataclasses import replace

import pytest

from workshops.plan_document import parse, write

REST = "\n\n## Timeline\n- T-7: Invite\n"


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Communication plan for the\nVolunteers' Workshop", "Volunteers' Workshop"),
        ("**Communication Plan**\n\n**Onboarding Workshop (HR)**", "Onboarding Workshop (HR)"),
        ("<h1>Communication plan: Tides</h1>", "Tides"),
        ('<h1 align="center">Communication plan – <b>Tides</b></h1>', "Tides"),
    ],
)
def test_title_is_read_whole_and_written_back(written: str, title: str) -> None:
    source = written + REST
    plan = parse(source)

    renamed = replace(plan, workshop=replace(plan.workshop, title="Piers"))
    assert plan.workshop.title == title
    assert plan.unparsed == ()
    assert write(plan, source) == source
    assert parse(write(plan)) == plan
    assert parse(write(renamed, source)) == renamed


@pytest.mark.parametrize(
    "written",
    [
        "This communication plan tells\nwho hears of the tides.",
        "# Communication Plan\n\n**Draft**",
        "# Communication Plan\n\n**Workshop:** the one of May",
        "# Communication Plan\n\n**Stakeholders of the workshop**\n\n- Pilots\n- Clerks",
    ],
)
def test_sentence_or_label_is_no_title(written: str) -> None:
    assert parse(written + REST).workshop.title in {"", "the one of May"}


def test_heading_of_a_workshops_communications_is_its_title_and_that_of_mails_is_none() -> None:
    mail = "\n\n## Invite (T-7)\n\nTo: Pilots\nSubject: Tides\n\nCome.\n"

    assert (
        parse(f"# Pricing Workshop communications{mail}").workshop.title == "Pricing Workshop communications"
    )
    assert parse(f"# Emails{mail}").workshop.title == ""


def test_audience_above_the_first_section_names_the_groups() -> None:
    plan = parse("# Communication Plan: Tides\n\nAudience: Pilots, Clerks\n\n## Timeline\n- T-7: Invite\n")

    assert [group.name for group in plan.groups] == ["Pilots", "Clerks"]
    assert plan.unparsed == ()
