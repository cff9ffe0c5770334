"""The environment that manage.py makes, tried on a small project of its own, without a network."""

import ast
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

from commplan import bootstrap
from tests.commplan.tiny_project import (
    BARE_PYTHON,
    ROOT,
    Project,
    build_wheel,
    copy_project,
    give_uv,
    make_project,
    own_environment,
)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return make_project(tmp_path)


@pytest.fixture
def with_uv(project: Project) -> Project:
    give_uv(project)
    return project


@pytest.fixture(scope="module")
def first_start(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project that was started once, to be copied."""
    project = make_project(tmp_path_factory.mktemp("first"))
    give_uv(project)
    project.run("up")
    return project


@pytest.fixture
def started(first_start: Project, tmp_path: Path) -> Project:
    """A project that was started once, and has all that `up` needs."""
    return copy_project(first_start, tmp_path / "copy")


def test_first_start_installs_with_pip_and_runs_in_the_new_environment(project: Project):
    # A shim that cannot run uv, as version managers leave behind, counts as none.
    (project.bin / "uv").write_text("#!/bin/sh\nexit 127\n")
    (project.bin / "uv").chmod(0o755)

    code, output, errors = project.run("up", "--port", "8001")

    assert output == f"ran ['up', '--port', '8001'] in {project.venv}\n"
    assert "Installing the packages of commplan/requirements/run.txt" in errors
    assert code == 0


def test_first_start_installs_with_uv_where_it_is(with_uv: Project):
    code, output, _ = with_uv.run("up")

    assert (code, output) == (0, f"ran ['up'] in {with_uv.venv}\n")
    assert with_uv.installs() == ["run.txt"]
    assert not list(with_uv.venv.glob("lib/*/site-packages/pip"))


def test_second_start_installs_nothing_and_says_nothing(started: Project):
    code, output, errors = started.run("up")

    assert (code, output, errors) == (0, f"ran ['up'] in {started.venv}\n", "")
    assert started.installs() == ["run.txt"]


def test_up_after_test_has_all_it_needs(started: Project):
    started.run("test")

    started.run("up")

    assert started.installs() == ["run.txt", "test.txt"]
    assert list(started.venv.glob("lib/*/site-packages/tiny_pytest.py"))


def test_changed_list_is_installed_again(started: Project):
    run = started.root / "commplan" / "requirements" / "run.txt"
    run.write_text(run.read_text() + build_wheel(started.wheels, "tiny_celery", {"tiny_celery.py": ""}))

    started.run("up")

    assert started.installs() == ["run.txt", "run.txt"]
    assert list(started.venv.glob("lib/*/site-packages/tiny_celery.py"))


def test_two_starts_at_the_same_moment_take_turns(with_uv: Project):
    both = [with_uv.start(command, FAKE_UV_SECONDS="1") for command in ("up", "test")]

    (up_output, up_errors), (test_output, test_errors) = [each.communicate(timeout=120) for each in both]

    assert [each.returncode for each in both] == [0, 0]
    assert up_output == f"ran ['up'] in {with_uv.venv}\n"
    assert test_output == f"ran ['test'] in {with_uv.venv}\n"
    assert (up_errors + test_errors).count("waiting for it") == 1
    assert (up_errors + test_errors).count("Making .venv") == 1


def test_installation_that_was_killed_is_made_anew(started: Project):
    half = started.venv / "half-copied"
    half.touch()
    started.venv.joinpath("commplan-up.stamp").unlink()
    (started.root / ".venv.lock").write_text("unfinished\n")

    code, _, errors = started.run("up")

    assert code == 0
    assert "Making .venv" in errors
    assert not half.exists()


def test_installation_is_marked_as_unfinished_while_it_goes_on(started: Project):
    assert "unfinished" in started.log.read_text()
    assert (started.root / ".venv.lock").read_text() == ""


def test_environment_whose_python_is_gone_is_made_anew(started: Project):
    python = started.venv / "bin" / "python"
    python.unlink()
    python.symlink_to("/nowhere/python3")

    code, output, _ = started.run("up")

    assert (code, output) == (0, f"ran ['up'] in {started.venv}\n")


def test_environment_of_another_python_version_is_made_anew(started: Project):
    stamp = started.venv / "commplan-up.stamp"
    stamp.write_text(stamp.read_text().split()[0] + " 3.9\n")

    code, output, errors = started.run("up")

    assert (code, output) == (0, f"ran ['up'] in {started.venv}\n")
    assert "Installing" in errors


def test_environment_made_by_hand_is_completed_not_replaced(with_uv: Project):
    subprocess.run([BARE_PYTHON, "-m", "venv", "--without-pip", with_uv.venv], check=True)
    own = with_uv.venv / "own"
    own.touch()

    code, output, _ = with_uv.run("up")

    assert (code, output) == (0, f"ran ['up'] in {with_uv.venv}\n")
    assert own.exists()


def test_package_with_another_content_is_refused(with_uv: Project):
    run = with_uv.root / "commplan" / "requirements" / "run.txt"
    right = run.read_text()
    run.write_text(right.replace("sha256:", "sha256:" + "0" * 8)[: -len("00000000\n")] + "\n")

    code, output, errors = with_uv.run("up")

    assert (code, output) == (1, "")
    assert "a step failed" in errors
    assert "DO NOT MATCH THE HASHES" in errors


def test_failed_installation_leaves_what_worked_before(started: Project):
    test = started.root / "commplan" / "requirements" / "test.txt"
    test.write_text(test.read_text() + f"absent==1.0 --hash=sha256:{'0' * 64}\n")

    failed, _, errors = started.run("test")
    code, output, _ = started.run("up")

    assert failed == 1
    assert "absent" in errors
    assert (code, output) == (0, f"ran ['up'] in {started.venv}\n")


def test_own_environment_that_has_all_is_used_as_it_is(with_uv: Project):
    python = own_environment(with_uv, "tiny_django")

    code, output, errors = with_uv.run("up", python=python)

    assert (code, output, errors) == (0, f"ran ['up'] in {with_uv.root.parent / 'own'}\n", "")
    assert not with_uv.venv.exists()


def test_own_environment_that_lacks_something_is_left_alone(with_uv: Project):
    python = own_environment(with_uv, "tiny_django")

    code, output, errors = with_uv.run("test", python=python)

    assert (code, output) == (0, f"ran ['test'] in {with_uv.venv}\n")
    assert "lacks tiny_pytest: using .venv instead" in errors


def test_other_commands_make_no_environment(with_uv: Project):
    code, output, _ = with_uv.run("migrate", python=own_environment(with_uv, "tiny_django"))

    assert (code, output) == (0, f"ran ['migrate'] in {with_uv.root.parent / 'own'}\n")
    assert not with_uv.venv.exists()


@pytest.mark.parametrize("name", ["PYTHONPATH", "PIP_TARGET", "PIP_PREFIX"])
def test_variables_that_lead_elsewhere_are_not_followed(with_uv: Project, name: str):
    elsewhere = with_uv.root.parent / "elsewhere"
    (elsewhere / "django").mkdir(parents=True)
    (elsewhere / "django" / "__init__.py").write_text("raise RuntimeError('not this one')")

    code, output, _ = with_uv.run("up", **{name: str(elsewhere)})

    assert (code, output) == (0, f"ran ['up'] in {with_uv.venv}\n")
    assert [path.name for path in elsewhere.iterdir()] == ["django"]


def test_mirrors_and_certificates_of_the_user_are_kept(monkeypatch: pytest.MonkeyPatch):
    kept = {"PIP_INDEX_URL": "a", "UV_DEFAULT_INDEX": "b", "PIP_CERT": "c", "HTTPS_PROXY": "d"}
    dropped = {"PIP_TARGET": "e", "UV_SYSTEM_PYTHON": "1", "PIP_REQUIRE_VIRTUALENV": "1", "PYTHONHOME": "f"}
    monkeypatch.setattr(os, "environ", kept | dropped)

    assert bootstrap._clean_environ() == kept


def test_python_without_ensurepip_names_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(bootstrap, "_working_uv", lambda: None)
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "ensurepip" else object())

    with pytest.raises(bootstrap.SetupError, match=rf"apt install python3\.{sys.version_info[1]}-venv"):
        bootstrap.Environment(str(tmp_path)).make_ready("up")

    assert not (tmp_path / ".venv").exists()


def test_old_python_gets_one_clear_line(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "version_info", (3, 10, 4))

    with pytest.raises(SystemExit) as stopped:
        bootstrap.ensure(str(ROOT), "up", ["manage.py", "up"])

    assert stopped.value.code == "manage.py up: CommPlan needs Python 3.11 or newer; this is 3.10."


@pytest.mark.parametrize("name", ["manage.py", "commplan/bootstrap.py"])
def test_old_python_can_read_as_far_as_its_clear_line(name: str):
    tree = ast.parse((ROOT / name).read_text(), feature_version=(3, 8))

    assert ast.get_docstring(tree)
