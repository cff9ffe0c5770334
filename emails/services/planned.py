"""A statement that PostgreSQL plans once a session, and does while we do something else.

Past Django's cursor, which writes the values into the statement, so that it is another one each time, and
past psycopg's, which takes three times as long to ask and waits for the answer; by what psycopg documents of
libpq.
"""

import select
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

from django.db.backends.base.base import BaseDatabaseWrapper

if TYPE_CHECKING:
    from psycopg import Connection
    from psycopg.pq.abc import PGconn, PGresult


# "Does not exist" and "exists already": either way the statement was not carried out.
_PLANNED_ELSEWHERE: Final = frozenset({b"26000", b"42P05"})


@dataclass(slots=True)
class _Session:
    """What is remembered of a connection: the names of what it has planned, and how to wait for it."""

    planned: set[bytes] = field(default_factory=set)
    waiting: Any = field(default_factory=select.poll)
    # Behind a pooler that gives each transaction another session of PostgreSQL's, nothing stays planned.
    is_shared: bool = False


_sessions: "WeakKeyDictionary[Connection[Any], _Session]" = WeakKeyDictionary()


def answer(
    database: BaseDatabaseWrapper,
    statement: str,
    values: Sequence[object],
    meanwhile: Callable[[], object],
) -> tuple[bytes | None, ...]:
    """The one row that PostgreSQL answers, as it writes it. The values stand in the statement as $1, $2, ….

    `meanwhile` asks the database nothing, and raises nothing. Raises what Django's cursor raises. Where
    somebody watches Django's statements, or a transaction is open, it goes by a cursor like any other.
    """
    if not database.get_autocommit() or database.execute_wrappers or database.queries_logged:
        return _by_cursor(database, statement, values)
    words = [None if value is None else str(value).encode() for value in values]
    connection: Any = database.connection
    pgconn = connection.pgconn
    with database.wrap_database_errors:
        try:
            session = _sessions.get(connection) or _meet(connection)
            result = None if session.is_shared else _ask(pgconn, session, statement, words, meanwhile)
        except BaseException:
            # Nobody knows how far it came: another statement must not get this one's answer.
            database.close()
            raise
        if result is not None:
            if _is_good(result):
                return _row(result)
            if not _is_planned_elsewhere(result):
                raise _error(result, pgconn)
            session.is_shared = True
    return _by_cursor(database, statement, values)


def _ask(
    pgconn: "PGconn",
    session: _Session,
    statement: str,
    words: list[bytes | None],
    meanwhile: Callable[[], object],
) -> "PGresult":
    name = _name(statement)
    if name not in session.planned:
        pgconn.send_prepare(name, statement.encode())
        result = _result(pgconn, session)
        if not _is_good(result):
            return result
        session.planned.add(name)
    pgconn.send_query_prepared(name, words)
    meanwhile()
    return _result(pgconn, session)


def _by_cursor(database: Any, statement: str, values: Sequence[object]) -> tuple[bytes | None, ...]:
    # Where there is no PostgreSQL, nobody needs it in memory.
    import psycopg

    words = [None if value is None else str(value) for value in values]
    wrap = database.make_debug_cursor if database.queries_logged else database.make_cursor
    with wrap(psycopg.RawCursor(database.connection)) as cursor:
        cursor.execute(statement, words)
        return _row(cursor.pgresult)


def _meet(connection: "Connection[Any]") -> _Session:
    session = _sessions[connection] = _Session()
    session.waiting.register(connection.pgconn.socket, select.POLLIN)
    return session


@cache
def _name(statement: str) -> bytes:
    return sha256(statement.encode()).hexdigest()[:16].encode()


def _result(pgconn: "PGconn", session: _Session) -> "PGresult":
    """Waits as psycopg does: others may work meanwhile."""
    while pgconn.is_busy():
        session.waiting.poll()
        pgconn.consume_input()
    result = pgconn.get_result()
    assert result is not None, "nothing was asked"
    while pgconn.get_result() is not None:
        pass
    return result


def _is_planned_elsewhere(result: "PGresult") -> bool:
    from psycopg.pq import DiagnosticField

    return result.error_field(DiagnosticField.SQLSTATE) in _PLANNED_ELSEWHERE


def _is_good(result: "PGresult") -> bool:
    from psycopg.pq import ExecStatus

    return result.status in (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK)


def _error(result: "PGresult", pgconn: "PGconn") -> Exception:
    import psycopg
    from psycopg.pq import ConnStatus

    if pgconn.status == ConnStatus.BAD:
        return psycopg.OperationalError(result.error_message.decode("utf-8", "replace"))
    return psycopg.errors.error_from_result(result)


def _row(result: "PGresult") -> tuple[bytes | None, ...]:
    return tuple(result.get_value(0, column) for column in range(result.nfields))
