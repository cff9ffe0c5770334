"""What PostgreSQL is told about how to work for us."""

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


@contextmanager
def read_in_order() -> Iterator[None]:
    """Have PostgreSQL follow an index that holds the order asked for, within the transaction that is open.

    Until it has counted what was just queued, it thinks that little waits, and sorts all of it each time.
    """
    if connection.vendor != "postgresql":
        yield
        return
    _set("SET LOCAL enable_sort = off")
    yield
    # Where a statement failed, the end of the transaction sets it back. Left as it is, a statement that must
    # sort looks dear enough to be compiled first.
    _set("SET LOCAL enable_sort TO DEFAULT")


def _set(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
