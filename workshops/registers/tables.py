"""The registers as CSV and Markdown tables out, and the tables that teams keep of some of them in.

Columns that have no place here are kept with their row, and come out again behind ours.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from workshops.due_dates import parse_date
from workshops.formula_cells import harmless, original
from workshops.registers.columns import COLUMNS
from workshops.validators import CONTROL, CONTROL_IN_TEXT

# More columns than this are no register either.
MOST_COLUMNS: Final = 60
LONGEST_HEADING: Final = 100
LONGEST_EXTRA: Final = 5_000
# Cells under headings that have no place here: heading -> (place in the file, cell).
Extra = dict[str, tuple[int, str]]
# A register that people read through; more rows are a file chosen by mistake.
MOST_ROWS: Final = 500
_LEVELS: Final = {"": "", "-": "", "–": "", "l": "low", "m": "medium", "med": "medium", "h": "high"}
_LONG: Final = ("rationale", "mitigation")


class TableError(ValueError):
    """The text is no such table; the message is a sentence for the user."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row; a column that the table does not have is not in `values`."""

    number: int
    values: dict[str, str | date | None]
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WrongRow:
    row: int
    reason: str


@dataclass(slots=True)
class Table:
    rows: list[TableRow] = field(default_factory=list)
    wrong: list[WrongRow] = field(default_factory=list)


