"""The benchmarks run: what nobody runs for a while breaks unseen. No figure is looked at here."""

import os
import subprocess
import sys

from django.conf import settings


def run(module: str, *arguments: str) -> str:
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
        env=environment,
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

    assert [line.split("  ")[0] for line in table.splitlines()[2:5]] == [
        "idle tick",
        "find 100 due",
        "claim 100 due",
    ]
    assert table.splitlines()[5].startswith("30 recipients queued")
