from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.workshops import (
    ConstraintFactory,
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


def test_a_workshop_shows_the_registers_of_its_plan_and_the_others_when_asked(manager_client, workshop):
    RecapSectionFactory(recap__workshop=workshop, heading="Pipelines and schedules", prompt="")

    shown = titles(manager_client, workshop)
    every = titles(manager_client, workshop, "?all=1")

    assert shown == ["pipeline", "decision", "constraint", "question", "approval"]
    assert len(every) == 8


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
    manager_client.post(url, {"answer": "We load at night."})
    constraint.refresh_from_db()
    answered = (constraint.state, constraint.answer)

    manager_client.post(url, {"answer": ""})

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
