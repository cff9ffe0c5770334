"""The benchmarks run: what nobody runs for a while breaks unseen. No figure is looked at here."""

import os
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from django.conf import settings


def run(module: str, *arguments: str, **more: str) -> str:
    """What the benchmark prints, in a process and a database of its own."""
    own = settings.DATABASES["default"]
    is_file = own["ENGINE"].endswith("sqlite3")
    environment = {
        name: value for name, value in os.environ.items() if not (is_file and name == "DATABASE_URL")
    }
    environment.pop("CELERY_BROKER_URL", None)
    done = subprocess.run(
        [sys.executable, "-m", f"tests.benchmarks.{module}", *arguments],
        cwd=settings.BASE_DIR,
        env=environment | more,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def test_sending_tells_a_rate_for_each_way():
    table = run("sending", "--mails=20", "--rounds=1", "--pinned", "--against", "one task a mail")

    ways = [line.split("  ")[0].strip() for line in table.splitlines()[2:]]
    assert ways[:3] == ["raw", "ours", "one task a mail"]


def test_tick_tells_its_cost_for_each_size_of_the_table():
    table = run("tick", "--rows", "1000", "2000", "--people=30", "--rounds=1")

    assert [line.split("  ")[0] for line in table.splitlines()[2:6]] == [
        "idle tick",
        "find 100 due",
        "claim 100 due",
        "... in the database",
    ]
    assert table.splitlines()[6].startswith("30 recipients queued")


@pytest.mark.skipif(not settings.CELERY_BROKER_URL.startswith("redis"), reason="a worker needs a Redis")
def test_worker_tells_what_it_holds_in_memory():
    own = urlsplit(settings.CELERY_BROKER_URL)._replace(path="/7").geturl()

    table = run("worker", "--mails=20", CELERY_BROKER_URL=own)

    assert [line.split("  ")[0].strip() for line in table.splitlines()[1:]] == [
        "without a line of ours",
        "at its start",
        "with 20 mails",
    ]
