"""From an uploaded file to rows: each is understood, or named with its number and what is wrong with it."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from actions.sheet.cells import COLUMNS, checked, clean_line, parse_state, shown
from actions.sheet.decoding import SheetError, decode
from workshops.due_dates import parse_date
from workshops.formula_cells import original

__all__ = ["MAX_BYTES", "Sheet", "SheetError", "SheetRow", "WrongRow", "read"]

MAX_BYTES: Final = 1024 * 1024
MAX_ROWS: Final = 20_000
MAX_COLUMNS: Final = 100
_SEPARATORS: Final = (",", ";", "\t")

# No cell is longer than its file. With the module's own limit (128 KB) an oversized cell would end in the
# middle, and the rest of its lines would be read as rows.
csv.field_size_limit(MAX_BYTES)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One action as the file has it; `given` names the columns that the row has a cell for."""

    number: int
    given: frozenset[str]
    key: str = ""
    action: str = ""
    owner: str = ""
    due_on: date | None = None
    state: str = ""
    source: str = ""
    notes: str = ""
    # Cells of columns that the action log has no field for: kept, and written out again.
    extra: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class WrongRow:
    """A row that is not taken over. The header is row 1, as a spreadsheet counts."""

    row: int
    reason: str


@dataclass(slots=True)
class Sheet:
    encoding: str
    separator: str
    other_columns: list[str]
    rows: list[SheetRow] = field(default_factory=list)
    wrong: list[WrongRow] = field(default_factory=list)


def read(data: bytes) -> Sheet:
    """Everything that the file says; SheetError where it is no action log as a whole."""
    if len(data) > MAX_BYTES:
        raise SheetError("The file is larger than 1 MB. Split it.")
    text, encoding = decode(data)
    separator, header = _header(text)
    names = [_name(cell) for cell in header]
    others = _other_columns(header, names)
    sheet = Sheet(encoding=encoding, separator=separator, other_columns=[])
    seen: dict[str, int] = {}
    for number, record in _records(text, separator):
        if len(sheet.rows) + len(sheet.wrong) >= MAX_ROWS:
            raise SheetError(f"The file has more than {MAX_ROWS:,} rows. Split it.")
        try:
            row = _row(number, names, others, record)
            _check_key(row, seen)
        except ValueError as error:
            sheet.wrong.append(WrongRow(number, str(error)))
        else:
            sheet.rows.append(row)
    met = {name for row in sheet.rows for name, _ in row.extra}
    sheet.other_columns += [name for name in others.values() if name in met]
    return sheet


def _header(text: str) -> tuple[str, list[str]]:
    """The separator under which the first row names most of our columns, and that row."""
    found = [(separator, _first_record(text, separator)) for separator in _SEPARATORS]
    separator, header = max(found, key=lambda pair: len(_ours(pair[1])))
    names = _ours(header)
    if "action" not in names:
        raise SheetError(f"The first row names no column “action”. The columns are {', '.join(COLUMNS)}.")
    if len(header) > MAX_COLUMNS:
        raise SheetError(f"The first row has more than {MAX_COLUMNS} columns.")
    if len(set(names)) < len(names):
        raise SheetError("The first row names a column twice.")
    return separator, header


def _ours(header: list[str]) -> list[str]:
    # Only as many cells as are taken: a first row of a million is refused without reading each.
    return [name for name in map(_name, header[:MAX_COLUMNS]) if name in COLUMNS]


def _first_record(text: str, separator: str) -> list[str]:
    try:
        return next(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True), [])
    except csv.Error:
        return []


def _name(cell: str) -> str:
    return re.sub(r"[\s_-]+", "_", cell.strip().casefold())


def _other_columns(header: list[str], names: list[str]) -> dict[int, str]:
    """Place -> name of each column that is none of ours. Two of one name, or without any, are told apart."""
    found: dict[int, str] = {}
    for place, (cell, name) in enumerate(zip(header, names, strict=True)):
        if name not in COLUMNS:
            written = shown(original(clean_line(cell)), most=80) or f"Column {place + 1}"
            is_taken = written in found.values()
            found[place] = f"{written} ({place + 1})" if is_taken else written
    return found


def _records(text: str, separator: str) -> Iterator[tuple[int, list[str] | str]]:
    """The rows below the header that are not blank, with their numbers; text is what is wrong with a row."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 0
    while True:
        number += 1
        try:
            record: list[str] | str = next(reader)
        except StopIteration:
            return
        except csv.Error:
            record = "The quotes do not match: a cell is not closed, or text follows a closing quote."
        if number > 1 and (isinstance(record, str) or any(cell.strip() for cell in record)):
            yield number, record


def _row(number: int, names: list[str], others: dict[int, str], record: list[str] | str) -> SheetRow:
    """The row's values; ValueError with a sentence for the first thing that is wrong."""
    if isinstance(record, str):
        raise ValueError(record)
    if any(cell.strip() for cell in record[len(names) :]):
        raise ValueError(f"The row has {len(record):,} cells, the first row {len(names):,}.")
    cells = {name: cell for name, cell in zip(names, record, strict=False) if name in COLUMNS}
    texts = {name: checked(name, cell) for name, cell in cells.items()}
    extra = _extra(names, others, record)
    if not texts.get("action"):
        raise ValueError("The action is missing.")
    return SheetRow(
        number=number,
        given=frozenset(texts),
        key=texts.get("id", ""),
        action=texts["action"],
        owner=texts.get("owner", ""),
        due_on=_due_on(texts.get("due_date", "")),
        state=parse_state(texts["status"]) if texts.get("status") else "",
        source=texts.get("source", ""),
        notes=texts.get("notes", ""),
        extra=extra,
    )


def _extra(names: list[str], others: dict[int, str], record: list[str]) -> tuple[tuple[str, str], ...]:
    """The cells of the other columns. One without a name and without a cell is only a wide spreadsheet."""
    present = [(place, name) for place, name in others.items() if place < len(record)]
    cells = [(name, checked(name, record[place]), names[place]) for place, name in present]
    return tuple((name, text) for name, text, is_named in cells if text or is_named)


def _due_on(text: str) -> date | None:
    if not text:
        return None
    try:
        return parse_date(text)
    except ValueError as error:
        raise ValueError(f"The due date “{shown(text)}” {error}") from error


def _check_key(row: SheetRow, seen: dict[str, int]) -> None:
    if not row.key:
        return
    if row.key in seen:
        raise ValueError(f"The id “{shown(row.key)}” stands in row {seen[row.key]} already.")
    seen[row.key] = row.number
