from dataclasses import replace

import pytest

from tests.workshops.plan_document.documents import NAMES, document
from workshops.plan_document import (
    AgendaSpec,
    CheckSpec,
    EmailSpec,
    GroupSpec,
    PlanDocument,
    PreWorkSpec,
    RecapSectionSpec,
    TouchpointSpec,
    WorkshopSpec,
    parse,
    write,
)


@pytest.mark.parametrize("name", NAMES)
def test_unchanged_plan_gives_back_its_source_to_the_letter(name: str) -> None:
    source = document(name)

    assert write(parse(source), source=source) == source


@pytest.mark.parametrize("name", NAMES)
def test_plan_written_without_source_reads_back_as_the_same_plan(name: str) -> None:
    plan = parse(document(name))

    again = parse(write(plan))

    texts = [line.text for line in plan.unparsed]
    assert replace(again, unparsed=()) == replace(plan, unparsed=())
    assert [line.text for line in again.unparsed] == texts


def test_plan_that_was_never_a_document_can_be_written() -> None:
    mail = EmailSpec("Ada", ("Pilots", "Everyone"), ("Clerks",), "[Port] Tides", "Hello,\n\nsee you.")
    plan = PlanDocument(
        workshop=WorkshopSpec("2b", "Tides", 60, 90),
        project_name="Port",
        objectives=("Know the **tides**",),
        groups=(GroupSpec("Pilots", "all (day and night)"), GroupSpec("Clerks")),
        touchpoints=(
            TouchpointSpec("Invitation", "T-7", -7, -7, purpose="Invite", email=mail),
            TouchpointSpec("Nudge", "T-1 morning", -1, -1, "morning", purpose="A word in the corridor"),
        ),
        agenda=(AgendaSpec("Ebb", 10, 15), AgendaSpec("Flood")),
        prework=(PreWorkSpec("Pilots", "Bring maps"), PreWorkSpec("", "Sleep well")),
        recap_sections=(RecapSectionSpec("Decisions", "what was decided"),) * 2,
        checks=(CheckSpec("Short", "one page"), CheckSpec("Linked")),
        artifacts=("docs/tides.md",),
    )

    assert parse(write(plan)) == plan


@pytest.mark.parametrize("title", ["AGENDA", "Timeline", "Stakeholder groups:", "**Goals**"])
def test_agenda_of_one_item_that_names_a_section_is_read_back(title: str) -> None:
    plan = PlanDocument(workshop=WorkshopSpec("4", "Tides"), agenda=(AgendaSpec(title),))

    assert parse(write(plan)) == plan


def test_changed_agenda_is_written_where_the_old_one_stood() -> None:
    source = document("fenced")
    plan = replace(parse(source), agenda=(AgendaSpec("One thing", 20, 30),))

    text = write(plan, source=source)

    assert "### Agenda\n\n1. One thing (20–30 min)\n\n### Preparation" in text
    assert text.replace("1. One thing (20–30 min)", "").split() == _without_table(source).split()


def test_changed_body_leaves_the_other_lines_alone() -> None:
    source = document("numbered")
    plan = parse(source)
    email = plan.touchpoints[-1].email
    assert email is not None
    changed = replace(plan.touchpoints[-1], email=replace(email, body=email.body + "\nPS: Come."))

    text = write(replace(plan, touchpoints=(*plan.touchpoints[:-1], changed)), source=source)

    assert text == source.replace(email.body, email.body + "\nPS: Come.")


def test_changed_subject_keeps_heading_and_text() -> None:
    source = document("kickoff_de_luxe")
    plan = parse(source)
    email = plan.touchpoints[0].email
    assert email is not None
    changed = replace(plan.touchpoints[0], email=replace(email, subject="[Lighthouse] Come!"))

    text = write(replace(plan, touchpoints=(changed, *plan.touchpoints[1:])), source=source)

    again = parse(text)
    assert again.touchpoints[0] == changed
    assert again.unparsed[0].text == "*Channel:* Outlook"
    assert "## D. Email 1 – Invite (T–7)" in text


def test_moved_touchpoint_changes_row_and_heading() -> None:
    source = document("kickoff_de_luxe")
    plan = parse(source)
    moved = replace(plan.touchpoints[0], label="T–9", opens_day=-9, closes_day=-9)

    again = parse(write(replace(plan, touchpoints=(moved, *plan.touchpoints[1:])), source=source))

    assert again.touchpoints == (moved, *plan.touchpoints[1:])


def test_added_and_removed_mails_are_added_and_removed() -> None:
    source = document("nothing_but_mails")
    plan = parse(source)
    new = TouchpointSpec(
        "Thanks", "T+1", 1, 1, is_after=True, email=EmailSpec("Ada", ("Authors",), (), "Thanks", "Hi")
    )

    again = parse(write(replace(plan, touchpoints=(*plan.touchpoints[1:], new)), source=source))

    assert [point.name for point in again.touchpoints] == ["Agenda", "Reminder", "Thanks"]
    assert again.touchpoints[-1] == new


