"""What is wrong with how a page looks, on a desk and on a phone, in light and in dark.

With SCREENS=directory in the environment the pages are kept there as pictures.
"""

import os
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 360, "height": 800}


# Of what axe finds only this comes back: all that it looked at is megabytes a page.
_RUN = """options => axe.run(document, {...options, resultTypes: ["violations"]}).then(
    found => found.violations.map(violation => `${violation.id}: ${violation.nodes[0].html.slice(0, 120)}`)
)"""


def violations(page: Page, **options: Any) -> list[str]:
    """What keeps a person from reading or reaching something on the page."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found: list[str] = page.evaluate(_RUN, options)
    return found


def looks(page: Page, keep: str) -> list[str]:
    """What is wrong with the page that is open, on a desk and on a phone, in light and in dark."""
    found = []
    for size, scheme in ((WIDE, "dark"), (WIDE, "light"), (NARROW, "dark"), (NARROW, "light")):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        # A colour on its way from light to dark is neither.
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            found.append(f"wider than the window at {size['width']}")
        if screens := os.environ.get("SCREENS"):
            Path(screens).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=Path(screens) / f"{keep}-{size['width']}-{scheme}.png", full_page=True)
        if (size, scheme) == (WIDE, "dark"):
            # Names and roles are the same in the dark; colours are not.
            found += violations(page, runOnly=["color-contrast"])
    return found + violations(page)
