"""What docker-compose.yml, the image and .env.example promise holds against the code."""

import importlib
import json
import re
import urllib.request
from pathlib import Path
from typing import Any

import pytest
import yaml
from celery.bin.celery import celery as celery_command
from django.core.management import get_commands
from django.urls import resolve

ROOT = Path(__file__).resolve().parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = ("migrate", "web", "worker", "beat")
SECRETS = ("SECRET_KEY", "DATABASE_URL", "POSTGRES_PASSWORD", "EMAIL_URL")


def has_entry(command: list[str]) -> bool:
    """Whether a command of ours names something that the code has."""
    program, *arguments = command
    if program == "python":
        return (ROOT / arguments[0]).exists() and arguments[1] in get_commands()
    if program == "gunicorn":
        return hasattr(importlib.import_module(arguments[0]), "application")
    if program == "celery":
        app, subcommand = arguments[0].removeprefix("--app="), arguments[1]
        return hasattr(importlib.import_module(app), "celery_app") and subcommand in celery_command.commands
    return False


@pytest.mark.parametrize("name", OURS)
def test_command_of_each_service_exists(name: str):
    assert has_entry(SERVICES[name]["command"])


def test_command_that_does_not_exist_is_noticed():
    assert not has_entry(["python", "manage.py", "migrat"])
    assert not has_entry(["celery", "--app=commplan", "work"])


def test_celery_knows_the_options():
    options = SERVICES["beat"]["command"][3:]

    assert {option.split("=")[0] for option in options} <= option_names("beat")


def option_names(subcommand: str) -> set[str]:
    """All spellings of the options of a Celery command."""
    return {name for option in celery_command.commands[subcommand].params for name in option.opts}


def test_every_service_is_watched_or_ends():
    unwatched = [name for name, service in SERVICES.items() if "healthcheck" not in service]

    assert unwatched == ["migrate"]
    assert SERVICES["migrate"]["restart"] == "no"


def test_health_check_asks_for_a_page_that_exists():
    script = SERVICES["web"]["healthcheck"]["test"][-1]
    compile(script, "healthcheck", "exec")

    path = re.search(r"127\.0\.0\.1:8000(/\w+)", script)

    assert path
    assert resolve(path[1]).url_name == "healthz"


@pytest.mark.parametrize(
    "hosts", ["plan.example.org", ".example.org,other.example.com", " plan.example.org , other", "*"]
)
def test_health_check_asks_by_a_name_that_gets_an_answer(hosts, monkeypatch, settings, client):
    asked: list[urllib.request.Request] = []
    monkeypatch.setenv("ALLOWED_HOSTS", hosts)
    monkeypatch.setattr(urllib.request, "urlopen", lambda page, timeout: asked.append(page))
    settings.ALLOWED_HOSTS = [host.strip() for host in hosts.split(",")]

    exec(SERVICES["web"]["healthcheck"]["test"][-1], {})

    [page] = asked
    assert client.get("/healthz", headers={"host": page.get_header("Host")}).status_code == 200


@pytest.mark.parametrize("name", OURS)
def test_services_of_ours_start_after_what_they_need(name: str):
    needs = SERVICES[name]["depends_on"]

    assert set(needs) <= set(SERVICES)
    assert name == "migrate" or needs["migrate"]["condition"] == "service_completed_successfully"


@pytest.mark.parametrize("name", OURS)
def test_services_of_ours_can_do_little_harm(name: str):
    service = SERVICES[name]

    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]


def test_no_secret_stands_in_the_file():
    values = [
        (key, value)
        for service in SERVICES.values()
        for key, value in service.get("environment", {}).items()
        if key in SECRETS
    ]

    assert {key for key, _ in values} == {"SECRET_KEY", "DATABASE_URL", "POSTGRES_PASSWORD"}
    # Each is taken from the environment, and its absence stops the start.
    assert [value for _, value in values if ":?" not in value] == []


def test_volumes_that_services_use_are_declared():
    used = {mount.split(":")[0] for service in SERVICES.values() for mount in service.get("volumes", [])}

    assert used == set(COMPOSE["volumes"])


def test_page_is_published_to_this_machine_only():
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}

    assert published == {"web": ["127.0.0.1:${PORT:-8000}:8000"]}


def test_image_runs_as_a_user_without_rights_and_installs_by_hash():
    lines = (ROOT / "commplan" / "Dockerfile").read_text().splitlines()

    assert [line for line in lines if line.startswith("USER ")] == ["USER commplan"]
    assert any("--require-hashes -r commplan/requirements/${REQUIREMENTS}.txt" in line for line in lines)
    assert "ARG REQUIREMENTS=run" in lines
    command = json.loads(next(line for line in lines if line.startswith("CMD ")).removeprefix("CMD "))
    assert has_entry(command)


def names_in_settings() -> set[str]:
    text = (ROOT / "commplan" / "settings.py").read_text()
    return set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', text))


def test_every_setting_is_explained_in_the_example():
    explained = set(re.findall(r"^#([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))

    assert explained - names_in_settings() == {"POSTGRES_PASSWORD", "PORT", "REQUIREMENTS"}
    assert names_in_settings() - explained == set()


def test_every_variable_of_the_compose_file_is_explained():
    used = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))
    explained = set(re.findall(r"^#([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))

    assert used - explained == set()


@pytest.mark.parametrize("name", ["run", "ses", "test"])
def test_requirements_name_no_place_and_lock_every_package(name: str):
    text = (ROOT / "commplan" / "requirements" / f"{name}.txt").read_text()
    packages = re.split(r"^(?=\w)", re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE), flags=re.MULTILINE)[
        1:
    ]

    assert "://" not in text
    assert packages
    assert [package for package in packages if "--hash=sha256:" not in package] == []


@pytest.mark.parametrize("name", ["run", "ses"])
def test_lists_of_packages_agree_with_that_of_the_tests(name: str):
    run, test = (
        dict(re.findall(r"^([\w.-]+)(?:\[.*\])?==(\S+)", path.read_text(), re.MULTILINE))
        for path in (ROOT / "commplan" / "requirements" / f"{file}.txt" for file in (name, "test"))
    )

    assert run
    assert {package: test.get(package) for package in run} == run
