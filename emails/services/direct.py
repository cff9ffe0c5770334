"""Statements as text. SQLite is handed them as they are: Django's cursor writes each anew, each time."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Statement:
    """With its values by name, as Django's cursor takes it, and by number, as SQLite does."""

    named: str
    names: tuple[str, ...]
    numbered: str

    @classmethod
    def of(cls, named: str, names: Iterable[str]) -> "Statement":
        """The statement has `%(name)s` for each value that is used; `names` in the order of the values."""
        numbers = {name: f"?{number}" for number, name in enumerate(names, 1)}
        return cls(named, tuple(numbers), named % numbers)


def answer(database: Any, statement: Statement, values: Sequence[object]) -> list[tuple[Any, ...]]:
    """All rows that the database answers; by then it is done, and committed where no transaction is open.

    Raises what Django's cursor raises. By that cursor on PostgreSQL, and where somebody watches what goes
    over it.
    """
    if database.vendor != "sqlite" or database.execute_wrappers or database.queries_logged:
        with database.cursor() as cursor:
            cursor.execute(statement.named, dict(zip(statement.names, values, strict=True)))
            # None has columns that answers nothing.
            return list(cursor.fetchall()) if cursor.description else []
    with database.wrap_database_errors:
        return list(database.connection.execute(statement.numbered, values).fetchall())


@contextmanager
def transaction(database: Any) -> Iterator[None]:
    """All or nothing of what SQLite is told meanwhile; a part of the transaction that is open, if one is."""
    if not database.get_autocommit():
        yield
        return
    with database.wrap_database_errors:
        # Whoever is to write, and has read first, may come too late.
        database.connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            database.connection.execute("COMMIT")
        except BaseException:
            database.connection.rollback()
            raise
