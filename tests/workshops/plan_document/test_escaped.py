"""Documents whose editor puts a backslash before each mark that could mean something in Markdown."""

from workshops.plan_document import GroupSpec, PreWorkSpec, parse, unfilled, write

EXPORTED = r"""# **Communication Plan: Dock \- Safety** {#plan}

## **1\. Objectives** {#1.-objectives}

* Fewer near misses \- at the dock
* 2\. shift included

## **2\. Stakeholders** {#2.-stakeholders}

* **Pilots** \- must attend
* R\&D

## **3\. Timeline** {#3.-timeline}

| Day | Message |
| --- | --- |
| T\-10 to T\-8 | Invitation |
| T\+1 | Recap |
| T\-0 (AM) | Reminder |

## **4\. Invitation (T\-10 to T\-8)** {#4.-invitation}

**From:** Harbour master
**To:** Pilots; R\&D
**Subject:** Dock safety

We meet on \[date, time\] at the \[north\] quay; see `a\-b`\.

Harbour master

## **5\. Recap (T\+1)** {#5.-recap}

**From:** Harbour master
**To:** R&amp;D
**Subject:** Dock safety \- recap

1. **New route:** \[describe the route\]
2. **Signs:** \[who puts up which sign\]

Harbour master
"""


def test_backslash_that_means_nothing_is_no_part_of_a_day_or_name() -> None:
    plan = parse(EXPORTED)

    assert plan.workshop.title == "Dock - Safety"
    assert plan.groups == (GroupSpec("Pilots", "must attend"), GroupSpec("R&D"))
    assert [(touchpoint.name, touchpoint.opens_day) for touchpoint in plan.touchpoints] == [
        ("Invitation", -10),
        ("Reminder", 0),
        ("Recap", 1),
    ]
    assert plan.touchpoints[1].daypart == "morning"
    assert plan.unparsed == ()


def test_backslash_stays_where_without_it_a_list_would_begin() -> None:
    plan = parse(EXPORTED)

    assert plan.objectives == ("Fewer near misses - at the dock", r"2\. shift included")
    assert parse(write(plan)) == plan


def test_text_of_a_mail_keeps_its_backslashes() -> None:
    plan = parse(EXPORTED)

    assert plan.touchpoints[0].email is not None
    assert plan.touchpoints[0].email.body.startswith(
        r"We meet on \[date, time\] at the \[north\] quay; see `a\-b`\."
    )
    assert write(plan, EXPORTED) == EXPORTED


def test_gap_between_escaped_brackets_is_one() -> None:
    plan = parse(EXPORTED)

    assert [section.prompt for section in plan.recap_sections] == [
        "describe the route",
        "who puts up which sign",
    ]
    assert unfilled(r"We meet on \[date, time\] at the \[north\] quay.") == [r"\[date, time\]"]
    assert unfilled(r"Not a link: \[date\](here)") == []


def test_entity_does_not_cut_a_name_in_two() -> None:
    plan = parse(EXPORTED)

    recap = plan.touchpoints[-1].email
    assert recap is not None
    assert recap.to == ("R&D",)


def test_day_behind_a_backslash_is_read_in_any_kind_of_row() -> None:
    plan = parse(
        "# Plan\n\n## Timeline\n\nT\\-7: Invite\nT\\+1: Recap\n\n## Pre-work\n\n- Pilots: T\\-chart\n"
    )

    assert [touchpoint.opens_day for touchpoint in plan.touchpoints] == [-7, 1]
    assert plan.prework == (PreWorkSpec("Pilots", "T-chart"),)


def test_points_typed_in_an_editor_are_lists() -> None:
    source = (
        "**Communication Plan**\n\n**2. Audience**\n\n\\- Pilots\n\n\\- Clerks (optional)\n\n"
        "## Invitation (T-3)\n\nTo: Pilots\nSubject: Tides\n\nHi,\n\n**Agenda**\n\n"
        "1\\. Welcome (10 min)\n\n2\\. Tides (30 min)\n\nAda\n"
    )
    plan = parse(source)

    assert plan.groups == (GroupSpec("Pilots"), GroupSpec("Clerks", "optional"))
    assert [(item.title, item.min) for item in plan.agenda] == [("Welcome", 10), ("Tides", 30)]
    assert plan.unparsed == ()
    assert write(plan, source) == source


def test_number_typed_in_front_of_a_line_alone_makes_no_list() -> None:
    plan = parse("# Plan\n\n## Objectives\n\n1\\. Safe piers are all that we want this year.\n")

    assert plan.objectives == ("1\\. Safe piers are all that we want this year.",)
