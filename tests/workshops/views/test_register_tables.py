import pytest
from django.urls import reverse

from tests.factories.workshops import PersonFactory, RiskFactory, WorkshopFactory

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

    assert (len(done.new), done.changed, done.unchanged) == (2, ["R-1: Gauge fails"], 0)
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


def test_a_register_without_a_table_is_not_found(manager_client, workshop):
    url = reverse("workshops:registers", args=[workshop.pk])
    addresses = [f"{url}pipeline.csv", f"{url}risk.exe", f"{url}pipeline/table/"]

    assert [manager_client.get(address).status_code for address in addresses] == [404, 404, 404]
