"""What is due, found and taken: for each batch, hence as text; by the ORM, writing the questions down takes
longer than answering them.

The rule is that of `Delivery.objects.due`.
"""

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any, Final
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, connections

from emails.models import Delivery
from emails.services import direct
from emails.services.commits import read_in_order
from emails.states import WAITING, DeliveryState
from workshops.models import Touchpoint
from workshops.states import TouchpointState

# What is found of each, in this order; the last is the state that it was in.
_FOUND: Final = "id, touchpoint_id, revision, person_id, doubts, message_id, attempts + 1, state"
_ASKED: Final = ("now", "workshop_id", "limit")
_TAKEN: Final = ("ids", "lease", "lease_until")


def is_any_due(*, now: datetime, workshop_id: int | None) -> bool:
    """Asked outside a transaction: on SQLite, who opens one to write keeps all others waiting."""
    database = connections[DEFAULT_DB_ALIAS]
    values = (_time(now, database), workshop_id, 1)
    return bool(direct.answer(database, _due(workshop_id is not None), values))


def find(*, now: datetime, limit: int, workshop_id: int | None) -> list[tuple[Any, ...]]:
    """The first of what is due, of all workshops or of one; nobody else gets them until the transaction ends.

    PostgreSQL skips what another worker is claiming; SQLite has one writer at a time.
    """
    database = connections[DEFAULT_DB_ALIAS]
    with read_in_order():
        values = (_time(now, database), workshop_id, limit)
        return direct.answer(database, _locked(workshop_id is not None), values)


def take(ids: Collection[int], *, lease: UUID, until: datetime) -> None:
    """Note of what was found whose it is, and until when."""
    database = connections[DEFAULT_DB_ALIAS]
    is_on_server = database.vendor == "postgresql"
    array = ",".join(map(str, ids))
    keys = f"{{{array}}}" if is_on_server else f"[{array}]"
    values = (keys, str(lease) if is_on_server else lease.hex, _time(until, database))
    direct.answer(database, _taken(), values)


def _time(moment: datetime, database: Any) -> Any:
    return database.ops.adapt_datetimefield_value(moment)


@cache
def _due(is_of_one: bool) -> direct.Statement:
    return direct.Statement.of(_question("id", is_of_one), _ASKED)


@cache
def _locked(is_of_one: bool) -> direct.Statement:
    locking = "FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""
    return direct.Statement.of(f"{_question(_FOUND, is_of_one)} {locking}", _ASKED)


def _question(columns: str, is_of_one: bool) -> str:
    """By the index of what waits, in its order. The states are written out: SQLite cannot tell from bound
    values that a partial index holds all the rows asked for."""
    touchpoints = _table(Touchpoint)
    of_one = f"AND touchpoint_id IN (SELECT id FROM {touchpoints} WHERE workshop_id = %(workshop_id)s)"
    waiting = ", ".join(f"'{state.value}'" for state in WAITING)
    return f"""
        SELECT {columns} FROM {_table(Delivery)}
        WHERE state IN ({waiting}) AND not_before <= %(now)s
          AND touchpoint_id NOT IN (
            SELECT id FROM {touchpoints}
            WHERE held_at IS NOT NULL AND state = '{TouchpointState.PLANNED.value}'
          ) {of_one if is_of_one else ""}
        ORDER BY not_before, id LIMIT %(limit)s
        """


@cache
def _taken() -> direct.Statement:
    is_on_server = connection.vendor == "postgresql"
    among = "= ANY (%(ids)s::bigint[])" if is_on_server else "IN (SELECT value FROM json_each(%(ids)s))"
    return direct.Statement.of(
        f"""
        UPDATE {_table(Delivery)}
        SET state = '{DeliveryState.CLAIMED.value}', lease = %(lease)s, lease_until = %(lease_until)s,
            attempts = attempts + 1, error = ''
        WHERE id {among}
        """,
        _TAKEN,
    )


def _table(model: Any) -> str:
    return connection.ops.quote_name(model._meta.db_table)
