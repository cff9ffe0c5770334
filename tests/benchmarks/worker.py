"""What a worker holds in memory: at its start, and while it sends so many mails.

Run by hand: `python -m tests.benchmarks.worker [--mails 10000] [--python PATH]`, with CELERY_BROKER_URL of a
Redis. It makes a database of its own on the server of DATABASE_URL (SQLite without one) and drops it again.
The worker is `manage.py worker`, as production starts it; beside it stands one of Django, Celery, the broker
and the database's driver, without a line of ours.
"""

import argparse
import os
import smtplib
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.database import own_database, peak_memory, set_up
from tests.benchmarks.sink import running_sink

ROOT = Path(__file__).resolve().parents[2]
# The slowest machine that was seen sends ten times as fast.
SECONDS_A_MAIL = 0.02
_BARE = """
import os, django, environ
from celery import Celery
from django.conf import settings
settings.configure(
    DATABASES={"default": environ.Env.db_url_config(os.environ["DATABASE_URL"])},
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth"],
    USE_TZ=True,
)
django.setup()
from django.core.mail.backends import smtp
from django.db import connection
connection.ensure_connection()
app = Celery("bare", broker=os.environ["CELERY_BROKER_URL"])
app.conf.broker_connection_retry_on_startup = True
app.conf.task_default_queue = "bare"
app.Worker(pool="threads", concurrency=4, loglevel="INFO").start()
"""


@contextmanager
def running(python: str, command: list[str], variables: dict[str, str]) -> Iterator[int]:
    """The process id of a worker that says that it is ready."""
    with subprocess.Popen(
        [python, *command],
        cwd=ROOT,
        env=os.environ | variables,
        # Its banner.
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        told = []
        try:
            for line in process.stderr:
                told.append(line)
                if " ready." in line:
                    break
            else:
                raise SystemExit("".join(told[-30:]))
            with Path(os.devnull).open("w") as nowhere:
                drain = subprocess.Popen(["cat"], stdin=process.stderr, stdout=nowhere)
            yield process.pid
        finally:
            process.terminate()
            process.wait(30)
            drain.wait(30)


def wait_until(is_so: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > end:
            raise SystemExit(f"Not done after {seconds:.0f} s.")
        time.sleep(0.1)


def measure(mails: int, python: str) -> dict[str, float]:
    """Megabytes at most."""
    from django.utils import timezone

    from commplan.celery import app
    from tests.benchmarks import audience

    found = {}
    with own_database() as variables, running_sink() as port:
        audience.fill(mails, now=timezone.now())
        app.control.purge()
        with running(python, ["-c", _BARE], variables) as pid:
            found["without a line of ours"] = peak_memory(pid)
        mail = {"EMAIL_URL": f"smtp://127.0.0.1:{port}", "DJANGO_SETTINGS_MODULE": "commplan.settings"}
        with running(python, ["manage.py", "worker"], variables | mail) as pid:
            found["at its start"] = peak_memory(pid)
            app.send_task("emails.tasks.tick")
            wait_until(lambda: _taken(port) >= mails, 30 + SECONDS_A_MAIL * mails)
            found[f"with {mails:,} mails"] = peak_memory(pid)
    return found


def _taken(port: int) -> int:
    with smtplib.SMTP("127.0.0.1", port, timeout=30) as smtp:
        return int(smtp.noop()[1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=10_000)
    parser.add_argument("--python", default=sys.executable, help="of an environment without what tests need")
    options = parser.parse_args()
    if "CELERY_BROKER_URL" not in os.environ:
        raise SystemExit("A worker needs CELERY_BROKER_URL, of a Redis.")
    set_up()
    from django.db import connection

    found = measure(options.mails, options.python)
    print(f"a worker's memory at most, {connection.vendor}")
    for what, megabytes in found.items():
        print(f"{what:<24}{megabytes:>6.0f} MB")


if __name__ == "__main__":
    main()
