"""The local run, started as a user starts it."""

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from http.cookiejar import CookieJar
from pathlib import Path

import environ
import pytest

from commplan import runner

ROOT = Path(__file__).resolve().parents[2]
# The machine may be busy with the rest of the tests.
PATIENCE = 60

# A run whose due mail is a task that takes its time.
SLOW_TASK = """
import sys, time
from commplan import runner

port = int(sys.argv[1])
runner.set_local_defaults(["--port", str(port)])
import django
django.setup()
from django.conf import settings
from commplan.celery import app

@app.task(name="slow")
def slow():
    print("BEGIN", flush=True)
    time.sleep(2)
    print("END", flush=True)

settings.CELERY_BEAT_SCHEDULE["tick"]["task"] = "slow"
runner.LocalRun(runner.make_server("127.0.0.1", port)).run(
    url=f"http://127.0.0.1:{port}/healthz", on_ready=lambda: None
)
"""


class Run:
    """A local run in a process of its own, its data in a folder of its own."""

    def __init__(self, data: Path, *command: str) -> None:
        self.data = data
        self.port = runner.free_port("127.0.0.1")
        theirs = {"DATABASE_URL", "CELERY_BROKER_URL", "SITE_URL", "ALLOWED_HOSTS", "SECRET_KEY"}
        variables = {name: value for name, value in os.environ.items() if name not in theirs}
        variables |= {"COMMPLAN_DATA_DIR": str(data), "PYTHONPATH": str(ROOT), "NO_PROXY": "*"}
        self.output: list[str] = []
        self.process = subprocess.Popen(
            [sys.executable, *(part.format(port=self.port) for part in command)],
            cwd=ROOT,
            env=variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def wait_for(self, start: str) -> str:
        """The first line that begins so."""
        assert self.process.stdout
        for line in self.process.stdout:
            self.output.append(line)
            if line.startswith(start):
                return line.strip()
        raise AssertionError(f"ended without {start!r}: {''.join(self.output)}")

    def end(self) -> tuple[int, str]:
        """Its exit code, and all that it said."""
        rest, _ = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, "".join(self.output) + rest

    def kill(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()


UP = ("manage.py", "up", "--empty", "--port", "{port}")


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Run]]:
    """Starts runs on data of their own, and sees that none outlives the test."""
    runs: list[Run] = []

    def start_one(*command: str) -> Run:
        runs.append(Run(tmp_path, *command))
        return runs[-1]

    yield start_one
    for run in runs:
        run.kill()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """A run that is ready, shared by the tests that leave it running."""
    run = Run(tmp_path_factory.mktemp("data"), *UP)
    try:
        run.wait_for("READY ")
        yield run
    finally:
        run.kill()


@pytest.fixture
def later_start(running: Run, tmp_path: Path, start: Callable[..., Run]) -> Callable[..., Run]:
    """Starts runs on data that another start has left: the first one makes all tables, which takes long."""
    old, new = (sqlite3.connect(folder / "commplan.sqlite3") for folder in (running.data, tmp_path))
    with closing(old), closing(new):
        old.backup(new)
    return start


@pytest.fixture
def sign_in_link(running: Run) -> str:
    lines = [line for line in running.output if line.startswith("SIGN IN ")]
    return (lines[0] if lines else running.wait_for("SIGN IN ")).removeprefix("SIGN IN ").strip()


def get(url: str, cookies: CookieJar | None = None) -> tuple[str, str]:
    """Where one ends up, and the page there."""
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({}),
        urllib.request.HTTPCookieProcessor(cookies if cookies is not None else CookieJar()),
    )
    with opener.open(url, timeout=PATIENCE) as response:
        return response.url, response.read().decode()


def test_page_answers_once_ready_is_printed(running: Run):
    address, page = get(f"http://127.0.0.1:{running.port}/")

    assert address == f"http://127.0.0.1:{running.port}/accounts/login/?next=/"
    assert "<form" in page


def test_sign_in_link_leads_to_the_dashboard(running: Run, sign_in_link: str):
    base = f"http://127.0.0.1:{running.port}/"

    address, _ = get(sign_in_link)

    assert re.fullmatch(re.escape(base) + r"signin/[\w-]{43}/", sign_in_link)
    assert address == base


def test_sign_in_link_is_made_anew_at_each_start(sign_in_link: str, later_start: Callable[..., Run]):
    theirs = later_start(*UP).wait_for("SIGN IN ").rstrip("/").rpartition("/")[2]

    assert theirs != sign_in_link.rstrip("/").rpartition("/")[2]


