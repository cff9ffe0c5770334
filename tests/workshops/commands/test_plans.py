"""`import_plan`, `export_plan` and `import_people` as a person at a terminal meets them."""

import json
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.factories.workshops import ProjectFactory, UserFactory
from tests.workshops.plan_document.test_series import SERIES
from tests.workshops.services.test_plans import PLAN
from workshops.models import Project, Workshop


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    file = tmp_path / "plan.md"
    file.write_text(PLAN, encoding="utf-8")
    return file


def run(*args: Any, **options: Any) -> str:
    out = StringIO()
    call_command(*map(str, args), stdout=out, stderr=out, **options)
    return out.getvalue()


def test_dry_run_prints_json_and_saves_nothing(plan, db):
    result = json.loads(run("import_plan", plan, "--dry-run", "--json"))

    assert result["workshop"] == {
        "code": "2a",
        "title": "Harbour Tide Model",
        "duration_min": 60,
        "duration_max": 90,
    }
    assert result["project"] == {"name": "Harbour Tide"}
    assert not Workshop.objects.exists()
    assert not Project.objects.exists()


def test_several_files_give_a_list(plan, db):
    result = json.loads(run("import_plan", plan, plan, "--dry-run", "--json"))

    assert [entry["workshop"]["code"] for entry in result] == ["2a", "2a"]


def test_saved_plan_has_its_slot_in_the_given_zone(plan, db):
    result = json.loads(
        run(
            *("import_plan", plan, "--json", "--project", "Tides", "--start", "2026-12-14T10:00"),
            *("--timezone", "Europe/Berlin", "--location", "Pier 1", "--organizer", "ana@example.org"),
        )
    )

    workshop = Workshop.objects.get(pk=result["workshop"]["id"])
    assert (workshop.project.name, workshop.location) == ("Tides", "Pier 1")
    assert workshop.start == datetime(2026, 12, 14, 9, 0, tzinfo=UTC)
    assert workshop.organizer is not None
    assert workshop.organizer.email == "ana@example.org"


def test_project_name_is_taken_from_the_plan_and_managed_by_the_administrators(plan, db):
    administrator = UserFactory(is_superuser=True)

    run("import_plan", plan)

    assert Project.objects.managed_by(administrator).get().name == "Harbour Tide"


def test_known_project_is_used_in_any_case(plan, db):
    project = ProjectFactory(name="Harbour Tide")

    run("import_plan", plan, "--project", "harbour tide")

    assert Workshop.objects.get().project == project


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--timezone", "Mars/Olympus"], "no time zone"),
        (["--start", "tomorrow"], "2026-12-14T10:00"),
        (["--organizer", "Ana <ana@example.org>"], "--organizer"),
    ],
)
def test_wrong_option_is_named_before_anything_is_saved(plan, db, options, said):
    with pytest.raises(CommandError, match=said):
        run("import_plan", plan, *options)

    assert not Project.objects.exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"\xff\xfe\x00", "UTF-8"), (b"Dear diary, it rained.", "plan"), (b"x" * 1_100_000, "1 MB")],
)
def test_file_that_is_no_plan_is_named_with_the_reason(tmp_path, db, content, said):
    file = tmp_path / "other.md"
    file.write_bytes(content)

    with pytest.raises(CommandError, match=said) as refused:
        run("import_plan", file)

    assert "other.md" in str(refused.value)


def test_missing_file_is_named(tmp_path, db):
    with pytest.raises(CommandError, match=r"gone\.md"):
        run("import_plan", tmp_path / "gone.md")


def test_export_prints_the_plan_to_the_letter(plan, db):
    result = json.loads(run("import_plan", plan, "--json"))

    assert run("export_plan", result["workshop"]["id"]) == PLAN


def test_export_of_an_unknown_workshop_says_so(db):
    with pytest.raises(CommandError, match="no workshop 7"):
        run("export_plan", 7)


def test_people_are_added_and_bad_rows_named(tmp_path, project):
    file = tmp_path / "people.csv"
    file.write_text("name,email,groups\nAda,ada@example.org,Pilots\nBo,nobody,\n", encoding="utf-8")

    said = run("import_people", file, "--project", project.name)

    assert "1 new" in said
    assert "groups made: Pilots" in said
    assert "line 3: “nobody”: Enter a valid email address." in said
    assert project.people.get().name == "Ada"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_people_are_read_in_the_encodings_of_spreadsheets(tmp_path, project, encoding):
    file = tmp_path / "people.csv"
    file.write_text("name,email\nJörg,joerg@example.org\n", encoding=encoding)

    run("import_people", file, "--project", project.name)

    assert project.people.get().name == "Jörg"


def test_people_of_an_unknown_project_are_refused_with_the_known_ones(tmp_path, project):
    file = tmp_path / "people.csv"
    file.write_text("name,email\n", encoding="utf-8")

    with pytest.raises(CommandError, match=project.name):
        run("import_people", file, "--project", "Nowhere")


def test_file_of_a_series_gives_a_workshop_for_each_plan(tmp_path, db):
    file = tmp_path / "series.md"
    file.write_text(SERIES, encoding="utf-8")

    first, second = json.loads(run("import_plan", file, "--json", "--project", "Harbour"))

    assert [first["workshop"]["code"], second["workshop"]["code"]] == ["1", "2a"]
    assert [line["line"] for line in first["unparsed"]] == [1, 3]
    assert list(Workshop.objects.order_by("pk").values_list("title", flat=True)) == ["Tides", "Locks"]
    assert (
        run("export_plan", second["workshop"]["id"]) == "# Workshop 2a: Locks\n\n## Timeline\n- T-5: invite\n"
    )
