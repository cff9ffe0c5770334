from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.workshops import (
    AgendaItemFactory,
    ApprovalFactory,
    ConstraintFactory,
    OpenQuestionFactory,
    PersonFactory,
    PipelineFactory,
    RecapSectionFactory,
    RiskFactory,
    WorkshopFactory,
)

# A Monday; the next Friday is the 4th.
NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)


@pytest.fixture
def workshop(project):
    return WorkshopFactory(project=project)


def url_of(workshop):
    return reverse("workshops:registers", args=[workshop.pk])


def edit_url(register, entry):
    return reverse("workshops:entry-edit", args=[register, entry.pk])


def titles(client, workshop, address=""):
    return [panel.kind.slug for panel, _ in client.get(url_of(workshop) + address).context["panels"]]


def test_a_workshop_shows_the_registers_of_its_plan_and_another_by_hand(manager_client, workshop):
    RecapSectionFactory(recap__workshop=workshop, heading="Pipelines and schedules", prompt="")
    of_plan = titles(manager_client, workshop)
    url = reverse("workshops:register-shown", args=[workshop.pk, "risk"])

    manager_client.post(url)
    by_hand = titles(manager_client, workshop)
    manager_client.post(url, {"hide": "1"})

    assert of_plan == ["pipeline", "decision", "constraint", "question", "approval"]
    assert set(by_hand) - set(of_plan) == {"risk"}
    assert titles(manager_client, workshop) == of_plan


def test_a_register_that_holds_something_is_shown(manager_client, workshop):
    RiskFactory(workshop=workshop)

    assert "risk" in titles(manager_client, workshop)


def test_a_dependency_is_put_down_in_one_line(manager_client, workshop, at):
    at(NOW)
    owner = PersonFactory(project=workshop.project, name="Ada Quill")

    answer = manager_client.post(
        url_of(workshop),
        {
            "register": "dependency",
            "dependency-text": "Weather feed",
            "dependency-owner": "ada quill",
            "dependency-due_on": "fri",
        },
    )

    row = workshop.dependencies.get()
    assert answer.url == url_of(workshop) + "#register-dependency"
    assert (row.key, row.text, row.owner, row.due_on) == ("X-1", "Weather feed", owner, date(2026, 12, 4))


def test_an_owner_who_is_nobody_of_the_project_stands_as_a_role(manager_client, workshop):
    manager_client.post(
        url_of(workshop), {"register": "risk", "risk-text": "Gauge fails", "risk-owner": "BI Lead"}
    )

    row = workshop.risks.get()
    assert (row.owner, row.owner_text) == (None, "BI Lead")


@pytest.mark.parametrize(
    ("register", "rows"),
    [
        ("pipeline", "pipelines"),
        ("decision", "decisions"),
        ("capacity", "capacity_needs"),
        ("constraint", "constraints"),
        ("question", "open_questions"),
        ("approval", "approvals"),
    ],
)
def test_every_register_takes_a_line(manager_client, workshop, register, rows):
    data = {"register": register, f"{register}-text": "Tide tables"}
    if register == "pipeline":
        data |= {"pipeline-starts_in": "source", "pipeline-ends_in": "core"}

    manager_client.post(url_of(workshop), data)

    assert getattr(workshop, rows).get().text == "Tide tables"


def test_a_question_is_owned_by_a_person_who_can_be_asked(manager_client, workshop):
    answer = manager_client.post(
        url_of(workshop),
        {"register": "question", "question-text": "Which tides?", "question-owner": "BI Lead"},
    )

    assert "“BI Lead” is nobody, or more than one" in answer.content.decode()
    assert not workshop.open_questions.exists()


def test_htmx_gets_the_register_with_an_empty_line_to_type_the_next(manager_client, workshop):
    answer = manager_client.post(
        url_of(workshop), {"register": "risk", "risk-text": "Gauge fails"}, headers={"HX-Request": "true"}
    )

    page = answer.content.decode()
    assert (answer.status_code, "Gauge fails" in page, "autofocus" in page) == (200, True, True)
    assert page.lstrip().startswith('<section class="panel" id="register-risk"')


