"""Every page of the demo, on a desk and on a phone, in light and in dark: whole, readable, reachable.

With SCREENS=directory in the environment the pages are kept there as pictures.
"""

import re
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django import Settings

from tests.browser.looking import looks
from tests.browser.settling import settle
from tests.factories.workshops import UserFactory
from tests.pages import demo_with_everything, manager_of, pages
from workshops.models import Project, User


@pytest.fixture
def demo(transactional_db: None, settings: Settings) -> Project:
    """The demo a minute after it was loaded: its first mails have left."""
    settings.EMAIL_BACKEND = "emails.backends.OutboxBackend"
    return demo_with_everything(now=timezone.now())


def test_every_page_is_whole_and_readable(page: Page, sign_in: Callable[[Page, User], None], demo: Project):
    sign_in(page, manager_of(demo))

    found = {}
    for number, one in enumerate(pages(demo)):
        page.goto(one.url, wait_until="load")
        # The parts that a page asks for when it is there, are there too.
        settle(page)
        name = f"{number:03}-{re.sub(r'[^a-z0-9]+', '-', one.name.lower())}"
        if wrong := looks(page, name):
            found[one.name] = wrong

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


def test_words_of_an_empty_list_stand_in_its_middle(
    page: Page, sign_in: Callable[[Page, User], None], manager: User, project: Project, transactional_db: None
):
    sign_in(page, manager)
    page.goto(f"/projects/{project.pk}/blocked/")

    middles = [
        page.locator(part).evaluate(
            "it => (it.getBoundingClientRect().left + it.getBoundingClientRect().right) / 2"
        )
        for part in (".empty", ".empty p", ".empty a")
    ]

    assert max(middles) - min(middles) < 1


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
