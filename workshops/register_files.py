"""The registers as tables for files: of one workshop, or of a whole project."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from workshops.registers.columns import columns_of, extra_headings
from workshops.selectors.register import owner_of


def table_of(register: str, rows: Iterable[Any]) -> tuple[list[str], list[list[str]]]:
    """Headings and rows as text; what the rows' own tables held beside stands behind."""
    rows = list(rows)
    columns = columns_of(register)
    others = extra_headings(getattr(row, "extra", {}) for row in rows)
    cells = [
        [
            *(_cell(row, name) for name in columns.values()),
            *(row.extra.get(heading, (0, ""))[1] for heading in others),
        ]
        for row in rows
    ]
    return [*columns, *others], cells


def _cell(row: Any, name: str) -> str:
    if name == "owner":
        return owner_of(row)
    if name == "depends_on":
        return "; ".join(other.key for other in row.depends_on.all())
    value = getattr(row, name)
    if isinstance(value, datetime):
        return value.astimezone(row.workshop.zone).date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(getattr(row, f"get_{name}_display", lambda: value)()) if value else ""