def write_csv(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The file, headings first; what a spreadsheet would take for a formula is made harmless."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerows([harmless(cell) for cell in row] for row in (headings, *rows))
    return file.getvalue()


def write_markdown(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The same as a Markdown table; lines of one cell are kept apart by `<br>`."""
    lines = [["---"] * len(headings), *([_markdown_cell(cell) for cell in row] for row in rows)]
    named = [_markdown_cell(heading) for heading in headings]
    return "".join(f"| {' | '.join(line)} |\n" for line in (named, *lines))


def read(register: str, text: str) -> Table:
    """The rows of a CSV or Markdown table; raises TableError where the text is none of this register.

    A Markdown document may say more around the table: the first table with our columns is read.
    """
    records = iter(_records(register, text))
    header = next(records, (0, []))[1]
    if isinstance(header, str):
        raise TableError(header)
    names = _names(register, header)
    table, seen = Table(), set[str]()
    for number, cells in records:
        if len(table.rows) + len(table.wrong) >= MOST_ROWS:
            raise TableError(f"The table has more than {MOST_ROWS} rows. Split it.")
        try:
            row = _row(number, header, names, cells)
            key = str(row.values.get("key", "")).casefold()
            if key and key in seen:
                raise ValueError("The ID stands in a row above already.")
        except ValueError as error:
            table.wrong.append(WrongRow(number, str(error)))
        else:
            seen.add(key)
            table.rows.append(row)
    return table


def _names(register: str, header: Sequence[str]) -> list[str]:
    """What each column holds; empty where it has no place here. Raises TableError."""
    if len(header) > MOST_COLUMNS:
        raise TableError(f"The first row has more than {MOST_COLUMNS} columns.")
    names = [_column(register, cell) for cell in header]
    if "text" not in names:
        raise TableError(f"The first row does not name the columns: {', '.join(COLUMNS[register])}.")
    given = [name or _plain(cell) for name, cell in zip(names, header, strict=True) if name or cell.strip()]
    if len(set(given)) < len(given):
        raise TableError("The first row names a column twice.")
    if any(len(cell.strip()) > LONGEST_HEADING or CONTROL.search(cell.strip()) for cell in header):
        raise TableError("A heading of the first row is too long, or holds control characters.")
    return names


Record = tuple[int, list[str] | str]


def _records(register: str, text: str) -> Iterator[Record]:
    """The rows with something in them, numbered as a spreadsheet counts: the header is row 1.

    Words in place of cells are what is wrong with the row.
    """
    text = text.removeprefix("\ufeff")
    lines = text.splitlines()
    first = next((line for line in lines if line.strip()), "")
    start = next((n for n, line in enumerate(lines) if _is_header(register, line)), None)
    # A bar may stand in any cell of a CSV file: what its first row says comes first.
    if start is not None and not _is_csv_header(register, first):
        rows: Iterator[list[str] | str] = _markdown_rows(lines[start:])
    else:
        rows = _csv_rows(text, _separator(first))
    filled = (row for row in rows if isinstance(row, str) or any(cell.strip() for cell in row))
    return enumerate(filled, start=1)


def _is_header(register: str, line: str) -> bool:
    return "|" in line and "text" in [_column(register, cell) for cell in _markdown_cells(line)]


def _markdown_rows(lines: Sequence[str]) -> Iterator[list[str]]:
    """The table at the beginning of these lines: it ends at the first line without a bar."""
    for line in lines:
        if "|" not in line:
            return
        cells = _markdown_cells(line)
        if not all(re.fullmatch(r":?-+:?", cell) for cell in cells):
            yield cells


def _markdown_cells(line: str) -> list[str]:
    cells = re.split(r"(?<!\\)\|", re.sub(r"(?<!\\)\|$", "", line.strip().removeprefix("|")))
    return [re.sub(r"<br ?/?>", "\n", cell.strip().replace("\\|", "|")) for cell in cells]


def _separator(line: str) -> str:
    return max(",;\t", key=lambda char: (line.count(char), char == ","))


def _is_csv_header(register: str, line: str) -> bool:
    return "text" in [_column(register, cell.strip('" ')) for cell in line.split(_separator(line))]


def _csv_rows(text: str, separator: str) -> Iterator[list[str] | str]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        try:
            yield [original(cell) for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error:
            yield "The quotes do not match, or a cell is too long."


def _plain(cell: str) -> str:
    return " ".join(cell.casefold().replace("*", "").split())


def _column(register: str, cell: str) -> str:
    name = _plain(cell)
    return next((column for title, column in COLUMNS[register].items() if title.casefold() == name), "")


def _row(number: int, header: Sequence[str], names: Sequence[str], cells: list[str] | str) -> TableRow:
    """The row's values; ValueError with a sentence for the first thing that is wrong."""
    if isinstance(cells, str):
        raise ValueError(cells)
    if any(cell.strip() for cell in cells[len(names) :]):
        raise ValueError(f"The row has {len(cells)} cells, the first row {len(names)}.")
    values = {name: _value(name, cell) for name, cell in zip(names, cells, strict=False) if name}
    if not values.get("text"):
        raise ValueError("What the row is about is missing.")
    extra: Extra = {}
    for place, (heading, name, cell) in enumerate(zip(header, names, cells, strict=False)):
        if not name and heading.strip():
            extra[heading.strip()] = (place, _extra_cell(heading.strip(), cell))
    return TableRow(number, values, extra)


def _extra_cell(heading: str, cell: str) -> str:
    text = cell.replace("\r\n", "\n").strip()
    if len(text) > LONGEST_EXTRA or CONTROL_IN_TEXT.search(text):
        raise ValueError(f"The cell under “{heading[:40]}” is too long, or holds control characters.")
    return text


def _value(name: str, cell: str) -> str | date | None:
    text = cell.replace("\r\n", "\n").strip()
    if name in _LONG:
        return text
    text = " ".join(text.split())
    if name == "decided_on":
        if not text:
            return None
        try:
            return parse_date(text)
        except ValueError as error:
            raise ValueError(f"The date “{text[:40]}” {error}") from error
    if name in ("impact", "likelihood"):
        word = text.casefold()
        level = _LEVELS.get(word, word)
        if level not in ("", "low", "medium", "high"):
            raise ValueError(f"“{text[:40]}” is no level; write low, medium or high.")
        return level
    return text


def _markdown_cell(text: str) -> str:
    return "<br>".join(text.replace("|", "\\|").splitlines())
