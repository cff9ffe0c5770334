"""Rows of many keys, asked for by one value: with a value for each key, writing the question down takes
longer than answering it."""

from collections.abc import Iterable
from typing import Any

from django.db.models import BooleanField, Func


class Among(Func):
    """A condition for `filter`: whether the column, an integer, is one of these keys."""

    output_field = BooleanField()

    def __init__(self, column: str, keys: Iterable[int]) -> None:
        super().__init__(column)
        self.keys = ",".join(map(str, keys))

    def as_sql(self, compiler: Any, connection: Any, *ignored: Any, **extra: Any) -> Any:
        column, parameters = compiler.compile(self.source_expressions[0])
        return f"{column} IN (SELECT value FROM json_each(%s))", [*parameters, f"[{self.keys}]"]

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        column, parameters = compiler.compile(self.source_expressions[0])
        return f"{column} = ANY (%s::bigint[])", [*parameters, f"{{{self.keys}}}"]
