"""Between two mails: that the one was taken is written down, and the next is looked at once more.

On PostgreSQL in one statement, which it plans once a session; on SQLite, to which there is no way to go, in
one transaction. They are made for every single mail: hence as text, and past Django's cursor.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from typing import Any, Final
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from emails.models import Claimed, Delivery, DeliveryEvent, Suppression
from emails.services import direct, planned
from emails.services.sessions import reconnecting
from emails.states import PROGRAM, DeliveryState
from emails.transport.handover import nothing
from workshops.models import Participant, Person, Touchpoint, Workshop


@dataclass(frozen=True, slots=True)
class Sent:
    """A delivery whose mail the server took, and what is to be written down of it."""

    delivery: Claimed
    at: datetime
    email: str
    sequence: int
    provider_id: str = ""


@dataclass(frozen=True, slots=True)
class Expected:
    """What a delivery was written by: it may leave while all of this still is so."""

    delivery: Claimed
    sequence: int
    answer: str
    email: str


@reconnecting
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
    if database.vendor == "postgresql":
        values = (*_of_sent(sent, database), *_of_expected(expected, now, database))
        answer = planned.answer(database, _turn(), values, meanwhile)
        return answer[0] == b"t", answer[1] == b"t"
    if sent is None:
        return False, expected is not None and _may_leave(expected, now, database)
    was_settled, may_leave = _settle(sent, expected, now, database)
    # Where there was nothing to settle, the look was not taken.
    if expected is not None and not was_settled:
        may_leave = _may_leave(expected, now, database)
    return was_settled, may_leave


def _settle(
    sent: Sent, expected: Expected | None, now: datetime, database: BaseDatabaseWrapper
) -> tuple[bool, bool]:
    of_sent = _of_sent(sent, database)
    with direct.transaction(database):
        if expected is None:
            rows = direct.answer(database, _settled_alone(), of_sent)
        else:
            values = (*of_sent, *_of_expected(expected, now, database))
            rows = direct.answer(database, _settled_with_look(), values)
        if not rows:
            return False, False
        direct.answer(database, _noted(), (sent.delivery.pk, of_sent[2]))
    return True, bool(rows[0][0])


def _may_leave(expected: Expected, now: datetime, database: BaseDatabaseWrapper) -> bool:
    return bool(direct.answer(database, _looked_alone(), _of_expected(expected, now, database)))


def _of_sent(sent: Sent | None, database: BaseDatabaseWrapper) -> Sequence[object]:
    """In the order of _OF_SENT."""
    if sent is None:
        return _NO_SENT
    delivery, as_time = sent.delivery, database.ops.adapt_datetimefield_value
    return (
        delivery.pk,
        _lease(delivery.lease, database.vendor),
        as_time(sent.at),
        sent.email,
        sent.provider_id,
        sent.sequence,
    )


def _of_expected(expected: Expected | None, now: datetime, database: BaseDatabaseWrapper) -> Sequence[object]:
    """In the order of _OF_EXPECTED."""
    if expected is None:
        return _NO_EXPECTED
    delivery = expected.delivery
    lease, as_time = _lease(delivery.lease, database.vendor), database.ops.adapt_datetimefield_value(now)
    email = expected.email
    return delivery.pk, lease, as_time, expected.sequence, expected.answer, email, email.lower()


@lru_cache(maxsize=8)
def _lease(lease: UUID, vendor: str) -> str:
    """One for a whole batch."""
    return str(lease) if vendor == "postgresql" else lease.hex


# What the two are told, and of which type it is to PostgreSQL.
_OF_SENT: Final = {
    "sent_id": "bigint",
    "sent_lease": "uuid",
    "sent_at": "timestamptz",
    "sent_to": "text",
    "provider_id": "text",
    "told": "integer",
}
_OF_EXPECTED: Final = {
    "id": "bigint",
    "lease": "uuid",
    "now": "timestamptz",
    "sequence": "integer",
    "answer": "text",
    "address": "text",
    "blockable": "text",
}
_NO_SENT: Final = (None,) * len(_OF_SENT)
_NO_EXPECTED: Final = (None,) * len(_OF_EXPECTED)


@cache
def _turn() -> str:
    types = (_OF_SENT | _OF_EXPECTED).items()
    typed = {name: f"${number}::{type_}" for number, (name, type_) in enumerate(types, 1)}
    return f"""
        WITH settled AS ({_settlement() % typed} RETURNING id, sent_at),
        noted AS ({_note("id, sent_at")} FROM settled)
        SELECT EXISTS (SELECT 1 FROM settled), EXISTS ({_last_look() % typed})
        """


@cache
def _settled_alone() -> direct.Statement:
    return direct.Statement.of(f"{_settlement()} RETURNING FALSE", _OF_SENT)


@cache
def _settled_with_look() -> direct.Statement:
    """The look is at another row than the one that is settled: which of the two comes first is the same."""
    return direct.Statement.of(f"{_settlement()} RETURNING EXISTS ({_last_look()})", _OF_SENT | _OF_EXPECTED)


@cache
def _noted() -> direct.Statement:
    return direct.Statement.of(_note("%(sent_id)s, %(sent_at)s"), ("sent_id", "sent_at"))


@cache
def _looked_alone() -> direct.Statement:
    return direct.Statement.of(_last_look(), _OF_EXPECTED)


@cache
def _settlement() -> str:
    return f"""
        UPDATE {_table(Delivery)}
        SET state = '{DeliveryState.SENT.value}', sent_at = %(sent_at)s, email = %(sent_to)s,
            provider_id = %(provider_id)s, lease = NULL, lease_until = NULL,
            sequence = CASE WHEN sequence < %(told)s THEN sequence ELSE %(told)s END
        WHERE id = %(sent_id)s AND lease = %(sent_lease)s AND state || '' = '{DeliveryState.CLAIMED.value}'
        """


def _note(delivery_and_time: str) -> str:
    """Its line in the history, as `emails.services.moves` writes those of other moves."""
    return f"""
        INSERT INTO {_table(DeliveryEvent)} (delivery_id, at, from_state, to_state, cause, "by", key)
        SELECT {delivery_and_time},
            '{DeliveryState.CLAIMED.value}', '{DeliveryState.SENT.value}', '', '{PROGRAM}', ''
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
        JOIN {_table(Person)} r ON r.id = d.person_id
        WHERE d.id = %(id)s AND d.lease = %(lease)s AND d.state || '' = '{DeliveryState.CLAIMED.value}'
          AND d.lease_until > %(now)s
          AND t.state || '' = 'planned' AND t.revision = d.revision AND t.held_at IS NULL
          AND t.opens_at <= %(now)s AND (t.expires_at IS NULL OR t.expires_at > %(now)s)
          AND w.sequence = %(sequence)s AND r.email = %(address)s
          AND COALESCE((
            SELECT p.partstat FROM {_table(Participant)} p
            WHERE p.workshop_id = w.id AND p.person_id = d.person_id AND p.removed_at IS NULL
          ), '') = %(answer)s
          AND NOT EXISTS (
            SELECT 1 FROM {_table(Suppression)} s
            WHERE s.project_id = w.project_id AND s.email = %(blockable)s AND s.released_at IS NULL
          )
        """


def _table(model: Any) -> str:
    return connection.ops.quote_name(model._meta.db_table)
