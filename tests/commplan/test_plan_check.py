"""The check of whole plans, as they come out of documents and as people then mend them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from commplan.plan_check import check_of, workshops_to_check
from tests.factories.actions import ActionItemFactory
from tests.factories.workshops import (
    START,
    AgendaItemFactory,
    ParticipantFactory,
    PersonFactory,
    PipelineFactory,
    PlanCheckPointFactory,
    ProjectFactory,
    RiskFactory,
    TouchpointFactory,
    UserFactory,
    WorkshopFactory,
)
from workshops import services
from workshops.models import Artifact, Constraint, StakeholderGroup
from workshops.states import Audience, PartStat, WorkshopState

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
PLAN = """# Communication Plan – Workshop 3: Tide Tables

## Objectives

- Agree on the sources of the tide tables.

## Stakeholder Groups

- **Harbour Master** (decides)
- **Modellers**
- **Legal**

## Timeline

- **T-7:** Save the date.
- **T-3:** Agenda and pre-work.
- **T+1:** Recap.

## Save the date (T-7)

**From:** Harbour Master
**To:** Modellers; Legal
**Subject:** Tide tables – hold the date

Hello,

please hold the day, and tell us your constraints.

**When:** Week X, Day Y – 90 minutes
**Where:** <room>

Regards

## Agenda and pre-work (T-3)

**From:** Harbour Master
**To:** Confirmed participants
**Subject:** Tide tables – agenda

Hello,

**Agenda**
1. Sources (30–40 min)
2. Tables (40–50 min)

**Pre-work**
- **All:** Read `docs/TIDES.md`.

Regards

## Recap (T+1)

**From:** Harbour Master
**To:** Participants
**Subject:** Tide tables – recap

Hello,

**1. Service**
- <SLA, monitoring, alerting>

**2. Next steps**
- Write it down in `docs/RUNBOOK.md`.

Regards

## What to check

