"""The decision log and the risk register as the tables that teams keep: CSV and Markdown, in and out."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from workshops.due_dates import parse_date
from workshops.formula_cells import harmless, original

# The heading of each column, and the name of what it holds.
COLUMNS: Final[Mapping[str, Mapping[str, str]]] = {
    "decision": {
        "ID": "key",
        "Date": "decided_on",
        "Decision": "text",
        "Rationale": "rationale",
        "Owner": "owner",
        "Impacted Artifacts": "artifacts",
    },
    "risk": {
        "ID": "key",
        "Risk": "text",
        "Impact": "impact",
        "Likelihood": "likelihood",
        "Owner": "owner",
        "Mitigation": "mitigation",
    },
}
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


@dataclass(frozen=True, slots=True)
class WrongRow:
    row: int
    reason: str


@dataclass(slots=True)
class Table:
    rows: list[TableRow] = field(default_factory=list)
    wrong: list[WrongRow] = field(default_factory=list)


def write_csv(register: str, rows: Iterable[Sequence[str]]) -> str:
    """The file, header first; the rows have their cells in the order of the columns."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS[register])
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return file.getvalue()


def write_markdown(register: str, rows: Iterable[Sequence[str]]) -> str:
    """The same as a Markdown table; lines of one cell are kept apart by `<br>`."""
    names = list(COLUMNS[register])
    lines = [names, ["---"] * len(names), *([_markdown_cell(cell) for cell in row] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def read(register: str, text: str) -> Table:
    """The rows of a CSV or Markdown table; raises TableError where the text is none of this register."""
    records = iter(_records(text))
    names = [_column(register, cell) for cell in next(records, (0, []))[1]]
    if "text" not in names:
        raise TableError(f"The first row does not name the columns: {', '.join(COLUMNS[register])}.")
    if len(set(filter(None, names))) < len(list(filter(None, names))):
        raise TableError("The first row names a column twice.")
    table, seen = Table(), set[str]()
    for number, cells in records:
        if len(table.rows) + len(table.wrong) >= MOST_ROWS:
            raise TableError(f"The table has more than {MOST_ROWS} rows. Split it.")
        try:
            row = TableRow(number, _values(names, cells))
            key = str(row.values.get("key", "")).casefold()
            if key and key in seen:
                raise ValueError("The ID stands in a row above already.")
        except ValueError as error:
            table.wrong.append(WrongRow(number, str(error)))
        else:
            seen.add(key)
            table.rows.append(row)
    return table


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows with something in them, numbered as a spreadsheet counts: the header is row 1."""
    text = text.removeprefix("\ufeff")
    first = next((line for line in text.splitlines() if line.strip()), "")
    rows = _markdown_rows(text) if "|" in first else _csv_rows(text, first)
    filled = (cells for cells in rows if any(cell.strip() for cell in cells))
    return enumerate(filled, start=1)


def _markdown_rows(text: str) -> Iterator[list[str]]:
    for line in text.splitlines():
        cells = re.split(r"(?<!\\)\|", line.strip().removeprefix("|").removesuffix("|"))
        if "|" in line and not all(re.fullmatch(r"\s*:?-+:?\s*", cell) for cell in cells):
            yield [re.sub(r"<br ?/?>", "\n", cell.strip().replace("\\|", "|")) for cell in cells]


def _csv_rows(text: str, first: str) -> Iterator[list[str]]:
    separator = max(",;\t", key=lambda char: (first.count(char), char == ","))
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
            yield [original(cell) for cell in cells]
    except csv.Error as error:
        raise TableError("The quotes do not match, or a cell is too long.") from error


def _column(register: str, cell: str) -> str:
    name = " ".join(cell.casefold().replace("*", "").split())
    return next((column for title, column in COLUMNS[register].items() if title.casefold() == name), "")


def _values(names: Sequence[str], cells: Sequence[str]) -> dict[str, str | date | None]:
    if any(cell.strip() for cell in cells[len(names) :]):
        raise ValueError(f"The row has {len(cells)} cells, the first row {len(names)}.")
    values: dict[str, str | date | None] = {
        name: _value(name, cell) for name, cell in zip(names, cells, strict=False) if name
    }
    if not values.get("text"):
        raise ValueError("What the row is about is missing.")
    return values


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
