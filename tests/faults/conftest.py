"""Faults really made: how thoroughly, and against which mail server."""

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.faults.processes import Worker
from tests.faults.servers import Redis, find_program
from tests.faults.smtp_server import SmtpServer

FIGURES = pytest.StashKey[list[str]]()
NOT_RUN = pytest.StashKey[str]()
PROGRAMS = {"postgres": "initdb", "redis": "redis-server", "small_disk": "unshare", "certificate": "openssl"}
# A mount namespace, in which anybody may mount a small disk, where the system lets them.
NAMESPACE = ["unshare", "--user", "--map-root-user", "--mount"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="hundreds of kills, thousands of mails: minutes")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests whose servers cannot be started here, and remember to say so."""
    missing = {name for name, program in PROGRAMS.items() if not find_program(program)}
    if "small_disk" not in missing and subprocess.run([*NAMESPACE, "true"], capture_output=True).returncode:
        missing.add("small_disk")
    left_out = [item for item in items if missing & set(getattr(item, "fixturenames", ()))]
    if left_out:
        config.stash[NOT_RUN] = (
            f"NOT RUN: {len(left_out)} tests of faults: no {' and no '.join(sorted(missing))} here"
        )
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI, where both servers are at hand, tests that did not run are a failure."""
    if NOT_RUN in session.config.stash and os.environ.get("CI") == "true":
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture
def is_long(request: pytest.FixtureRequest) -> bool:
    """Whether this is the long form. The option is known where these tests are asked for by name."""
    return bool(request.config.getoption("--long", default=False))


@pytest.fixture
def report(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Keeps a line of figures for the end of the run."""
    lines = request.config.stash.setdefault(FIGURES, [])
    return lines.append


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if NOT_RUN in config.stash:
        terminalreporter.write_line(config.stash[NOT_RUN], red=True, bold=True)
    for line in config.stash.get(FIGURES, []):
        terminalreporter.write_line(f"faults: {line}")


@pytest.fixture
def small_disk() -> list[str]:
    """What a command begins with that may mount a disk of its own."""
    return NAMESPACE


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    with SmtpServer() as running:
        yield running


@pytest.fixture
def redis() -> Iterator[Redis]:
    with Redis() as running:
        yield running


@pytest.fixture
def start_worker(server: SmtpServer, tmp_path: Path) -> Iterator[Callable[..., Worker]]:
    """Starts a worker process on the tests' database and mail server."""
    with ExitStack() as running:

        def start(*arguments: str, **variables: str) -> Worker:
            worker = Worker(*arguments, log=tmp_path / "worker.log", email_url=server.url, **variables)
            return running.enter_context(worker)

        yield start
