"""A database of its own for a benchmark, on the server of DATABASE_URL (SQLite without one)."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django


def set_up() -> None:
    """Django with the benchmarks' settings and a folder of its own, both of which child processes inherit."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.benchmarks.settings"
    os.environ.setdefault("COMMPLAN_DATA_DIR", tempfile.mkdtemp(prefix="benchmark"))
    for name in ("EMAIL_BACKEND", "EMAIL_URL"):
        os.environ.pop(name, None)
    django.setup()


@contextmanager
def own_database() -> Iterator[dict[str, str]]:
    """An empty database with all tables while the `with` lasts; yields what leads another process to it."""
    from django.db import connection

    own = connection.settings_dict
    old = str(own["NAME"])
    is_file = connection.vendor == "sqlite"
    name = f"benchmark_{os.getpid()}"
    if is_file:
        name = str(Path(os.environ["COMMPLAN_DATA_DIR"]) / f"{name}.sqlite3")
    own["TEST"]["NAME"] = name
    # As the models say: nothing is measured of how the tables came to be.
    own["TEST"]["MIGRATE"] = False
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield {"DATABASE_URL": f"sqlite:///{name}" if is_file else _url(own, name)}
    finally:
        connection.creation.destroy_test_db(old, verbosity=0)


def _url(own: dict[str, Any], name: str) -> str:
    password = f":{own['PASSWORD']}" if own["PASSWORD"] else ""
    port = f":{own['PORT']}" if own["PORT"] else ""
    return f"postgres://{own['USER']}{password}@{own['HOST']}{port}/{name}"


def peak_memory(pid: int | None = None) -> float:
    """The most that a process, this one without a pid, has had in memory so far, in MB.

    Not by getrusage, which on Linux counts what the process that started this one had.
    """
    lines = Path(f"/proc/{pid or 'self'}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def tidy() -> None:
    """What a database does by itself in a quiet hour: else one round pays for the one before."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
        if connection.vendor == "postgresql":
            cursor.execute("CHECKPOINT")
