"""Real processes of the program, started by the tests and ended with them."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any, Self

from django.conf import settings
from django.db import connection


def test_database_url() -> str:
    """The tests' own database, for a process beside them."""
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{given['NAME']}"
    account = f"{given['USER']}:{given['PASSWORD']}" if given["PASSWORD"] else given["USER"]
    return f"postgres://{account}@{given['HOST']}:{given['PORT'] or 5432}/{given['NAME']}"


# Its name begins as a test's does.
test_database_url.__test__ = False  # type: ignore[attr-defined]


def environment(**variables: str) -> dict[str, str]:
    """The environment of a process beside the tests: their settings, but for the variables given."""
    return os.environ | {
        "COMMPLAN_LOCAL": "1",
        "SECRET_KEY": settings.SECRET_KEY,
        "DJANGO_SETTINGS_MODULE": "commplan.settings",
        "LOG_LEVEL": "ERROR",
        **variables,
    }


@contextmanager
def celery_worker(broker: str, log: Path, **variables: str) -> Iterator[subprocess.Popen[bytes]]:
    """`manage.py worker` on the tests' database and this broker; what it says goes to the log."""
    env = environment(DATABASE_URL=test_database_url(), CELERY_BROKER_URL=broker, **variables)
    with log.open("wb") as said:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "worker"], env=env, cwd=settings.BASE_DIR, stdout=said, stderr=said
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


class Worker:
    """A process that sends what is due in the tests' database, as often as it is told to go on."""

    def __init__(self, *arguments: str, log: Path, email_url: str, **variables: str) -> None:
        self.log = log
        env = environment(DATABASE_URL=test_database_url(), EMAIL_URL=email_url, **variables)
        with log.open("wb") as stderr:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.faults.worker", *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stderr,
                cwd=settings.BASE_DIR,
                env=env,
                text=True,
            )
        self._has_started, self._has_ended = Event(), Event()
        self._pid = self._code = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: Any) -> None:
        self._process.kill()
        self._process.communicate()

    def go(self) -> None:
        """Start a child that sends until nothing is left to do."""
        self._has_started.clear()
        self._has_ended.clear()
        assert self._process.stdin is not None
        self._process.stdin.write("go\n")
        self._process.stdin.flush()
        Thread(target=self._follow, daemon=True).start()

    def ends_within(self, seconds: float) -> bool:
        return self._has_ended.wait(timeout=seconds)

    def finish(self) -> int:
        """Wait for the child's end; its exit code, negative after a signal."""
        assert self._has_ended.wait(timeout=300), "the worker hangs"
        return self._code

    def kill(self) -> None:
        """As the kernel does when memory runs out: no last word."""
        self.send(signal.SIGKILL)

    def send(self, number: signal.Signals) -> None:
        """A signal to the child that works."""
        assert self._has_started.wait(timeout=60), "the worker does not start"
        os.kill(self._pid, number)

    def has_begun(self) -> bool:
        return self._has_started.wait(timeout=60)

    def _follow(self) -> None:
        assert self._process.stdout is not None
        self._pid = int(self._process.stdout.readline())
        self._has_started.set()
        self._code = int(self._process.stdout.readline())
        self._has_ended.set()
