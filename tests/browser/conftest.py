"""A real Chromium against the live server. Without one the summary says which tests were NOT RUN, and why."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Route, expect, sync_playwright
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests.browser.chromium import ARGUMENTS, find_chromium
from workshops.models import User

# Playwright's event loop runs in the thread of the tests, where Django would refuse its ORM.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

HERE = Path(__file__).parent
# Milliseconds for a page or an element to be there; generous, as two cores may be shared with other work.
PATIENCE = 15_000
expect.set_options(timeout=PATIENCE)
NOT_RUN = pytest.StashKey[str]()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark the browser tests and put them last; without a browser leave them out and remember to say so."""
    browser_tests = [item for item in items if HERE in item.path.parents]
    for item in browser_tests:
        item.add_marker(pytest.mark.browser)
    others = [item for item in items if HERE not in item.path.parents]
    if browser_tests and not find_chromium():
        config.stash[NOT_RUN] = (
            f"NOT RUN: {len(browser_tests)} browser tests: no Chromium found "
            "(Debian: apt install chromium; elsewhere set CHROMIUM to its path)"
        )
        config.hook.pytest_deselected(items=browser_tests)
        browser_tests = []
    items[:] = others + browser_tests


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where a browser is required, tests that did not run are a failure."""
    if NOT_RUN in session.config.stash and os.environ.get("REQUIRE_BROWSER"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if NOT_RUN in config.stash:
        terminalreporter.write_line(config.stash[NOT_RUN], red=True, bold=True)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def live_url(live_server: LiveServer, settings: Settings) -> str:
    """The live server's address, which links in mails then lead to."""
    settings.SITE_URL = live_server.url
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    return live_server.url


@pytest.fixture
def new_context(browser: Browser, live_url: str) -> Iterator[Callable[[], BrowserContext]]:
    """Makes a browser of its own, with its own cookies: one for each person of a test.

    At the end of the test nothing may have been loaded from elsewhere, no script may have failed, and the
    content security policy may have stopped nothing.
    """
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def refuse_foreign(route: Route) -> None:
        if route.request.url.startswith((live_url, "data:", "blob:", "about:")):
            route.continue_()
        else:
            faults.append(f"loaded from elsewhere: {route.request.url}")
            route.abort()

    def note_refusal(message: ConsoleMessage) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            faults.append(message.text)

    def make() -> BrowserContext:
        context = browser.new_context(base_url=live_url, locale="en-GB", timezone_id="UTC")
        context.set_default_timeout(PATIENCE)
        context.route("**/*", refuse_foreign)
        context.on("weberror", lambda error: faults.append(str(error.error)))
        context.on("console", note_refusal)
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def page(new_context: Callable[[], BrowserContext]) -> Page:
    """A page in a fresh browser in which nobody is signed in."""
    return new_context().new_page()


@pytest.fixture
def sign_in(live_url: str, settings: Settings) -> Callable[[Page, User], None]:
    """Signs a user in, in the browser of the given page, without the form."""

    def give_session(page: Page, user: User) -> None:
        client = Client()
        client.force_login(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies([{"name": session.key, "value": session.value, "url": live_url}])

    return give_session
