from datetime import date

import pytest

from tests.factories.workshops import (
    ApprovalFactory,
    CapacityNeedFactory,
    ConstraintFactory,
    DecisionFactory,
    DependencyFactory,
    OpenQuestionFactory,
    PersonFactory,
    PipelineFactory,
    RiskFactory,
    WorkshopFactory,
)
from workshops.plan_document import unfilled
from workshops.recap_texts import section_text
from workshops.states import PipelineState


@pytest.fixture
def pipelines(db):
    """One that everything is said of, one that nothing is said of, one that was dropped."""
    workshop = WorkshopFactory()
    landing = PipelineFactory(
        workshop=workshop,
        key="P-1",
        text="Landing",
        owner=PersonFactory(project=workshop.project, name="Ada Quill"),
        source="tide gauges",
        ends_in="staging",
        schedule="hourly",
        environments="test, live",
        sla="within 10 minutes",
        monitoring="row counts",
        alerting="to the harbour desk",
        error_handling="three tries, then by hand",
        on_call="BI desk",
    )
    core = PipelineFactory(workshop=workshop, key="P-2", text="Core")
    core.depends_on.add(landing)
    PipelineFactory(workshop=workshop, key="P-3", state=PipelineState.DROPPED)
    return workshop.pipelines.all()


def test_pipelines_say_layers_schedule_and_what_they_wait_for(pipelines):
    assert section_text("pipeline", pipelines) == (
        "- **P-1 Landing:** source → staging; reads tide gauges; runs hourly\n"
        "- **P-2 Core:** source → semantic; runs <schedule of P-2>; after P-1"
    )


def test_requirements_leave_a_gap_where_sla_or_alerting_is_not_settled(pipelines):
    text = section_text("requirements", pipelines)

    assert text == (
        "- **P-1 Landing:** SLA: within 10 minutes; monitoring: row counts; alerting: to the harbour desk; "
        "errors and reprocessing: three tries, then by hand\n"
        "- **P-2 Core:** SLA: <SLA of P-2>; alerting: <alerting of P-2>"
    )
    assert len(unfilled(text)) == 2


def test_ownership_names_who_answers_for_a_pipeline(pipelines):
    text = section_text("ownership", pipelines)

    assert text == (
        "- **P-1 Landing:** Ada Quill; environments: test, live; on-call: BI desk\n"
        "- **P-2 Core:** <owner of P-2>"
    )
    assert len(unfilled(text)) == 1


@pytest.mark.django_db
def test_the_other_registers_say_theirs():
    decision = DecisionFactory(
        key="D-1", rationale="Quiet\nhours", decided_on=date(2026, 12, 14), artifacts="runbook"
    )
    risk = RiskFactory(key="R-1", impact="high", likelihood="low", mitigation="A spare", owner_text="BI Lead")
    dependency = DependencyFactory(key="X-1", due_on=date(2026, 12, 18))
    need = CapacityNeedFactory(key="C-1", amount="20 days", owner_text="Sponsor")

    texts = [
        section_text("decision", [decision]),
        section_text("risk", [risk]),
        section_text("dependency", [dependency]),
        section_text("capacity", [need]),
    ]

    assert texts == [
        "- **D-1 Load at night:** Quiet hours; Mon 14 Dec 2026; touches runbook",
        "- **R-1 The tide gauge fails:** impact high; likelihood low; A spare; owner BI Lead",
        "- **X-1 Access to the weather feed:** needed by Fri 18 Dec 2026; owner <owner of X-1>",
        "- **C-1 A second data engineer:** 20 days; owner Sponsor",
    ]


def test_constraints_say_who_flagged_them_and_what_became_of_them(db):
    workshop = WorkshopFactory()
    ada = PersonFactory(project=workshop.project, name="Ada Quill")
    ConstraintFactory(workshop=workshop, text="No loads by day", flagged_by=ada, answer="At night.")
    ConstraintFactory(workshop=workshop, text="No room", flagged_by=None)

    assert section_text("constraint", workshop.constraints.all()) == (
        "- **No loads by day:** flagged by Ada Quill; At night.\n- **No room:** not answered yet"
    )


def test_questions_say_their_answer_or_who_has_them_until_when(db):
    workshop = WorkshopFactory()
    ada = PersonFactory(project=workshop.project, name="Ada Quill")
    OpenQuestionFactory(workshop=workshop, text="Why?", owner=ada, due_on=date(2026, 12, 18))
    OpenQuestionFactory(workshop=workshop, text="When?", owner=ada, answer="In May.", state="answered")
    OpenQuestionFactory(workshop=workshop, text="Who?")

    assert section_text("question", workshop.open_questions.all()) == (
        "- **Why?** Ada Quill; due Fri 18 Dec 2026\n- **When?** In May.\n- **Who?** nobody has it yet"
    )


def test_approvals_say_how_they_stand_and_why(db):
    workshop = WorkshopFactory()
    ada = PersonFactory(project=workshop.project, name="Ada Quill")
    ApprovalFactory(workshop=workshop, text="Access", owner=ada, due_on=date(2026, 12, 18))
    ApprovalFactory(workshop=workshop, text="Scope", owner=ada, state="rejected", reason="Too wide")

    assert section_text("approval", workshop.approvals.all()) == (
        "- **Access:** pending (Ada Quill); by Fri 18 Dec 2026\n- **Scope:** rejected (Ada Quill); Too wide"
    )
