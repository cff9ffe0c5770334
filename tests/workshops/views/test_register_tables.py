from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

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
from workshops.registers.kinds import BY_SLUG

FACTORIES: dict[str, Any] = {
    "pipeline": PipelineFactory,
    "decision": DecisionFactory,
    "risk": RiskFactory,
    "dependency": DependencyFactory,
    "capacity": CapacityNeedFactory,
    "constraint": ConstraintFactory,
    "question": OpenQuestionFactory,
    "approval": ApprovalFactory,
}

HEADER = "ID,Risk,Impact,Likelihood,Owner,Mitigation\n"
TABLE = HEADER + "R-1,Gauge fails,High,,Ada Quill,\nR-7,Ice,,,BI Lead,\n,Fog,,,,\n,Hail,huge,,,\n"


@pytest.fixture
def workshop(project):
    return WorkshopFactory(project=project)


def import_url(workshop):
    return reverse("workshops:table-import", args=[workshop.pk, "risk"])


def rows(workshop):
    return [(row.key, row.text, row.impact, row.owner_name) for row in workshop.risks.all()]


def test_a_preview_says_what_would_change_and_changes_nothing(manager_client, workshop):
    RiskFactory(workshop=workshop, key="R-1", text="Gauge fails", impact="low")

    done = manager_client.post(import_url(workshop), {"text": TABLE}).context["done"]

    assert (len(done.new), done.changed, done.unchanged) == (
        2,
        ["R-1: Gauge fails – impact: Low → High; owner: empty → Ada Quill"],
        0,
    )
    assert [row.row for row in done.wrong] == [5]
    assert rows(workshop) == [("R-1", "Gauge fails", "low", "")]


def test_after_a_yes_the_table_is_saved_and_a_second_time_changes_nothing(manager_client, workshop):
    PersonFactory(project=workshop.project, name="Ada Quill")
    RiskFactory(workshop=workshop, key="R-1", text="Gauge fails", impact="low")

    manager_client.post(import_url(workshop), {"text": TABLE, "save": "1"})
    again = manager_client.post(import_url(workshop), {"text": TABLE.replace(",Fog", "R-8,Fog")})

    assert rows(workshop) == [
        ("R-1", "Gauge fails", "high", "Ada Quill"),
        ("R-7", "Ice", "", "BI Lead"),
        ("R-8", "Fog", "", ""),
    ]
    assert workshop.risks.get(key="R-1").owner is not None
    done = again.context["done"]
    assert (done.new, done.changed, done.unchanged) == ([], [], 3)


def test_an_id_of_another_project_is_a_new_row(manager_client, workshop):
    foreign = RiskFactory(key="R-7", text="Theirs")

    manager_client.post(import_url(workshop), {"text": TABLE, "save": "1"})

    foreign.refresh_from_db()
    assert foreign.text == "Theirs"
    assert "R-7" in [row[0] for row in rows(workshop)]


def test_a_row_that_is_too_long_is_wrong_and_the_others_are_saved(manager_client, workshop):
    text = HEADER + f",{'x' * 501},,,,\n,Ice,,,,\n"

    manager_client.post(import_url(workshop), {"text": text, "save": "1"})

    assert [row[1] for row in rows(workshop)] == ["Ice"]


def test_no_table_is_an_error_on_the_form(manager_client, workshop):
    answer = manager_client.post(import_url(workshop), {"text": "Name,Age\n"})

    assert "The first row does not name the columns" in answer.content.decode()


def test_the_register_comes_out_as_csv_and_markdown(manager_client, workshop):
    RiskFactory(workshop=workshop, key="R-1", text="=Gauge | fails", impact="low")
    url = reverse("workshops:registers", args=[workshop.pk])

    table, text = (manager_client.get(f"{url}risk.{suffix}").content.decode() for suffix in ("csv", "md"))

    assert table == HEADER + "R-1,'=Gauge | fails,Low,,,\n"
    assert text.splitlines()[-1] == "| R-1 | =Gauge \\| fails | Low |  |  |  |"


def test_other_columns_come_out_again_and_a_second_upload_changes_nothing(manager_client, workshop):
    text = "ID,Status,Risk\nR-1,=late,Ice\nR-2,,Fog\n"
    manager_client.post(import_url(workshop), {"text": text, "save": "1"})
    url = reverse("workshops:registers", args=[workshop.pk])

    out = manager_client.get(f"{url}risk.csv").content.decode()
    again = [manager_client.post(import_url(workshop), {"text": source}) for source in (text, out)]

    assert out == HEADER.replace("\n", ",Status\n") + "R-1,Ice,,,,,'=late\nR-2,Fog,,,,,\n"
    done = [(page.context["done"].new, page.context["done"].changed) for page in again]
    assert done == [([], []), ([], [])]


@pytest.mark.parametrize("register", list(BY_SLUG))
@pytest.mark.parametrize("suffix", ["csv", "md"])
def test_every_register_of_a_project_comes_out(member_client, project, workshop, register, suffix):
    made = FACTORIES[register](workshop=workshop, text="Ours")
    FACTORIES[register](text="Theirs")
    url = reverse("workshops:project-table", args=[project.pk, register, suffix])

    text = member_client.get(url).content.decode()

    assert ("Ours" in text, "Theirs" in text, made.pk > 0) == (True, False, True)
    if register not in ("decision", "risk"):
        assert str(workshop) in text


def test_the_registers_of_a_project_are_counted_at_one_cost(member_client, project, workshop):
    def look(rows):
        for _ in range(rows):
            RiskFactory(workshop=workshop)
            PipelineFactory(workshop=workshop)
        with CaptureQueriesContext(connection) as queries:
            page = member_client.get(reverse("workshops:project-registers", args=[project.pk]))
        counts = {count.kind.slug: (count.rows, count.unsettled) for count in page.context["counts"]}
        return len(queries), counts["risk"]

    first, second = look(1), look(2)

    assert (first[1], second[1]) == ((1, 1), (3, 3))
    assert first[0] == second[0]


def test_files_take_the_same_queries_for_one_and_for_three_rows(member_client, project, workshop):
    url = reverse("workshops:project-table", args=[project.pk, "pipeline", "csv"])

    def count(rows):
        for _ in range(rows):
            PipelineFactory(workshop=workshop, owner=PersonFactory(project=project))
        with CaptureQueriesContext(connection) as queries:
            member_client.get(url)
        return len(queries)

    assert count(1) == count(2)


def test_a_register_without_a_table_is_not_found(manager_client, workshop):
    url = reverse("workshops:registers", args=[workshop.pk])
    addresses = [f"{url}user.csv", f"{url}risk.exe", f"{url}pipeline/table/"]

    assert [manager_client.get(address).status_code for address in addresses] == [404, 404, 404]
