"""The registers' pages: points 8, 23, 24 and 25."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.factories.workshops import (
    CarriedPointFactory,
    ConstraintFactory,
    PersonFactory,
    PipelineFactory,
    RecapSectionFactory,
    RiskFactory,
    WorkshopFactory,
)

ROWS = [
    "carry",
    "entry-edit",
    "entry-delete",
    "constraint-edit",
    "constraint-delete",
    "recap-write",
    "table-import",
]
READ = ["registers", "project-registers", "register-summary"]
# Pages that take no POST.
READ_ONLY = ["project-registers", "register-summary"]
PAGES = [*READ, *ROWS]


@pytest.fixture
def urls(project):
    """The address of each page, of a workshop of the project."""
    workshop = WorkshopFactory(project=project)
    risk = RiskFactory(workshop=workshop, key="R-1")
    section = RecapSectionFactory(recap__workshop=workshop, heading="Risks")
    constraint = ConstraintFactory(workshop=workshop)
    return {
        "registers": reverse("workshops:registers", args=[workshop.pk]),
        "entry-edit": reverse("workshops:entry-edit", args=["risk", risk.pk]),
        "entry-delete": reverse("workshops:entry-delete", args=["risk", risk.pk]),
        "constraint-edit": reverse("workshops:constraint-edit", args=[constraint.pk]),
        "constraint-delete": reverse("workshops:constraint-delete", args=[constraint.pk]),
        "project-registers": reverse("workshops:project-registers", args=[project.pk]),
        "register-summary": reverse("workshops:register-summary", args=[workshop.pk]),
        "carry": reverse("workshops:carry", args=[workshop.pk]),
        "carry-hint": reverse("workshops:carry-hint", args=[workshop.pk]),
        "carried-row": reverse("workshops:carried-row", args=[CarriedPointFactory(workshop=workshop).pk]),
        "outcomes": reverse("workshops:outcomes", args=[workshop.pk]),
        "register-shown": reverse("workshops:register-shown", args=[workshop.pk, "risk"]),
        "recap-write": reverse("workshops:recap-write", args=[workshop.pk, section.pk]),
        "table-import": reverse("workshops:table-import", args=[workshop.pk, "risk"]),
    }


def asked(client, url):
    """What GET, HEAD and POST answer."""
    data = {"register": "risk", "risk-text": "x"}
    return [client.get(url).status_code, client.head(url).status_code, client.post(url, data).status_code]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.any_database
def test_point_23_a_foreign_id_is_a_404_on_every_method(stranger_client, urls, page):
    assert asked(stranger_client, urls[page]) == [404, 404, 405 if page in READ_ONLY else 404]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.any_database
def test_point_23_a_member_reads_and_changes_nothing(member_client, urls, page):
    read = 200 if page in READ else 404

    assert asked(member_client, urls[page]) == [read, read, 405 if page in READ_ONLY else 404]


@pytest.mark.parametrize("page", PAGES)
def test_point_23_a_manager_opens_each_page(manager_client, urls, page):
    found = asked(manager_client, urls[page])

    assert found[:2] == [200, 200]
    assert found[2] in (200, 302, 405)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.any_database
def test_point_23_nobody_gets_in_without_signing_in(client, urls, page):
    assert client.get(urls[page]).url.startswith("/accounts/login/")


@pytest.mark.parametrize("char", ["\n", "\r", "\x00"])
def test_point_8_a_line_break_in_a_line_is_a_form_error(manager_client, urls, char):
    answer = manager_client.post(urls["entry-edit"], {"text": f"a{char}b", "state": "open"})

    assert answer.status_code == 200
    assert answer.context["form"].errors


def test_point_24_extra_fields_change_nothing(manager_client, project, urls):
    other = WorkshopFactory(project=project)
    data = {"register": "risk", "risk-text": "Gauge fails", "risk-key": "R-99", "risk-workshop": other.pk}

    manager_client.post(urls["registers"], data | {"risk-state": "closed", "risk-owner_id": "1"})

    row = project.workshops.exclude(pk=other.pk).get().risks.get(text="Gauge fails")
    assert (row.key, row.state, row.owner) == ("R-2", "open", None)


def test_point_25_no_person_or_pipeline_of_another_project_is_taken(manager_client, project):
    stranger = PersonFactory(name="Bo Finch")
    foreign = PipelineFactory()
    pipeline = PipelineFactory(workshop=WorkshopFactory(project=project))
    url = reverse("workshops:entry-edit", args=["pipeline", pipeline.pk])
    data = {"text": "Core", "state": "agreed", "starts_in": "source", "ends_in": "core"}

    refused = manager_client.post(url, data | {"depends_on": [foreign.pk]})
    manager_client.post(url, data | {"owner": stranger.name})

    pipeline.refresh_from_db()
    assert refused.context["form"].errors["depends_on"]
    assert (pipeline.owner, pipeline.owner_text, pipeline.depends_on.count()) == (None, "Bo Finch", 0)


def test_points_23_and_34_a_table_comes_as_an_attachment_and_to_nobody_else(
    member_client, stranger_client, urls
):
    for url in (urls["registers"] + "risk.csv", urls["project-registers"] + "risk.csv"):
        answer, foreign = member_client.get(url), stranger_client.get(url)

        assert (answer.status_code, foreign.status_code) == (200, 404)
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("client_name", ["stranger_client", "member_client"])
@pytest.mark.any_database
def test_point_23_only_a_manager_shows_a_register(request, urls, client_name):
    client = request.getfixturevalue(client_name)

    assert asked(client, urls["register-shown"]) == [405, 405, 404]


@pytest.mark.any_database
def test_point_23_the_old_address_of_outcomes_leads_nobody_else_on(stranger_client, member_client, urls):
    assert asked(stranger_client, urls["outcomes"]) == [404, 404, 404]
    assert asked(member_client, urls["outcomes"]) == [302, 302, 302]


@pytest.mark.parametrize("page", ["carry-hint", "carried-row"])
@pytest.mark.parametrize("client_name", ["stranger_client", "member_client"])
@pytest.mark.any_database
def test_point_23_only_a_manager_follows_what_was_taken_up(request, urls, page, client_name):
    client = request.getfixturevalue(client_name)

    assert asked(client, urls[page]) == [404, 404, 405]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@sum", "＝1"])
def test_point_31_cells_that_would_be_formulas_are_harmless_and_come_back_the_same(
    manager_client, project, urls, cell
):
    RiskFactory(workshop=project.workshops.get(), key="R-2", text=cell, owner_text=cell)

    for url in (urls["registers"] + "risk.csv", urls["project-registers"] + "risk.csv"):
        table = manager_client.get(url).content.decode()
        done = manager_client.post(urls["table-import"], {"text": table}).context["done"]

        assert f"R-2,'{cell},,,'{cell}," in table
        assert (done.new, done.changed, done.unchanged) == ([], [], 2)


@pytest.mark.parametrize(
    "data",
    [
        b"ID,Risk\nR-2,a\x00b\n",
        "ID,Risk\nR-2,Ice\n".encode("utf-16"),
        b"ID,Risk\nR-2,\xed\xa0\x80\n",
        ("ID,Risk\nR-2," + "x" * 200_000 + "\n").encode(),
        ("ID,Risk\nR-2,Ice" + "," * 1_000_000 + "x\n").encode(),
        ("ID,Risk" + ",x" * 500_000 + "\n").encode(),
        b"\xff\xfe\x00",
    ],
    ids=["NUL", "UTF-16", "surrogate", "200 KB", "a million cells", "a million columns", "half a letter"],
)
def test_point_32_broken_files_are_told_and_never_an_error_of_the_server(manager_client, urls, data):
    file = SimpleUploadedFile("risks.csv", data)

    preview = manager_client.post(urls["table-import"], {"file": file})
    file.seek(0)
    saved = manager_client.post(urls["table-import"], {"file": file, "save": "1"})

    assert preview.status_code == 200
    assert saved.status_code in (200, 302)
