"""Paging by key: a page begins after a row, not after a count: a deep page costs what the first does."""

import base64
import binascii
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import BigIntegerField, Field, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan

from workshops.validators import CONTROL

# The longest text that is sorted by has 500 characters of up to four bytes, and base64 adds a third.
_MAX_TOKEN: Final = 3000
_LARGEST: Final = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Key:
    """What rows are ordered by: an expression, and the field that reads its values back from an address."""

    expression: Any
    field: "Field[Any, Any]"


@dataclass(frozen=True, slots=True)
class Order:
    """Rows without the first key come last, whichever way round, where `may_lack_first`."""

    keys: tuple[Key, ...]
    may_lack_first: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Beyond which row the page begins, and which way it is read from there."""

    token: str
    is_backward: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """`previous` and `next` are the tokens of the neighbours, empty where there is none."""

    items: list[Any]
    previous: str = ""
    next: str = ""


def page_of(
    rows: "QuerySet[Any]", order: Order, place: Place | None, *, is_descending: bool, size: int
) -> Page:
    """One page of `rows`; a place that cannot be read is the beginning. Nothing is counted or skipped.

    What stands on it is found by keys and ids alone, which a database sorts many times faster than whole
    rows; these are fetched in one more question.
    """
    values = _decode(place.token, order) if place else None
    is_backward = place is not None and values is not None and place.is_backward
    names = [f"key_{number}" for number in range(len(order.keys))]
    keyed = rows.annotate(**{name: key.expression for name, key in zip(names, order.keys, strict=True)})
    found: list[tuple[Any, ...]] = []
    for part, by, start in _parts(keyed, order, names, values, is_backward=is_backward):
        is_falling = is_descending != is_backward
        if start is not None:
            # Compared as one tuple, which both databases find in an index.
            lookup = TupleLessThan if is_falling else TupleGreaterThan
            part = part.filter(lookup(Tuple(*by), start))
        part = part.order_by(*(f"-{name}" if is_falling else name for name in by))
        found += part.values_list(*names, "pk")[: size + 1 - len(found)]
        if len(found) > size:
            break
    return _page(rows, found, size=size, is_backward=is_backward, is_first=values is None)


def _parts(
    rows: "QuerySet[Any]", order: Order, names: list[str], values: list[Any] | None, *, is_backward: bool
) -> Iterator[tuple["QuerySet[Any]", list[str], tuple[Any, ...] | None]]:
    """The parts to read in turn: the rows, what orders them, and the values to begin beyond."""
    everything = [*names, "pk"]
    if not order.may_lack_first:
        yield rows, everything, tuple(values) if values else None
        return
    stands_in_second = values is not None and values[0] is None
    first = rows.filter(**{f"{names[0]}__isnull": False}), everything
    second = rows.filter(**{f"{names[0]}__isnull": True}), everything[1:]
    begins_in_first = tuple(values) if values is not None and not stands_in_second else None
    begins_in_second = tuple(values[1:]) if values is not None and stands_in_second else None
    parts = [(*first, begins_in_first), (*second, begins_in_second)]
    if is_backward:
        parts.reverse()
    # A place in one part has the part before it behind itself.
    yield from parts[1:] if values is not None and stands_in_second != is_backward else parts


def _page(
    rows: "QuerySet[Any]", found: list[tuple[Any, ...]], *, size: int, is_backward: bool, is_first: bool
) -> Page:
    """`found` are the keys and the id of each row, and of one more where the list goes on."""
    goes_on = len(found) > size
    del found[size:]
    if is_backward:
        found.reverse()
    if not found:
        return Page([])
    whole = rows.order_by().in_bulk([row[-1] for row in found])
    # One that somebody took away between the two questions is not there any more.
    items = [whole[row[-1]] for row in found if row[-1] in whole]
    tokens = [_encode(list(row)) for row in (found[0], found[-1])]
    has_previous = goes_on if is_backward else not is_first
    has_next = True if is_backward else goes_on
    return Page(items, tokens[0] if has_previous else "", tokens[1] if has_next else "")


def _encode(values: list[Any]) -> str:
    text = json.dumps(values, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _decode(token: str, order: Order) -> list[Any] | None:
    """The values of a token, None where it was not made for this order."""
    fields: list[Field[Any, Any]] = [*(key.field for key in order.keys), BigIntegerField()]
    try:
        padded = token.encode("ascii") + b"=" * (-len(token) % 4)
        written = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        if len(token) > _MAX_TOKEN or not isinstance(written, list):
            return None
        pairs = enumerate(zip(fields, written, strict=True))
        return [_value(field, raw, order.may_lack_first and not n) for n, (field, raw) in pairs]
    # A number may be written that no whole number is, such as Infinity.
    except (binascii.Error, ValueError, TypeError, OverflowError, RecursionError, ValidationError):
        return None


def _value(field: "Field[Any, Any]", raw: Any, may_be_missing: bool) -> Any:
    """ValueError or ValidationError where no row has such a value."""
    if raw is None and may_be_missing:
        return None
    if raw is None or isinstance(raw, (list, dict, bool)) or (isinstance(raw, str) and CONTROL.search(raw)):
        raise ValueError("not a value that rows are ordered by")
    value = field.to_python(raw)
    if isinstance(value, int) and abs(value) > _LARGEST:
        raise ValueError("larger than any number of the database")
    return value
