"""`python -m tests.pictures`: the README's pictures, made anew from the demo project in a real browser."""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin

from playwright.sync_api import Page, sync_playwright

from tests.browser.chromium import ARGUMENTS, find_chromium

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "static" / "img"
PORT = 8765
# Until the first tick has sent the demo's mails, so that the pictures show them.
SETTLED = 25
# The widths of a phone and of a mail, side by side at one height.
PHONE, MAIL, TALL = 360, 600, 720


@contextmanager
def demo() -> Iterator[str]:
    """The address that signs the demo's manager in, while the program runs on data of its own."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "manage.py", "up", "--port", str(PORT)]
        environment = {**os.environ, "COMMPLAN_DATA_DIR": folder}
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
        try:
            assert process.stdout is not None
            for line in process.stdout:
                if line.startswith("SIGN IN "):
                    time.sleep(SETTLED)
                    yield line.removeprefix("SIGN IN ").strip()
                    break
        finally:
            process.terminate()
            process.wait()


def take(page: Page, name: str, *, width: int = 1280, height: int) -> None:
    """The top of the page, as wide and as tall as the README shows it."""
    page.set_viewport_size({"width": width, "height": height})
    page.wait_for_load_state("networkidle")
    page.screenshot(path=PICTURES / name)


def take_mail_and_its_page(page: Page, phone: Page) -> None:
    """A mail as it arrives, and what its link shows to who has no account."""
    page.goto(urljoin(page.url, "/outbox/"))
    page.get_by_role("link", name=re.compile("hold the date")).first.click()
    mail = page.locator("iframe").get_attribute("src") or ""
    link = page.frame_locator("iframe").get_by_role("link", name="Accept or decline")
    phone.goto(link.get_attribute("href") or "")
    take(phone, "readme-participant.png", width=PHONE, height=TALL)
    page.goto(urljoin(page.url, mail))
    take(page, "readme-mail.png", width=MAIL, height=TALL)


def main() -> None:
    with demo() as sign_in, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1280, "height": 900}, color_scheme="light")
        page.goto(sign_in)
        page.get_by_role("link", name=re.compile("^Workshop 5")).first.click()
        take(page, "readme-workshop.png", height=860)
        take_mail_and_its_page(page, browser.new_page(color_scheme="light", timezone_id="Europe/Lisbon"))
        browser.close()


if __name__ == "__main__":
    main()
