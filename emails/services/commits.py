"""How long a commit waits for the disk."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import DatabaseError, connection


@contextmanager
def quick_commits() -> Iterator[None]:
    """Have PostgreSQL not wait for its disk at each commit while the `with` lasts.

    What is committed is there for everybody at once, and outlives us. Only where PostgreSQL itself crashes is
    the last half second lost: its mails leave once more, with the same Message-ID. SQLite's are set up so
    from the start.
    """
    if connection.vendor != "postgresql":
        yield
        return
    _set("SET synchronous_commit = off")
    try:
        yield
    finally:
        # A connection that broke takes its settings with it.
        with suppress(DatabaseError):
            _set("RESET synchronous_commit")


def _set(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
