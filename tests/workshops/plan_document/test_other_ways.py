"""Ways to write a plan that were found by trying other people's documents."""

from dataclasses import replace

from workshops.plan_document import GroupSpec, parse, parse_audience, write


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


def test_mail_without_a_day_joins_the_row_that_speaks_of_the_same_thing():
    plan = parse(
        "# Plan\n\n## Timeline\n- **T-4:** Runbook review and pre-work.\n- **T+1:** Hypercare summary.\n\n"
        "## Mail 1: Runbook review\n**To:** All\n**Subject:** The runbook\n\nPlease read the runbook.\n\n"
        "## Mail 2: Hypercare\n**To:** All\n**Subject:** Hypercare\n\nAll is calm.\n"
    )

    mails = [(t.opens_day, t.email.subject if t.email else None) for t in plan.touchpoints]
    assert mails == [(-4, "The runbook"), (1, "Hypercare")]


def test_mail_that_two_rows_might_mean_is_not_given_to_either_by_its_words():
    plan = parse(
        "# Plan\n\n## Timeline\n- **T-9:** Data review, first part.\n- **T-4:** Data review, second part.\n\n"
        "## Mail: Data review\n**To:** All\n**Subject:** The data\n\nPlease look.\n"
    )

    assert [t.email for t in plan.touchpoints if t.opens_day in (-9, -4)].count(None) >= 1


def test_mail_to_a_sort_of_groups_means_all_of_that_sort():
    groups = [
        GroupSpec("Sponsor", "Primary"),
        GroupSpec("Architects", "Primary"),
        GroupSpec("Finance", "Informed"),
    ]

    assert parse_audience(["Primary"], groups).groups == ("Sponsor", "Architects")
    assert parse_audience(["Primary"], [*groups, GroupSpec("Primary")]).groups == ("Primary",)


def test_heading_as_large_as_the_mails_own_belongs_to_a_mail_that_is_not_signed_yet():
    plan = parse(
        "# Plan\n\n## Recap mail (T+1)\nFrom: BI Lead\nTo: All\nSubject: Recap\n\nHello,\n\n"
        "## KPIs agreed\n<KPIs>\n\n## Layouts agreed\n<layouts>\n\n/Ada\n\n## Later ideas\nSome words.\n"
    )

    assert [section.heading for section in plan.recap_sections] == ["KPIs agreed", "Layouts agreed"]
    assert [line.text for line in plan.unparsed] == ["## Later ideas", "Some words."]


def test_heading_after_a_signed_mail_is_none_of_its_text():
    plan = parse(
        "# Plan\n\n## Recap mail (T+1)\nFrom: BI Lead\nTo: All\nSubject: Recap\n\nHello,\n\n"
        "Best regards\nAda\n\n## Budget\nNot for the participants.\n\nBest regards\nAda\n"
    )

    assert plan.touchpoints[0].email
    assert plan.touchpoints[0].email.body == "Hello,\n\nBest regards\nAda"
    assert [line.text for line in plan.unparsed][:2] == ["## Budget", "Not for the participants."]


def test_metadata_is_changed_where_it_stands():
    source = "---\nproject: Orchard\nowner: pmo\n---\n# Workshop 1: Start\n\n## Timeline\n- T-7: invite\n"

    written = write(replace(parse(source), project_name="Meadow: north"), source)

    assert 'project: "Meadow: north"\nowner: pmo\n' in written
    assert parse(written).project_name == "Meadow: north"