- **Limits are known:** No surprise about the data.
- **The tone is friendly:** People like to read it.
"""


@pytest.fixture
def project(db):
    """Everybody that the plan needs."""
    project = ProjectFactory()
    for name in ("Modellers", "Legal", "Harbour Master"):
        group = StakeholderGroup.objects.create(project=project, name=name)
        PersonFactory(project=project, groups=[group])
    return project


def imported(project, text=PLAN, **values):
    given: dict[str, Any] = {
        "start": START,
        "location": "Room Mole 2",
        "organizer_email": "robin@example.org",
    } | values
    return services.import_plan(text=text, project=project, by=None, now=NOW, **given)


def report_of(workshop, now=NOW):
    return check_of(workshops_to_check().get(pk=workshop.pk), now=now)


def gaps(workshop, now=NOW):
    return [(each.check, each.message) for each in report_of(workshop, now).gaps]


def of(check, found):
    return [message for name, message in found if name == check]


def test_good_document_has_no_defect(project):
    report = report_of(imported(project))

    assert [(check.name, check.state) for check in report.checks] == [
        ("Limits are known", "gap"),
        ("The tone is friendly", "manual"),
        ("agenda-fits-slot", "ok"),
        ("every-group-invited", "ok"),
        ("artifact-linked", "ok"),
        ("no-empty-section", "ok"),
        ("no-unfilled-placeholder", "ok"),
        ("mail-has-recipients", "ok"),
    ]


@pytest.mark.parametrize(
    ("check", "old", "new", "message"),
    [
        ("agenda-fits-slot", "40–50 min", "40–60 min", "may run over by 10 min"),
        ("every-group-invited", "Modellers; Legal", "Modellers", "the group “Legal”"),
        ("artifact-linked", "No surprise", "`docs/LIMITS.md` tells. No surprise", "docs/LIMITS.md"),
        ("no-empty-section", "- Agree on the sources of the tide tables.", "", "“Objectives”"),
        ("no-empty-section", "- **All:** Read `docs/TIDES.md`.\n", "", "“Pre-work”"),
        (
            "no-empty-section",
            "1. Sources (30–40 min)\n2. Tables (40–50 min)\n",
            "",
            "The agenda has no items.",
        ),
        ("no-empty-section", "- <SLA, monitoring, alerting>", "", "“Service”"),
        ("no-unfilled-placeholder", "hold the day", "hold <the day of the moon>", "<the day of the moon>"),
        ("no-unfilled-placeholder", "2. Tables", "2. <topic>", "<topic>"),
        ("no-unfilled-placeholder", "hold the day", "hold the day (TBC)", "the gap day (TBC)"),
        ("no-unfilled-placeholder", "hold the day", "hold the day. Lunch: TBC", "still says “TBC”"),
        ("no-empty-section", "## What to check\n", "## Budget\n\nTBD\n\n## What to check\n", "“Budget”"),
        ("artifact-linked", "- Agree on", "- Write docs/STATIONS.md.\n- Agree on", "docs/STATIONS.md"),
        ("artifact-linked", "## Timeline\n", "## Artifacts\n\n- Tide atlas\n\n## Timeline\n", "Tide atlas"),
        ("mail-has-recipients", "**To:** Modellers; Legal\n", "", "“Save the date” names no recipients"),
        (
            "mail-has-recipients",
            "**To:** Participants",
            "**To:** <recipients>",
            "“Recap” names no recipients",
        ),
        ("mail-has-recipients", "**To:** Confirmed participants", "**To:** TBD", "names no recipients"),
    ],
)
def test_defect_of_a_document_is_found(project, check, old, new, message):
    assert old in PLAN

    found = gaps(imported(project, PLAN.replace(old, new)))

    assert [message in each for each in of(check, found)] == [True]
    assert {name for name, _ in found} <= {check, "Limits are known"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("**From:** Harbour Master", "**From:** Ada Quill (Harbour Master)"),
        ("**From:** Harbour Master", "**From:** Harbour Master / Pilot Lead"),
        ("**To:** Modellers; Legal", "**To:** Everyone listed above"),
        (" – 90 minutes", ""),
        ("2. Tables (40–50 min)", "2. The TODO list (40–50 min)"),
        ("hold the day", "hold the day, see [1] and `/tides/{day}`"),
    ],
)
def test_other_ways_to_write_a_good_plan_raise_no_alarm(project, old, new):
    assert old in PLAN

    found = gaps(imported(project, PLAN.replace(old, new)))

    assert {name for name, _ in found} == {"Limits are known"}


def test_slot_and_place_that_are_not_set_leave_placeholders_unfilled(project):
    found = gaps(imported(project, start=None, location="", organizer_email=""))

    assert [message.split(" It holds")[0] for message in of("no-unfilled-placeholder", found)] == [
        "The workshop's date and time are not set.",
        "The workshop has no organizer, to whom replies would go.",
        "The place or link of the workshop is not set.",
    ]


def test_empty_project_is_told_once(db):
    found = gaps(imported(ProjectFactory()))

    assert of("mail-has-recipients", found) == [
        "No mail reaches anybody: there are no people in the project yet."
    ]


def test_mail_is_mended_by_naming_its_audience(project):
    workshop = imported(project, PLAN.replace("**To:** Modellers; Legal\n", ""))
    touchpoint = workshop.touchpoints.first()

    services.update_touchpoint(
        touchpoint_id=touchpoint.pk, values={}, group_ids=[], cc_group_ids=[], by=None, now=NOW
    )

    assert of("mail-has-recipients", gaps(workshop)) == []


def test_mail_to_the_confirmed_waits_for_answers_and_has_nobody_when_all_decline(project):
    workshop = imported(project)
    before = gaps(workshop)

    workshop.participants.update(partstat=PartStat.DECLINED)

    agenda = "The mail “Agenda & pre-work” goes to nobody as things stand."
    name = workshop.touchpoints.order_by("position")[1].name
    assert of("mail-has-recipients", before) == []
    assert agenda.replace("Agenda & pre-work", name) in of("mail-has-recipients", gaps(workshop))


def test_mail_that_a_person_took_out_invites_nobody(project):
    workshop = imported(project)
    first = workshop.touchpoints.first()
    services.skip_touchpoint(touchpoint_id=first.pk, reason="By phone", by=UserFactory(), now=NOW)

    assert len(of("every-group-invited", gaps(workshop))) == 2


def test_constraint_of_before_the_workshop_counts(project):
    workshop = imported(project)
    late = Constraint.objects.create(workshop=workshop, text="Nightly loads only", at=START)
    before = of("Limits are known", gaps(workshop))
    late.at = START - timedelta(days=1)
    late.save()

    assert before == ["No constraint was recorded before the workshop."]
    assert of("Limits are known", gaps(workshop)) == []


def test_open_actions_need_an_owner(project):
    workshop = imported(project)
    PlanCheckPointFactory(workshop=workshop, name="Owners are clear")
    ActionItemFactory(project=project, workshop=workshop, action="Dig", owner=None)
    ActionItemFactory(project=project, workshop=workshop, action="Dive", owner=None, owner_text="The team")
    ActionItemFactory(project=project, workshop=workshop, action="Done", owner=None, state="done")

    assert of("Owners are clear", gaps(workshop)) == ["The action “Dig” has no owner."]


def test_pipelines_and_the_environments_of_unowned_ones_need_an_owner(project):
    workshop = imported(project)
    PlanCheckPointFactory(workshop=workshop, name="Responsibilities are explicit")
    PipelineFactory(workshop=workshop, text="Tides", owner=None, owner_text="Crew", environments="prod, test")
    PipelineFactory(workshop=workshop, text="Winds", owner=None, environments="test; lab")
    PipelineFactory(workshop=workshop, text="Old", owner=None, state="dropped", environments="attic")

    assert of("Responsibilities are explicit", gaps(workshop)) == [
        "The pipeline “Winds” has no owner.",
        "The environment “lab” has no owner.",
    ]


def test_risks_need_owner_and_action(project):
    workshop = imported(project)
    PlanCheckPointFactory(workshop=workshop, name="Risks are visible")
    none = of("Risks are visible", gaps(workshop))
    RiskFactory(workshop=workshop, text="Fog", owner=None, owner_text="Crew", mitigation="Radar")
    ice = RiskFactory(workshop=workshop, text="Ice", owner=None)

    (gap,) = [each for each in report_of(workshop).gaps if each.check == "Risks are visible"]
    assert none == ["No risk is recorded."]
    assert (gap.message, gap.url) == (
        "The risk “Ice” has no owner and no action.",
        reverse("workshops:entry-edit", args=["risk", ice.pk]),
    )


@pytest.mark.parametrize(("before", "after"), [("2", "10"), ("2a", "3a")])
def test_neighbours_without_a_date_are_told_by_their_number(project, before, after):
    workshop = imported(project)
    PlanCheckPointFactory(workshop=workshop, name="It fits the roadmap")
    for code in (before, after):
        WorkshopFactory(project=project, code=code, start=None, draft=True)

    assert of("It fits the roadmap", gaps(workshop)) == []


def test_neighbours_are_told_by_their_dates_and_cancelled_ones_are_none(project):
    workshop = imported(project)
    PlanCheckPointFactory(workshop=workshop, name="It fits the roadmap")
    WorkshopFactory(project=project, code="9", start=START - timedelta(days=1))
    gone = {"state": WorkshopState.CANCELLED, "start": START + timedelta(days=1)}
    WorkshopFactory(project=project, code="4", **gone)
    WorkshopFactory(code="4", start=START + timedelta(days=1))

    assert of("It fits the roadmap", gaps(workshop)) == ["The project has no workshop after this one."]


def grow(workshop):
    for _ in range(2):
        Artifact.objects.create(workshop=workshop, path=f"docs/{workshop.artifacts.count()}.md")
        Constraint.objects.create(workshop=workshop, text="Slow disks", at=NOW)
    AgendaItemFactory.create_batch(2, workshop=workshop)
    ParticipantFactory.create_batch(2, workshop=workshop)
    PlanCheckPointFactory.create_batch(2, workshop=workshop)
    ActionItemFactory.create_batch(2, project=workshop.project, workshop=workshop)
    TouchpointFactory.create_batch(2, workshop=workshop, audience=Audience.ALL)
    PipelineFactory.create_batch(2, workshop=workshop)
    RiskFactory.create_batch(2, workshop=workshop)
    WorkshopFactory.create_batch(2, project=workshop.project)


def test_check_takes_the_same_queries_for_one_and_for_three_rows(
    project, django_assert_num_queries, django_assert_max_num_queries
):
    workshop = imported(project)
    grow(workshop)
    with django_assert_max_num_queries(50) as first:
        report_of(workshop)
    grow(workshop)

    with django_assert_num_queries(len(first.captured_queries)):
        report_of(workshop)