def test_two_first_starts_at_once_are_both_ready(start: Callable[..., Run]):
    runs = [start(*UP), start(*UP)]

    for run in runs:
        run.wait_for("READY ")


def test_busy_port_names_a_free_one(running: Run, start: Callable[..., Run]):
    second = start("manage.py", "up", "--empty", "--port", str(running.port))

    code, output = second.end()

    named = re.search(rf"port {running.port} is in use .* --port (\d+)", output)
    assert code == 1
    assert named
    with socket.create_server(("127.0.0.1", int(named[1]))):
        assert int(named[1]) != running.port
    assert "Traceback" not in output


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_signal_stops_everything_cleanly(later_start: Callable[..., Run], stop: signal.Signals):
    run = later_start(*UP)
    run.wait_for("SIGN IN ")

    run.process.send_signal(stop)
    code, output = run.end()

    assert code == 0
    assert "Traceback" not in output
    # Nobody of it is left behind: its port is free, and no process has its command line.
    socket.create_server(("127.0.0.1", run.port)).close()
    assert processes_with(str(run.port)) == []


def processes_with(argument: str) -> list[str]:
    """The command lines of this machine's processes that have this argument."""
    listing = subprocess.run(["ps", "-A", "-o", "args="], capture_output=True, text=True, check=True)
    return [line for line in listing.stdout.splitlines() if argument in line.split()]


def test_task_that_runs_when_the_signal_comes_finishes(start: Callable[..., Run]):
    run = start("-c", SLOW_TASK, "{port}")
    run.wait_for("BEGIN")

    run.process.send_signal(signal.SIGTERM)
    code, output = run.end()

    assert code == 0
    assert "END\n" in output


def test_second_signal_leaves_at_once(start: Callable[..., Run]):
    run = start("-c", SLOW_TASK, "{port}")
    run.wait_for("BEGIN")
    run.process.send_signal(signal.SIGINT)
    run.wait_for("Stopping")
    started = time.monotonic()

    run.process.send_signal(signal.SIGINT)
    code, output = run.end()

    assert code == 128 + signal.SIGINT
    assert "END\n" not in output
    assert time.monotonic() - started < 1.5


def test_page_that_does_not_answer_is_an_error_not_a_ready(start: Callable[..., Run]):
    run = start("-c", SLOW_TASK.replace("/healthz", "/no-such-page"), "{port}")

    code, output = run.end()

    assert code == 1
    assert "the page does not answer as it should: HTTP Error 404" in output


@pytest.fixture
def variables(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, str]:
    """The environment variables of a user who has set none of ours, nor written a `.env`."""
    empty: dict[str, str] = {}
    monkeypatch.setattr(os, "environ", empty)
    monkeypatch.setattr(runner, "BASE_DIR", tmp_path)
    return empty


def test_links_lead_to_the_address_that_is_served(variables: dict[str, str]):
    runner.set_local_defaults(["--port", "8123", "--bind", "192.0.2.7"])

    assert variables["SITE_URL"] == "http://192.0.2.7:8123"
    assert variables["ALLOWED_HOSTS"] == "localhost,127.0.0.1,[::1],192.0.2.7"
    assert variables["COMMPLAN_LOCAL"] == "1"
    assert variables["LOG_LEVEL"] == "WARNING"


def test_settings_of_the_user_win(variables: dict[str, str]):
    variables["SITE_URL"] = "https://commplan.example.org"

    runner.set_local_defaults([])

    assert variables["SITE_URL"] == "https://commplan.example.org"


def test_settings_in_the_env_file_win(
    variables: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(environ.Env, "ENVIRON", variables)
    (tmp_path / ".env").write_text("SITE_URL=https://commplan.example.org\n")

    runner.set_local_defaults(["--port", "8123"])

    assert variables["SITE_URL"] == "https://commplan.example.org"


@pytest.mark.parametrize(
    ("bind", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("0.0.0.0", "http://127.0.0.1:8000"),
        ("::", "http://127.0.0.1:8000"),
        ("::1", "http://[::1]:8000"),
        ("workbench.example.org", "http://workbench.example.org:8000"),
    ],
)
def test_address_is_one_that_a_browser_opens(bind: str, url: str):
    assert runner.base_url(bind, 8000) == url


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http"])
def test_port_that_is_none_is_refused_with_a_line(start: Callable[..., Run], port: str):
    code, output = start("manage.py", "up", "--port", port).end()

    assert code == 2
    assert "argument --port" in output
    assert "Traceback" not in output
