"""Between two mails: that the one was taken is written down, and the next is looked at once more.

PostgreSQL does both in one statement, which it plans once a session; SQLite, to which there is no way to go,
in two. They are made for every single mail: hence as text.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from emails.handover import nothing
from emails.models import Delivery, Suppression
from emails.services import planned
from emails.states import DeliveryState
from workshops.models import Participant, Touchpoint, Workshop


@dataclass(frozen=True, slots=True)
class Sent:
    """A delivery whose mail the server took, and what is to be written down of it."""

    delivery: Delivery
    at: datetime
    email: str
    provider_id: str = ""


@dataclass(frozen=True, slots=True)
class Expected:
    """What a delivery was written by: it may leave while all of this still is so."""

    delivery: Delivery
    sequence: int
    answer: str
    email: str


def turn(
    sent: Sent | None,
    expected: Expected | None,
    *,
    now: datetime,
    meanwhile: Callable[[], object] = nothing,
) -> tuple[bool, bool]:
    """Settle the one, and look at the other: whether it was settled, and whether the other may leave.

    The first is False where our lease ran out and another worker holds the delivery; either is False where
    there is nothing to settle or to look at. `meanwhile` may be called while the database is at it: it asks
    it nothing, and raises nothing.
    """
    # Once: to find the thread's own takes as long as filling in a value.
    database = connections[DEFAULT_DB_ALIAS]
    values = _values(sent, expected, now, database)
    if database.vendor == "postgresql":
        answer = planned.answer(database, _turn(), list(values.values()), meanwhile)
        return answer[0] == b"t", answer[1] == b"t"
    with database.cursor() as cursor:
        was_settled = may_leave = False
        if sent is not None:
            cursor.execute(_settlement(), values)
            was_settled = cursor.rowcount == 1
        if expected is not None:
            cursor.execute(_last_look(), values)
            may_leave = cursor.fetchone() is not None
    return was_settled, may_leave


def _values(
    sent: Sent | None, expected: Expected | None, now: datetime, database: BaseDatabaseWrapper
) -> dict[str, Any]:
    values: dict[str, Any] = dict.fromkeys(_TYPES)
    as_time = database.ops.adapt_datetimefield_value
    if sent is not None:
        values["sent_id"] = sent.delivery.pk
        values["sent_lease"] = _LEASE.get_db_prep_value(sent.delivery.lease, database)
        values["sent_at"] = as_time(sent.at)
        values["sent_to"] = sent.email
        values["provider_id"] = sent.provider_id
    if expected is not None:
        values["id"] = expected.delivery.pk
        values["lease"] = _LEASE.get_db_prep_value(expected.delivery.lease, database)
        values["now"] = as_time(now)
        values["sequence"] = expected.sequence
        values["answer"] = expected.answer
        values["email"] = expected.email.lower()
    return values


_LEASE: Final[Any] = Delivery._meta.get_field("lease")
# What the two are told, and of which type it is to PostgreSQL.
_TYPES: Final = {
    "sent_id": "bigint",
    "sent_lease": "uuid",
    "sent_at": "timestamptz",
    "sent_to": "text",
    "provider_id": "text",
    "id": "bigint",
    "lease": "uuid",
    "now": "timestamptz",
    "sequence": "integer",
    "answer": "text",
    "email": "text",
}


@cache
def _turn() -> str:
    typed = {name: f"${number}::{type_}" for number, (name, type_) in enumerate(_TYPES.items(), 1)}
    return f"""
        WITH settled AS ({_settlement() % typed} RETURNING 1)
        SELECT EXISTS (SELECT 1 FROM settled), EXISTS ({_last_look() % typed})
        """


@cache
def _settlement() -> str:
    return f"""
        UPDATE {_table(Delivery)}
        SET state = '{DeliveryState.SENT.value}', sent_at = %(sent_at)s, email = %(sent_to)s,
            provider_id = %(provider_id)s, is_recorded = FALSE, lease = NULL, lease_until = NULL
        WHERE id = %(sent_id)s AND lease = %(sent_lease)s AND state || '' = '{DeliveryState.CLAIMED.value}'
        """


@cache
def _last_look() -> str:
    """By keys alone: `|| ''` keeps the database from its index of what is claimed, which is small when the
    statement is planned and not when it is used, and from that of what is planned."""
    return f"""
        SELECT 1
        FROM {_table(Delivery)} d
        JOIN {_table(Touchpoint)} t ON t.id = d.touchpoint_id
        JOIN {_table(Workshop)} w ON w.id = t.workshop_id
        WHERE d.id = %(id)s AND d.lease = %(lease)s AND d.state || '' = '{DeliveryState.CLAIMED.value}'
          AND d.lease_until > %(now)s
          AND t.state || '' = 'planned' AND t.revision = d.revision AND t.held_at IS NULL
          AND t.opens_at <= %(now)s AND (t.expires_at IS NULL OR t.expires_at > %(now)s)
          AND w.sequence = %(sequence)s
          AND COALESCE((
            SELECT p.partstat FROM {_table(Participant)} p
            WHERE p.workshop_id = w.id AND p.person_id = d.person_id AND p.removed_at IS NULL
          ), '') = %(answer)s
          AND NOT EXISTS (
            SELECT 1 FROM {_table(Suppression)} s
            WHERE s.project_id = w.project_id AND s.email = %(email)s AND s.released_at IS NULL
          )
        """


def _table(model: Any) -> str:
    return connection.ops.quote_name(model._meta.db_table)