def test_parts_that_the_source_lacks_get_a_section() -> None:
    source = document("nothing_but_mails")
    plan = replace(
        parse(source),
        workshop=WorkshopSpec("3", "Reviews", 60, 60),
        objectives=("Review",),
        agenda=(AgendaSpec("Read", 60, 60),),
        checks=(CheckSpec("Read"),),
        artifacts=("docs/review.md",),
    )

    again = parse(write(plan, source=source))

    assert again == plan


@pytest.mark.parametrize("name", ["fenced", "kickoff_de_luxe", "plain_headings"])
def test_mail_stays_with_its_row_when_the_purpose_changes(name: str) -> None:
    source = document(name)
    plan = parse(source)
    changed = tuple(
        replace(point, purpose="Something new") if point.email else point for point in plan.touchpoints
    )

    again = parse(write(replace(plan, touchpoints=changed), source=source))

    assert [(point.name, point.purpose) for point in again.touchpoints] == [
        (point.name, point.purpose) for point in changed
    ]


def test_changed_subject_of_a_mail_in_a_fence_is_read_back() -> None:
    source = document("fenced")
    plan = parse(source)
    email = plan.touchpoints[0].email
    assert email is not None
    changed = (replace(plan.touchpoints[0], email=replace(email, subject="New")), *plan.touchpoints[1:])

    assert parse(write(replace(plan, touchpoints=changed), source=source)).touchpoints == changed


@pytest.mark.parametrize(
    "body", ["Hi,\n\n## Timeline\n- T-9: x\n\nBye", "To: me\n\nHi", "Hi\n\n```\nopen", "---\n\nHi\n\n# End"]
)
def test_text_that_looks_like_a_plan_stays_a_text(body: str) -> None:
    source = document("numbered")
    plan = parse(source)
    email = plan.touchpoints[0].email
    assert email is not None
    changed = (replace(plan.touchpoints[0], email=replace(email, body=body)), *plan.touchpoints[1:])

    texts = [point.email and point.email.body.strip("-\n") for point in changed]
    for text in (
        write(replace(plan, touchpoints=changed), source=source),
        write(replace(plan, touchpoints=changed)),
    ):
        assert [point.email and point.email.body.strip("-\n") for point in parse(text).touchpoints] == texts


def _without_table(source: str) -> str:
    return "\n".join(line for line in source.split("\n") if not line.startswith("|"))


def test_line_that_says_when_a_mail_goes_outlives_a_change_of_the_mail() -> None:
    source = "# Plan\n\n## Invite\n\n**When:** T-9\n**To:** Pilots\n**Subject:** Tides\n\nHello\n"
    plan = parse(source)
    (touchpoint,) = plan.touchpoints
    assert touchpoint.email
    changed = replace(touchpoint, email=replace(touchpoint.email, subject="Locks"))

    written = write(replace(plan, touchpoints=(changed,)), source)

    assert "**When:** T-9" in written
    assert parse(written).touchpoints == (changed,)


def test_objectives_of_a_line_above_and_of_a_list_are_written_into_the_list() -> None:
    source = "# Plan\n\nPurpose: one calendar\n\n## Goals\n\n- one lock\n- one crane\n"
    plan = parse(source)

    written = write(replace(plan, objectives=plan.objectives[1:]), source)

    assert written == "# Plan\n\n\n## Goals\n\n- one lock\n- one crane\n"


def test_checklist_under_a_heading_of_the_users_own_keeps_its_boxes() -> None:
    source = "# Plan\n\n## Timeline\n- T-7: invite\n\n## We send when\n\n- [ ] all is filled in\n"
    plan = parse(source)
    changed = replace(plan, checks=(*plan.checks, CheckSpec("Booked", "the room")))

    assert parse(write(changed, source)) == changed


@pytest.mark.parametrize("below", ["0", "Words\n==="])
def test_line_right_below_a_list_stays_apart_from_what_is_written_into_it(below: str) -> None:
    source = f"# Plan for Workshop 1\n\n## Objectives\n\n- one\n- \n{below}\n"

    written = write(replace(parse(source), objectives=("new",)), source)

    assert written.startswith("# Plan for Workshop 1\n\n## Objectives\n\n- new\n\n")
    assert written.endswith(f"\n{below}\n")
    assert "new" in parse(written).objectives


def test_list_right_above_the_next_heading_gets_no_blank_line() -> None:
    source = "# Plan for Workshop 1\n\n## Objectives\n- one\n## Groups\n- Pilots\n"

    written = write(replace(parse(source), objectives=("new",)), source)

    assert written == source.replace("- one", "- new")


def test_words_below_a_timeline_without_a_list_are_no_part_of_its_last_row() -> None:
    source = "# Plan for Workshop 1\n\n## Timeline\n\nT-7: Invite\nT-3: Agenda\nAnd so on\n"
    plan = parse(source)
    changed = replace(
        plan, touchpoints=(*plan.touchpoints[:1], replace(plan.touchpoints[1], purpose="Topics"))
    )

    again = parse(write(changed, source))

    assert [touchpoint.purpose for touchpoint in again.touchpoints] == ["Invite", "Topics"]