def test_what_was_typed_wrong_stays_in_the_line(manager_client, workshop):
    answer = manager_client.post(
        url_of(workshop),
        {"register": "dependency", "dependency-text": "Feed", "dependency-due_on": "soon"},
        headers={"HX-Request": "true"},
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“soon” is no date; write fri, +7d" in page
    assert 'value="Feed"' in page
    assert not workshop.dependencies.exists()


def test_an_unknown_register_is_not_found(manager_client, workshop):
    answers = [
        manager_client.post(url_of(workshop), {"register": "user"}).status_code,
        manager_client.get(reverse("workshops:entry-edit", args=["question", 1])).status_code,
    ]

    assert answers == [404, 404]


def test_a_row_is_changed_on_its_page_with_its_history(manager_client, manager, workshop):
    first = PipelineFactory(workshop=workshop, key="P-1", text="Landing")
    pipeline = PipelineFactory(workshop=workshop, key="P-2", text="Core")
    data = {"text": "Core", "state": "agreed", "starts_in": "staging", "ends_in": "core"}

    answer = manager_client.post(
        edit_url("pipeline", pipeline), data | {"sla": "by 06:00", "depends_on": [first.pk]}
    )

    pipeline.refresh_from_db()
    page = manager_client.get(edit_url("pipeline", pipeline)).content.decode()
    assert answer.url.endswith("#register-pipeline")
    assert (pipeline.state, pipeline.sla, list(pipeline.depends_on.all())) == ("agreed", "by 06:00", [first])
    assert "SLA: empty → by 06:00" in page
    assert "depends on: P-1" in page
    assert "Still open: owner, alerting." in page


def test_a_circle_of_pipelines_is_refused_on_the_form(manager_client, workshop):
    first = PipelineFactory(workshop=workshop, key="P-1")
    second = PipelineFactory(workshop=workshop, key="P-2")
    second.depends_on.add(first)
    data = {"text": "Landing", "state": "agreed", "starts_in": "source", "ends_in": "core"}

    answer = manager_client.post(edit_url("pipeline", first), data | {"depends_on": [second.pk]})

    first.refresh_from_db()
    assert "P-1 would wait for itself" in answer.content.decode()
    assert (first.text, first.depends_on.count()) == ("Berth bookings", 0)


def test_a_row_is_deleted_after_a_yes(manager_client, workshop):
    risk = RiskFactory(workshop=workshop)
    url = reverse("workshops:entry-delete", args=["risk", risk.pk])
    asked = manager_client.get(url)

    manager_client.post(url)

    assert (asked.status_code, workshop.risks.exists()) == (200, False)


def test_a_constraint_is_answered_and_opened_again(manager_client, workshop):
    constraint = ConstraintFactory(workshop=workshop)
    url = reverse("workshops:constraint-edit", args=[constraint.pk])
    manager_client.post(url, {"text": "No loads by day", "answer": "We load at night."})
    constraint.refresh_from_db()
    answered = (constraint.state, constraint.answer)

    manager_client.post(url, {"text": "No loads by day", "answer": ""})

    constraint.refresh_from_db()
    assert answered == ("answered", "We load at night.")
    assert constraint.state == "open"


def test_a_member_reads_the_registers_without_forms(member_client, workshop):
    RiskFactory(workshop=workshop, text="Gauge fails")

    page = member_client.get(url_of(workshop)).content.decode()

    assert "Gauge fails" in page
    assert "Add risk" not in page


def test_more_rows_need_no_more_queries(manager_client, workshop):
    def count(rows):
        for _ in range(rows):
            RiskFactory(workshop=workshop, owner=PersonFactory(project=workshop.project))
            pipeline = PipelineFactory(workshop=workshop)
            pipeline.depends_on.set(workshop.pipelines.exclude(pk=pipeline.pk))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            manager_client.get(url_of(workshop))
        return len(queries)

    assert count(1) == count(2)


def test_who_saves_over_a_newer_version_is_told_and_keeps_their_words(manager_client, workshop):
    risk = RiskFactory(workshop=workshop, key="R-1", text="Gauge fails", version=2, mitigation="A spare")
    data = {"text": "Gauge fails", "state": "open", "mitigation": "A second one"}

    told = manager_client.post(edit_url("risk", risk), data | {"version": "1"})
    page = told.content.decode()
    risk.refresh_from_db()
    kept = risk.mitigation
    saved = manager_client.post(edit_url("risk", risk), data | {"version": "2"})

    risk.refresh_from_db()
    assert "Somebody else changed this" in page
    assert told.context["newer"] == [("Mitigation", "A spare")]
    assert ("A second one" in page, 'name="version" value="2"' in page) == (True, True)
    assert (kept, saved.status_code, risk.mitigation) == ("A spare", 302, "A second one")


@pytest.mark.parametrize("register", ["question", "approval"])
def test_questions_and_approvals_are_changed_on_their_page_with_a_typed_owner_and_day(
    manager_client, workshop, at, register
):
    at(NOW)
    owner = PersonFactory(project=workshop.project, name="Ada Quill")
    factories: dict[str, Any] = {"question": OpenQuestionFactory, "approval": ApprovalFactory}
    row = factories[register](workshop=workshop)
    state = {"question": "answered", "approval": "approved"}[register]
    url = reverse(f"workshops:{register}-edit", args=[row.pk])

    manager_client.post(
        url, {"text": "Which tides?", "owner": "ada quill", "due_on": "fri", "state": state, "version": "1"}
    )

    row.refresh_from_db()
    page = manager_client.get(url).content.decode()
    assert (row.text, row.owner, row.due_on, row.state) == ("Which tides?", owner, date(2026, 12, 4), state)
    assert "owner: empty → Ada Quill" in page


def test_a_rejection_without_a_reason_is_said_beside_the_field(manager_client, workshop):
    approval = ApprovalFactory(workshop=workshop)
    url = reverse("workshops:approval-edit", args=[approval.pk])

    answer = manager_client.post(url, {"text": "Access", "state": "rejected"})

    assert answer.context["form"].errors == {
        "reason": ["Say why it is rejected: nobody can act on a bare no."]
    }


def test_a_row_tells_where_it_came_from(manager_client, manager, workshop):
    item = AgendaItemFactory(workshop=workshop, title="Layers")
    person = PersonFactory(project=workshop.project, name="Ada Quill")
    risk = RiskFactory(workshop=workshop, agenda_item=item, raised_by=person, added_by=manager)
    early = ConstraintFactory(workshop=workshop, flagged_by=person)
    late = ConstraintFactory(workshop=workshop, flagged_by=person, at=workshop.start)
    ConstraintFactory(workshop=workshop, flagged_by=person, at=workshop.end + timedelta(days=1))

    listed = manager_client.get(url_of(workshop)).content.decode()
    page = manager_client.get(edit_url("risk", risk)).content.decode()

    assert "raised by Ada Quill, under “Layers”" in listed.replace("&#x27;", "'")
    assert ("flagged before the workshop" in listed, "flagged in the workshop" in listed) == (True, True)
    assert ("Layers" in page, str(manager) in page) == (True, True)
    assert "flagged after the workshop" in listed
    assert early.at < late.at


def test_the_old_address_of_questions_and_approvals_leads_to_their_register(member_client, workshop):
    answer = member_client.get(reverse("workshops:outcomes", args=[workshop.pk]))

    assert answer.url == url_of(workshop) + "#register-question"


def test_deleting_asks_first(manager_client, workshop):
    question = OpenQuestionFactory(workshop=workshop)
    url = reverse("workshops:question-delete", args=[question.pk])

    asked = manager_client.get(url)

    assert "This cannot be undone." in asked.content.decode()
    assert workshop.open_questions.count() == 1


def test_it_says_who_decided_and_when(manager_client, manager, workshop, at):
    at(NOW)
    approval = ApprovalFactory(workshop=workshop)
    url = reverse("workshops:approval-edit", args=[approval.pk])

    manager_client.post(url, {"text": "Access", "state": "rejected", "reason": "Too wide"})

    page = manager_client.get(url_of(workshop)).content.decode()
    assert f"{manager}, Mon 30 Nov 2026" in page
    assert "Too wide" in page


def test_pipelines_are_drawn_with_what_they_wait_for_elsewhere(manager_client, project, workshop):
    elsewhere = PipelineFactory(workshop=WorkshopFactory(project=project), key="P-1", text="Landing")
    pipeline = PipelineFactory(workshop=workshop, key="P-2", text="Core")
    pipeline.depends_on.add(elsewhere)
    PipelineFactory(workshop=workshop, key="P-3", text="Old", state="dropped")

    page = manager_client.get(url_of(workshop)).content.decode()

    assert "P-1 Landing comes before P-2 Core" in page
    assert "P-3 Old, source" not in page
    assert "a pipeline of another workshop" in page


def test_only_open_risks_stand_in_the_heat_map(manager_client, workshop):
    RiskFactory(workshop=workshop, key="R-1", impact="high", likelihood="high")
    RiskFactory(workshop=workshop, key="R-2", impact="high", likelihood="high", state="closed")

    panels = manager_client.get(url_of(workshop)).context["panels"]

    (heat,) = [panel.heat for panel, _ in panels if panel.heat]
    assert [spot.key for spot in heat.rows[0][2].spots] == ["R-1"]


def test_the_workshop_says_what_its_registers_hold_and_lack(member_client, workshop):
    RiskFactory(workshop=workshop)
    PipelineFactory(workshop=workshop, state="agreed")

    answer = member_client.get(reverse("workshops:register-summary", args=[workshop.pk]))

    panels = {panel.kind.slug: panel for panel in answer.context["panels"]}
    assert (panels["risk"].waiting, panels["risk"].lacking) == (1, 1)
    assert (panels["pipeline"].waiting, panels["pipeline"].lacking) == (0, 1)


def test_who_deletes_what_somebody_changed_meanwhile_is_asked_again(manager_client, workshop):
    risk = RiskFactory(workshop=workshop, version=2)
    url = reverse("workshops:entry-delete", args=["risk", risk.pk])

    told = manager_client.post(url, {"version": "1"}).content.decode()
    kept = workshop.risks.exists()
    manager_client.post(url, {"version": "2"})

    assert "Somebody else changed this" in told
    assert (kept, workshop.risks.exists()) == (True, False)
