"""What the server itself must not do: points 33 and 40 of the forty."""

import ast
import socket
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from emails.services import dispatch_due, open_deliveries
from tests.emails.scenes import SAVE_THE_DATE_AT, scheduled_plan

ROOMS = ("workshops", "actions", "emails", "commplan")
CLIENTS = {"urllib.request", "http.client", "requests", "httpx", "ftplib", "aiohttp"}
# Asks its own page on loopback whether it is up.
OWN_PAGE = Path("commplan/runner.py")


def imported(path: Path) -> set[str]:
    """The modules that a file imports, by their whole names."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def test_33_no_module_of_the_server_can_fetch_an_address():
    fetching = {
        path.relative_to(settings.BASE_DIR)
        for room in ROOMS
        for path in (settings.BASE_DIR / room).rglob("*.py")
        if imported(path) & CLIENTS
    }

    assert fetching == {OWN_PAGE}


@pytest.mark.django_db
def test_33_a_plan_full_of_addresses_is_previewed_and_sent_without_asking_any(
    manager_client, project, monkeypatch, mailoutbox
):
    asked: list[str] = []

    def ask(host: str, *rest: object, **more: object) -> list[object]:
        asked.append(host)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", ask)
    text = (
        "# Workshop 1: Links\n\n## Save the date (T-7)\nFrom: Tech Manager\nTo: All\nSubject: See it\n\n"
        "![pixel](https://tracker.example.org/p.png) <https://example.org> [notes](ftp://example.org/a)\n"
    )
    page = reverse("workshops:plan-import", args=[project.pk])

    assert "See it" in manager_client.post(page, {"text": text}).content.decode()
    plan = scheduled_plan()
    open_deliveries(now=SAVE_THE_DATE_AT)
    dispatch_due(now=SAVE_THE_DATE_AT, limit=50)

    assert mailoutbox
    assert asked == []
    assert plan


def test_40_the_build_looks_for_known_holes_in_every_locked_list():
    script = (settings.BASE_DIR / ".ci/run").read_text(encoding="utf-8")

    assert 'check "known holes" holes' in script
    assert "--require-hashes" in script
    # Where the list cannot be reached it is said aloud, and not taken for a clean bill of health.
    assert "NOT RUN: the list of known holes cannot be reached" in script
