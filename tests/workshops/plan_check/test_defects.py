from dataclasses import replace

import pytest

from tests.workshops.plan_check.plans import ENGINEERS, INVITATION, RECAP, WHOLE, checked, gaps
from workshops.plan_check import GroupFacts, Hole, MailFacts, Place, SectionFacts, TextFacts
from workshops.plan_document import section_outline

NAMES = [
    "agenda-fits-slot",
    "every-group-invited",
    "artifact-linked",
    "no-empty-section",
    "no-unfilled-placeholder",
    "mail-has-recipients",
]
LEGAL = GroupFacts(2, "Legal")


def test_whole_plan_has_each_defects_name_once_and_all_hold():
    report = checked(WHOLE)

    assert [(each.check, each.state) for each in report.findings] == [(name, "ok") for name in NAMES]


def test_agenda_longer_than_the_slot_is_a_gap():
    found = gaps("agenda-fits-slot", agenda=((30, 60), (60, 75)))

    message = "The agenda does not fit the slot: 90–135 of 90–120 min: may run over by 15 min."
    assert found == [(message, "/workshops/7/agenda/")]


def test_agenda_without_minutes_cannot_exceed_the_slot():
    assert gaps("agenda-fits-slot", agenda=((None, None),)) == []


def test_group_in_no_mail_before_the_workshop_is_a_gap():
    recap = replace(RECAP, group_ids=frozenset({2}))

    found = gaps("every-group-invited", groups=(ENGINEERS, LEGAL), mails=(INVITATION, recap))

    assert found == [("No mail invites the group “Legal”.", "/touchpoints/11/")]


@pytest.mark.parametrize(
    "mail",
    [
        replace(INVITATION, group_ids=frozenset({2})),
        replace(INVITATION, is_for_everybody=True),
        replace(INVITATION, sender_ids=frozenset({2})),
    ],
)
def test_group_is_invited_by_name_or_with_everybody_or_invites_itself(mail):
    assert gaps("every-group-invited", groups=(LEGAL,), mails=(mail,)) == []


def test_reminder_to_everybody_is_no_invitation():
    reminder = replace(INVITATION, pk=13, is_reminder=True, is_for_everybody=True)

    found = gaps("every-group-invited", groups=(LEGAL,), mails=(INVITATION, reminder))

    assert [message for message, _ in found] == ["No mail invites the group “Legal”."]


def test_informed_group_is_told_by_any_mail():
    informed = replace(LEGAL, is_informed=True)
    recap = replace(RECAP, group_ids=frozenset({2}))

    told = gaps("every-group-invited", groups=(informed,), mails=(INVITATION, recap))
    untold = gaps("every-group-invited", groups=(informed,))

    assert told == []
    assert untold == [("No mail tells the group “Legal”.", "/touchpoints/11/")]


def test_document_in_no_mail_is_a_gap_that_the_invitation_mends():
    found = gaps("artifact-linked", artifacts=("docs/flows.md", "docs/RUNBOOK.md"))

    assert found == [("No mail links docs/RUNBOOK.md, which the plan names.", "/touchpoints/11/")]


@pytest.mark.parametrize("text", ["docs/flows.md.", "See [it](docs/flows.md)", "In `DOCS/FLOWS.md`"])
def test_document_is_linked_in_any_form(text):
    mail = replace(INVITATION, text=text)

    assert gaps("artifact-linked", mails=(mail,)) == []


@pytest.mark.parametrize("text", ["`flows.md`", "docs/flows.md/old", "old/docs/flows.md"])
def test_other_path_is_no_link(text):
    mail = replace(INVITATION, text=text)

    assert len(gaps("artifact-linked", mails=(mail,))) == 1


def test_sent_mail_counts_as_link_and_no_pending_one_is_named_for_mending():
    sent = replace(INVITATION, is_pending=False)

    assert gaps("artifact-linked", mails=(sent,)) == []
    assert gaps("artifact-linked", mails=(sent,), artifacts=("docs/x.md",)) == [
        ("No mail links docs/x.md, which the plan names.", "/workshops/7/edit/")
    ]


