"""What a connection to the database is told when it is opened."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper


def set_up_session(connection: BaseDatabaseWrapper, **signal: Any) -> None:
    """A receiver of `connection_created`. Has PostgreSQL carry statements out as they are, uncompiled.

    What it thinks dear it compiles first, for 30 ms and anew each time: who is addressed by a touchpoint is
    found in 3. By a statement, since not every pooler takes it as an option of the connection.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET jit = off")


@contextmanager
def asking_briefly(seconds: float) -> Iterator[None]:
    """Have PostgreSQL give up what takes longer while the `with` lasts, such as to wait for a table that is
    locked: then Django's OperationalError is raised."""
    if connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL statement_timeout = {int(seconds * 1000)}")
        yield
        cursor.execute("SET LOCAL statement_timeout TO DEFAULT")
