"""When a page has taken in what it asked for."""

from playwright.sync_api import Page

# A key pressed while htmx still puts an answer in its place would go nowhere.
_SETTLED = """new Promise((look) => setTimeout(look, 60)).then(
    () => !document.querySelector(".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added"))"""


def settle(page: Page) -> None:
    """Wait until nothing is asked for, and all that came is in its place."""
    page.wait_for_function(_SETTLED)