@pytest.mark.parametrize(
    ("changes", "message", "url"),
    [
        (
            {"agenda": (), "mails": (replace(INVITATION, needs_agenda=True),)},
            "The agenda has no items.",
            "/workshops/7/agenda/",
        ),
        (
            {
                "objectives": (),
                "outline": section_outline("# Plan\n\n## Objectives\n\n## Agenda\n\n1. Talk\n"),
            },
            "The document’s section “Objectives” is empty.",
            "/workshops/7/edit/",
        ),
        (
            {
                "outline": section_outline("# Plan\n\n## Stakeholders\n\n## Timeline\n\n- T-3: Agenda\n"),
                "groups": (),
            },
            "The document’s section “Stakeholders” is empty.",
            "/workshops/7/participants/",
        ),
        (
            {"outline": section_outline("# Plan\n\n## Budget\n")},
            "The document’s section “Budget” is empty.",
            "/projects/3/import/",
        ),
        (
            {"mails": (replace(INVITATION, body=" "),)},
            "The mail “Save the date” has no text.",
            "/touchpoints/11/",
        ),
        (
            {"mails": (replace(INVITATION, subject=""),)},
            "The mail “Save the date” has no subject.",
            "/touchpoints/11/",
        ),
        (
            {"mails": (replace(INVITATION, body="**Pre-work**\n\n**Where:**\n\nHere."),)},
            "In the mail “Save the date” nothing stands under “Pre-work”.",
            "/touchpoints/11/",
        ),
        (
            {
                "mails": (replace(INVITATION, body="**Pre-work**\n\nPlease tell us your limits."),),
                "has_prework": False,
            },
            "In the mail “Save the date” nothing stands under “Pre-work”.",
            "/touchpoints/11/",
        ),
        (
            {"mails": (replace(INVITATION, body="Pre-work:\n\nLegal Lead", sender="Legal Lead"),)},
            "In the mail “Save the date” nothing stands under “Pre-work”.",
            "/touchpoints/11/",
        ),
        (
            {"sections": (SectionFacts("Decisions"),)},
            "The recap’s section “Decisions” says neither what it is for nor what came out.",
            "/workshops/7/recap/",
        ),
        (
            {"sections": (SectionFacts("Decisions", "what was decided"),), "is_over": True},
            "The recap’s section “Decisions” is not recorded yet.",
            "/workshops/7/recap/",
        ),
    ],
)
def test_empty_section_is_a_gap_where_it_is_mended(changes, message, url):
    assert gaps("no-empty-section", **changes) == [(message, url)]


def test_recap_waits_for_the_workshop():
    assert gaps("no-empty-section", sections=(SectionFacts("Decisions", "what was decided"),)) == []


def test_plan_that_speaks_of_no_agenda_needs_none():
    assert gaps("no-empty-section", agenda=(), objectives=()) == []


def test_to_lines_fill_no_empty_list_of_groups():
    document = "# Plan\n\n## Stakeholders\n\n## Agenda\n\n1. Talk\n"

    found = gaps("no-empty-section", outline=section_outline(document), groups=(ENGINEERS,))

    assert [message for message, _ in found] == ["The document’s section “Stakeholders” is empty."]


def test_agenda_of_the_mail_fills_the_empty_heading_of_the_document():
    assert gaps("no-empty-section", outline=section_outline("# Plan\n\n## Agenda\n")) == []


def test_placeholder_without_a_value_is_said_once_for_all_its_mails():
    hole = Hole("The place or link of the workshop is not set.", Place("workshops:slot", 7))
    mails = [replace(INVITATION, pk=pk, name=name, holes=(hole,)) for pk, name in ((11, "One"), (12, "Two"))]

    found = gaps("no-unfilled-placeholder", mails=tuple(mails))

    message = "The place or link of the workshop is not set. It holds “One” and “Two”."
    assert found == [(message, "/workshops/7/slot/")]


@pytest.mark.parametrize("blank", ["TBD", "____", "???", "XX", "t.b.d.", "${room}"])
def test_blank_that_a_mail_still_holds_is_a_gap(blank):
    mail = replace(INVITATION, body=f"We meet in {blank}.")

    found = gaps("no-unfilled-placeholder", mails=(mail,))

    assert found == [(f"The mail “Save the date” still says “{blank}”.", "/touchpoints/11/")]


def test_blank_in_the_plans_own_words_is_a_gap_where_they_are_written():
    agenda = TextFacts("The agenda", "Welcome\n<topic of the day>\nTBD", Place("workshops:agenda", 7))

    found = gaps("no-unfilled-placeholder", texts=(agenda,))

    assert found == [
        ("The agenda still says “<topic of the day>”.", "/workshops/7/agenda/"),
        ("The agenda still says “TBD”.", "/workshops/7/agenda/"),
    ]


def test_gap_that_holds_a_mail_is_said_once():
    place = Place("workshops:agenda", 7)
    hole = Hole("What fills in workshop.agenda still has the gap <topic>.", place)
    agenda = TextFacts("The agenda", "<topic>", place)

    found = gaps("no-unfilled-placeholder", mails=(replace(INVITATION, holes=(hole,)),), texts=(agenda,))

    message = "What fills in workshop.agenda still has the gap <topic>. It holds “Save the date”."
    assert found == [(message, "/workshops/7/agenda/")]


def test_mail_to_nobody_is_a_gap():
    found = gaps("mail-has-recipients", mails=(INVITATION, replace(RECAP, reach=0)))

    assert found == [("The mail “Recap” goes to nobody as things stand.", "/workshops/7/participants/")]


def test_mail_without_a_to_line_is_a_gap_although_the_program_sends_it():
    mail = replace(INVITATION, names_recipients=False, audience="All participants")

    found = gaps("mail-has-recipients", mails=(mail,))

    message = "The mail “Save the date” names no recipients; as it stands it goes to: All participants."
    assert found == [(message, "/touchpoints/11/")]


def test_project_without_people_is_said_once():
    found = gaps("mail-has-recipients", has_people=False)

    message = "No mail reaches anybody: there are no people in the project yet."
    assert found == [(message, "/projects/3/people/")]


def test_mail_that_is_sent_needs_nothing_any_more():
    hole = Hole("Gone.", Place("workshops:slot", 7))
    sent = MailFacts(
        9, "Old", "", "`docs/flows.md`", is_pending=False, reach=0, holes=(hole,), group_ids=frozenset({1})
    )

    report = checked(WHOLE, mails=(sent,))

    assert report.gaps == []
