"""Ways to write a plan that were found by trying other people's documents."""

from workshops.plan_document import parse


def test_timeline_of_plain_lines_is_read_row_by_row() -> None:
    plan = parse(
        "# Comms Plan — Workshop 6: Test Strategy\n\n## 3) Timeline\n"
        "**T−7**: invite\n**T−3 → T−2**: agenda\n**T-0 (morning)**: reminder\n"
        "**T+0 after session**: recap\n**T+1 week**: follow-up on defects\n"
    )

    assert [(t.opens_day, t.closes_day, t.daypart, t.purpose) for t in plan.touchpoints] == [
        (-7, -7, "", "invite"),
        (-3, -2, "", "agenda"),
        (0, 0, "morning", "reminder"),
        (0, 0, "after", "recap"),
        (7, 7, "", "follow-up on defects"),
    ]
    assert plan.unparsed == ()


def test_objectives_in_a_paragraph_are_objectives() -> None:
    plan = parse("# Plan\n\n## Objectives\nAgree how we test.\n\n## Timeline\n- T-7: invite\n")

    assert plan.objectives == ("Agree how we test.",)
    assert plan.unparsed == ()


def test_agenda_as_a_table_in_a_mail_is_an_agenda() -> None:
    plan = parse(
        "# Plan\n\n## Agenda mail (T-3)\n**To:** All\n**Subject:** UAT agenda\n\nHi,\n\n**Agenda**\n\n"
        "| Topic | Minutes |\n|---|---|\n| Scope | 20 |\n| Test data | 30-40 |\n"
    )

    assert [(item.title, item.min, item.max) for item in plan.agenda] == [
        ("Scope", 20, 20),
        ("Test data", 30, 40),
    ]


def test_duration_in_the_words_of_an_invitation_is_the_duration() -> None:
    plan = parse(
        "# Plan\n\n## Invite (T-7)\n**To:** All\n**Subject:** UAT\n\n"
        "Please join on <date>, 1.5 hours, <location>.\n"
    )

    assert (plan.workshop.duration_min, plan.workshop.duration_max) == (90, 90)


def test_checklist_with_boxes_under_a_heading_about_a_good_plan_is_a_checklist() -> None:
    plan = parse(
        "# Plan\n\n## Timeline\n- T-7: invite\n\n## Definition of a good plan\n"
        "- [ ] **Access tested** – everyone could log in\n- [ ] Materials linked\n"
    )

    assert [check.name for check in plan.checks] == ["Access tested", "Materials linked"]


def test_numbered_sections_with_nested_hints_are_recap_sections() -> None:
    plan = parse(
        "# Plan\n\n## Post-Training Email (T+0 afternoon)\n"
        "From: Owner\nTo: Participants\nSubject: Thank you\n\n"
        "Thanks for joining!\n\n1. What we showed\n   - <features demonstrated>\n"
        "2. Known issues\n   - <known issues>\n"
    )

    assert [(section.heading, section.prompt) for section in plan.recap_sections] == [
        ("What we showed", "features demonstrated"),
        ("Known issues", "known issues"),
    ]
