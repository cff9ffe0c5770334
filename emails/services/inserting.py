"""Many rows in one statement that holds what they share once."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import Model


def insert_many(
    model: type[Model],
    shared: Mapping[str, Any],
    own: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    skip_conflicts: bool = False,
) -> None:
    """Insert a row for each of `rows`, which hold the values of the columns `own`; the others are `shared`.

    Own values are numbers and texts. With `skip_conflicts` a row that is there already is left as it is.
    By `bulk_create` each row carries all of its columns, which takes three times as long. Raises what
    Django's cursor raises.
    """
    fields: Any = model._meta
    quote = connection.ops.quote_name
    values = [fields.get_field(name).get_db_prep_save(value, connection) for name, value in shared.items()]
    columns = [fields.get_field(name).column for name in (*shared, *own)]
    if connection.vendor == "postgresql":
        # Without its length: a text that is too long is to be refused, not cut.
        types = [fields.get_field(name).rel_db_type(connection).partition("(")[0] for name in own]
        each = [f"(value ->> {number})::{type_}" for number, type_ in enumerate(types)]
        source = "json_array_elements(%s::json)"
    else:
        each = [f"json_extract(value, '$[{number}]')" for number in range(len(own))]
        source = "json_each(%s)"
    marks = ", ".join([*["%s"] * len(values), *each])
    # Without a WHERE, SQLite takes ON for the beginning of a join.
    ending = "WHERE TRUE ON CONFLICT DO NOTHING" if skip_conflicts else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quote(fields.db_table)} ({', '.join(map(quote, columns))}) "
            f"SELECT {marks} FROM {source} AS missing {ending}",
            [*values, json.dumps([list(row) for row in rows])],
        )
