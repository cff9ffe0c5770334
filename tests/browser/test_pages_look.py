"""Every main page of the demo, on a desk and on a phone, in light and in dark: whole, readable, reachable.

With SCREENS=directory in the environment the pages are kept there as pictures.
"""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django import Settings

from commplan.demo.load import load_demo
from emails.models import OutboxMessage
from emails.services import tick
from tests.factories.workshops import UserFactory
from workshops.links import participant_url
from workshops.models import Project, User


@pytest.fixture
def demo(transactional_db: None, settings: Settings) -> Project:
    """The demo a minute after it was loaded: its first mails have left."""
    settings.EMAIL_BACKEND = "emails.backends.OutboxBackend"
    now = timezone.now()
    project = load_demo(now=now)
    tick(now=now)
    return project


def addresses(project: Project) -> dict[str, str]:
    """The main pages by name, in the states in which there is most to see."""
    workshops = {workshop.code: workshop for workshop in project.workshops.all()}
    waiting, coming, past = workshops["3"].pk, workshops["5"].pk, workshops["1"].pk
    agenda_mail = workshops["5"].touchpoints.get(kind="agenda").pk
    mail = OutboxMessage.objects.exclude(delivery=None).latest("pk").pk
    of_project = ["project", "project-edit", "people", "members", "workshop-new", "plan-import"]
    of_workshop = [
        "workshop",
        "workshop-edit",
        "slot",
        "agenda",
        "prework",
        "participants",
        "workshop-cancel",
    ]
    return {
        "dashboard": reverse("dashboard"),
        "projects": reverse("projects"),
        "search": reverse("search") + "?q=pipeline",
        **{name: reverse(f"workshops:{name}", args=[project.pk]) for name in of_project},
        **{name: reverse(f"workshops:{name}", args=[coming]) for name in of_workshop},
        "participants": reverse("workshops:participants", args=[coming]),
        "workshop-held": reverse("workshops:workshop", args=[waiting]),
        "recap": reverse("workshops:recap", args=[waiting]),
        "registers": reverse("workshops:registers", args=[past]),
        "touchpoint-edit": reverse("workshops:touchpoint-edit", args=[agenda_mail]),
        "touchpoint-new": reverse("workshops:touchpoint-new", args=[coming]),
        "placeholders": reverse("workshops:placeholders"),
        "action-log": reverse("actions:action-log", args=[project.pk]),
        "action-import": reverse("actions:action-import", args=[project.pk]),
        "plan-check": reverse("plan-check", args=[waiting]),
        "review": reverse("emails:review", args=[coming]),
        "rehearsal": reverse("emails:rehearsal", args=[coming]),
        "deliveries": reverse("emails:touchpoint-deliveries", args=[agenda_mail]),
        "preview": reverse("emails:touchpoint-preview", args=[agenda_mail]),
        "outbox": reverse("emails:outbox"),
        "outbox-message": reverse("emails:outbox-message", args=[mail]),
        "answer": participant_url(workshops["5"].participants.all()[0]),
        "password-reset": reverse("password_reset"),
        "not-found": "/nowhere/",
    }


def _manager() -> User:
    return User.objects.get()


def faults(page: Page) -> list[str]:
    """What keeps a person from reading or reaching something on the page."""
    found = [
        f"{violation['id']}: {violation['nodes'][0]['html'][:120]}"
        for violation in Axe().run(page).response["violations"]
    ]
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        found.append("wider than the window")
    return found


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_pages_are_whole_and_readable(
    page: Page, sign_in: Callable[[Page, User], None], demo: Project, width: int, scheme: str
):
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    sign_in(page, _manager())

    found = {}
    for name, address in addresses(demo).items():
        page.goto(address, wait_until="networkidle")
        if screens := os.environ.get("SCREENS"):
            Path(screens).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=Path(screens) / f"{name}-{width}-{scheme}.png", full_page=True)
        if wrong := faults(page):
            found[name] = wrong

    assert found == {}


def test_dark_follows_the_system_without_a_script(
    new_context: Callable[[], BrowserContext], transactional_db: None
):
    context = new_context()
    page = context.new_page()
    page.route("**/*.js", lambda route: route.abort())

    backgrounds = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.goto("/accounts/login/")
        backgrounds.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))

    assert backgrounds == ["rgb(250, 249, 246)", "rgb(17, 25, 26)"]


def test_first_tab_stop_skips_to_the_content(
    page: Page, sign_in: Callable[[Page, User], None], transactional_db: None
):
    sign_in(page, UserFactory())
    page.goto("/")

    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")

    expect(page.get_by_role("main")).to_be_focused()


def test_account_menu_closes_by_escape_and_signs_out(
    page: Page, sign_in: Callable[[Page, User], None], transactional_db: None
):
    sign_in(page, UserFactory(first_name="Mara", last_name="Lindqvist"))
    page.goto("/")
    menu = page.get_by_label("Account of Mara Lindqvist")
    sign_out = page.get_by_role("button", name="Sign out")

    menu.click()
    expect(sign_out).to_be_visible()
    page.keyboard.press("Escape")
    expect(sign_out).to_be_hidden()
    menu.click()
    sign_out.click()

    expect(page).to_have_url("/accounts/login/")
