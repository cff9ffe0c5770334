"""A statement that PostgreSQL does while we do something else is like any other, but for that."""

from collections.abc import Callable

import pytest
from django.db import (
    DEFAULT_DB_ALIAS,
    DataError,
    OperationalError,
    connection,
    connections,
    transaction,
)
from django.test.utils import CaptureQueriesContext

from emails.services import planned
from emails.transport.handover import nothing

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def on_postgresql() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("NOT RUN: needs PostgreSQL in DATABASE_URL")


def answer(statement: str, values: list[object], meanwhile: Callable[[], object]) -> tuple[bytes | None, ...]:
    return planned.answer(connections[DEFAULT_DB_ALIAS], statement, values, meanwhile)


def asked(statement: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


def test_one_row_is_answered_as_the_database_writes_it():
    row = answer("SELECT $1::int + 1, $2::text, $3::text", [41, "Zoë", None], nothing)

    assert row == (b"42", "Zoë".encode(), None)


def test_statement_is_planned_once_a_session():
    for number in range(3):
        answer("SELECT $1::int * 2", [number], nothing)
    count = "SELECT count(*) FROM pg_prepared_statements WHERE statement = 'SELECT $1::int * 2'"
    first = asked(count)
    connection.close()
    row = answer("SELECT $1::int * 2", [4], nothing)

    assert (first, row) == (1, (b"8",))


def test_something_else_is_done_while_the_database_is_at_it():
    were_busy = []

    answer("SELECT pg_sleep($1)", [0.2], lambda: were_busy.append(connection.connection.pgconn.is_busy()))

    assert were_busy == [1]


def test_failed_statement_is_told_and_the_session_goes_on():
    session = asked("SELECT pg_backend_pid()")

    with pytest.raises(DataError, match="division by zero"):
        answer("SELECT 1 / $1::int", [0], nothing)

    assert answer("SELECT pg_backend_pid()", [], nothing) == (str(session).encode(),)


def test_answer_that_nobody_waited_for_is_given_to_no_other_statement():
    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        answer("SELECT 'the first'", [], stop)

    assert answer("SELECT 'the second'", [], nothing) == (b"the second",)


def test_question_of_ours_meanwhile_is_refused_and_spoils_nothing():
    refused = []

    def ask() -> None:
        try:
            asked("SELECT 1")
        except OperationalError as error:
            refused.append(error)

    row = answer("SELECT pg_sleep($1), 'the first'", [0.1], ask)

    assert (row[1], len(refused)) == (b"the first", 1)
    assert asked("SELECT 'the second'") == "the second"


def test_session_that_is_cut_is_told_as_what_may_be_tried_again():
    with pytest.raises(OperationalError):
        answer("SELECT pg_terminate_backend(pg_backend_pid())", [], nothing)

    assert not connection.is_usable()
    connection.close()
    assert answer("SELECT 'again'", [], nothing) == (b"again",)


def test_statement_is_part_of_the_transaction_around_it():
    with transaction.atomic():
        row = answer("SELECT pg_current_xact_id()::text", [], nothing)
        assert row == (str(asked("SELECT pg_current_xact_id()::text")).encode(),)


def test_statement_is_seen_by_who_watches():
    with CaptureQueriesContext(connection) as seen:
        assert answer("SELECT $1::int", [7], nothing) == (b"7",)

    assert [query["sql"] for query in seen] == ["SELECT $1::int"]


def test_session_behind_a_pooler_that_forgot_the_plan_answers_all_the_same():
    answer("SELECT $1::int + 1", [1], nothing)
    connection.connection.pgconn.exec_(b"DEALLOCATE ALL")

    rows = [answer("SELECT $1::int + 1", [number], nothing) for number in (2, 3)]

    assert rows == [(b"3",), (b"4",)]


def test_session_behind_a_pooler_that_knows_another_plan_by_the_name_answers_all_the_same():
    answer("SELECT $1::int + 1", [1], nothing)
    planned._sessions.clear()

    rows = [answer("SELECT $1::int + 1", [number], nothing) for number in (2, 3)]

    assert rows == [(b"3",), (b"4",)]
