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

from playwright.sync_api import Page, sync_playwright

from tests.browser.chromium import ARGUMENTS, find_chromium

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "static" / "img"
PORT = 8765
# Until the first tick has sent the demo's mails, so that the pictures show them.
SETTLED = 25


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


def take(page: Page, name: str, *, height: int) -> None:
    """The top of the page, as tall as the README shows it."""
    page.wait_for_load_state("networkidle")
    page.set_viewport_size({"width": 1280, "height": height})
    page.screenshot(path=PICTURES / name)


def main() -> None:
    with demo() as sign_in, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1280, "height": 900}, color_scheme="light")
        page.goto(sign_in)
        page.get_by_role("link", name=re.compile("^Workshop 5")).first.click()
        take(page, "readme-workshop.png", height=860)
        browser.close()


if __name__ == "__main__":
    main()
