"""A disk that is full: an error that says so, and no mail that could not be recorded."""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests.faults.processes import environment
from tests.faults.smtp_server import Answer, SmtpServer, Stage

MAILS = 20
# The disk is full when the server has taken so many.
TAKEN = 5


@pytest.fixture
def acts(small_disk: list[str], server: SmtpServer, tmp_path: Path) -> dict[str, dict[str, Any]]:
    """What the program told of each act; its mails are with the server."""
    database, folder, signals = tmp_path / "full.sqlite3", tmp_path / "disk", tmp_path / "signals"
    folder.mkdir()
    signals.mkdir()
    variables = environment(EMAIL_URL=server.url, DATABASE_URL=f"sqlite:///{database}")

    def run(*arguments: str) -> str:
        done = subprocess.run(
            [*arguments], env=variables, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def fill(stage: Stage, recipient: str) -> Answer | None:
        if stage == "end" and len(server.mails) + 1 == TAKEN:
            (signals / "fill").touch()
            while not (signals / "filled").exists():
                time.sleep(0.01)
        return None

    server.script = fill
    run(sys.executable, "manage.py", "migrate", "--verbosity=0")
    run(sys.executable, "-m", "tests.faults.scene", f"--mails={MAILS}")
    module = [sys.executable, "-m", "tests.faults.full_disk"]
    told = run(*small_disk, *module, str(database), str(folder), str(signals))
    return {act["act"]: act for act in map(json.loads, told.splitlines())}


def test_full_disk_is_told_and_sends_nothing_that_cannot_be_recorded(acts, server, report):
    assert acts["nearly full"]["error"].startswith("StorageFull: The disk that holds the database has ")
    assert acts["nearly full"]["states"] == {}

    assert acts["page"]["status"] == 507
    assert "The disk is full" in acts["page"]["text"]
    # What the pages before had said was saved is there, and of the refused one nothing.
    assert acts["page"]["saved"] == 0 or acts["page"]["name"] == str(acts["page"]["saved"] - 1)

    middle = acts["filled in the middle"]
    assert "disk" in middle["error"]
    assert middle["states"].get("sent", 0) in (TAKEN - 1, TAKEN)

    again = acts["room again"]
    assert again["errors"] == ["", "", ""]
    assert again["states"] == {"sent": MAILS}
    assert len(server.copies) == MAILS
    # The one whose acceptance found no room to be written down.
    assert len(server.mails) - MAILS <= 1
    report(f"full disk after {TAKEN} of {MAILS} mails: {len(server.mails) - MAILS} extra copies")
