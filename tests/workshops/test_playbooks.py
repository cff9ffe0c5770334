import pytest

from workshops.plan_document import parse, parse_audience, to_template, unfilled, write
from workshops.playbooks import Playbook, available

PLAYBOOKS = available()


def test_playbooks_have_titles_and_differ() -> None:
    assert [(playbook.slug, playbook.title) for playbook in PLAYBOOKS] == [
        ("etl-pipeline-design", "ETL / Pipeline Design"),
        ("kickoff", "Project Kickoff"),
    ]


@pytest.mark.parametrize("playbook", PLAYBOOKS, ids=lambda playbook: playbook.slug)
def test_playbook_is_understood_to_the_last_line(playbook: Playbook) -> None:
    plan = parse(playbook.text)

    assert plan.unparsed == ()
    assert plan.agenda
    assert plan.prework
    assert plan.preparation
    assert plan.recap_sections
    assert parse(write(plan)) == plan


@pytest.mark.parametrize("playbook", PLAYBOOKS, ids=lambda playbook: playbook.slug)
def test_playbook_has_no_gap_that_a_placeholder_does_not_fill(playbook: Playbook) -> None:
    plan = parse(playbook.text)

    for touchpoint in plan.touchpoints:
        if touchpoint.email:
            assert unfilled(to_template(touchpoint.email.body, field="body", plan=plan).template) == []
            assert unfilled(to_template(touchpoint.email.subject, field="subject", plan=plan).template) == []


def test_design_playbook_has_five_touchpoints_and_its_minutes() -> None:
    plan = parse(PLAYBOOKS[0].text)

    assert [(point.opens_day, point.closes_day, point.daypart) for point in plan.touchpoints] == [
        (-7, -5, ""),
        (-3, -3, ""),
        (0, 0, "morning"),
        (0, 1, ""),
        (3, 3, ""),
    ]
    assert [(item.min, item.max) for item in plan.agenda] == [
        (10, 15),
        (15, 20),
        (30, 40),
        (20, 30),
        (10, 15),
        (10, 15),
    ]
    save_the_date = plan.touchpoints[0].email
    assert save_the_date is not None
    assert parse_audience(save_the_date.to, [group.name for group in plan.groups]).unmatched == ()
