"""The action log by the command line."""

import json

import pytest
from django.core.management import CommandError, call_command

from actions.models import ActionItem
from tests.factories.actions import ActionItemFactory

pytestmark = pytest.mark.django_db

TABLE = "id,action,owner,due_date,status,source,notes\nA-1,Ask,BI Lead,2026-12-18,open,,\nA-2,,,,,,\n"


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "actions.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def test_import_says_in_json_what_it_did(file, project, capsys):
    call_command("import_actions", str(file), "--project", project.name, "--json")
    call_command("import_actions", str(file), "--project", project.name, "--json")

    first, second = json.JSONDecoder(), capsys.readouterr().out
    result, end = first.raw_decode(second)
    wrong = [{"row": 3, "reason": "The action is missing."}]
    assert result == {"new": 1, "changed": 0, "unchanged": 0, "wrong": wrong}
    assert json.loads(second[end:]) == {"new": 0, "changed": 0, "unchanged": 1, "wrong": wrong}


def test_a_dry_run_says_the_same_and_saves_nothing(file, project, capsys):
    call_command("import_actions", str(file), "--project", project.name, "--dry-run")

    said = capsys.readouterr()
    assert said.out == "1 new, 0 changed, 0 unchanged\n"
    assert said.err == f"{file}, row 3: The action is missing.\n"
    assert not ActionItem.objects.exists()


def test_columns_of_others_are_kept_and_come_out_again(tmp_path, project, capsys):
    path = tmp_path / "more.csv"
    path.write_text("action,effort\nAsk,3 d\n")

    call_command("import_actions", str(path), "--project", project.name)

    call_command("export_actions", "--project", project.name)
    output = capsys.readouterr()
    assert output.out.splitlines()[-2:] == [
        "id,action,owner,due_date,status,source,notes,effort",
        "A-1,Ask,,,open,,,3 d",
    ]


@pytest.mark.parametrize("content", [None, b"name,mail\n", b"action\n" + b"x" * 1024 * 1024])
def test_a_file_that_cannot_be_read_is_a_clear_error(tmp_path, project, content):
    path = tmp_path / "actions.csv"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(CommandError, match=r"actions\.csv: (No such file|The first row|The file is larger)"):
        call_command("import_actions", str(path), "--project", project.name)


def test_an_unknown_project_is_a_clear_error(file, project):
    with pytest.raises(CommandError):
        call_command("import_actions", str(file), "--project", "Nobody's")
    with pytest.raises(CommandError):
        call_command("export_actions", "--project", "Nobody's")


def test_export_writes_what_import_reads(tmp_path, project, capsys):
    ActionItemFactory(project=project, key="A-1", action="=1+1", owner=None, notes="one\ntwo")
    path = tmp_path / "out.csv"

    call_command("export_actions", str(path), "--project", project.name)
    call_command("export_actions", "--project", project.name)
    shown = capsys.readouterr().out
    call_command("import_actions", str(path), "--project", project.name)

    assert path.read_text() == shown
    assert shown.splitlines()[1] == "A-1,'=1+1,,2026-12-18,open,,\"one"
    assert capsys.readouterr().out == "0 new, 0 changed, 1 unchanged\n"
