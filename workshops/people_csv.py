"""Reading a list of people: `name,email,groups`, groups separated by `;`; or addresses as in a mail. Pure."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from workshops.people_addresses import addresses_in
from workshops.validators import one_line, plain_address

MAX_BYTES = 1024 * 1024
MAX_FIELD = 10_000
MAX_COLUMNS = 100
# As much of a cell as a reason repeats.
SHOWN = 60
COLUMNS = ("name", "email", "groups")


def decode_list(data: bytes) -> str:
    """The text of a list, in any encoding that spreadsheets write. Raises ValueError past the size limit."""
    if len(data) > MAX_BYTES:
        raise ValueError("The list is larger than 1 MB.")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


@dataclass(frozen=True, slots=True)
class PersonRow:
    line: int
    name: str
    email: str
    groups: tuple[str, ...]
    # False where the list gives no name, and it is made of the address.
    is_named: bool = field(default=True, compare=False)


@dataclass(frozen=True, slots=True)
class WrongRow:
    """A row that was left out, with its line in the file and the reason."""

    line: int
    reason: str


def read_people(text: str) -> tuple[list[PersonRow], list[WrongRow]]:
    """The rows of the list, and those that cannot be used. Without a header: columns in order."""
    good: list[PersonRow] = []
    wrong: list[WrongRow] = []
    seen: dict[str, int] = {}
    delimiter = _delimiter(text)
    addresses = addresses_in(text)
    # A list of addresses has no header: nobody is called “Name” in it.
    columns = {"name": 0, "email": 1} if addresses else None
    records = ((line, [name, email], "") for line, name, email in addresses or ())
    for line, cells, problem in records if addresses else _records(text, delimiter):
        if problem:
            wrong.append(WrongRow(line, problem))
            continue
        if columns is None:
            columns = _columns(cells)
            if columns is not None:
                continue
            columns = {name: index for index, name in enumerate(COLUMNS)}
        row = _row(line, cells, columns, delimiter)
        if isinstance(row, PersonRow) and row.email in seen:
            row = WrongRow(line, f"{row.email} stands in line {seen[row.email]} already.")
        if isinstance(row, PersonRow):
            seen[row.email] = line
            good.append(row)
        else:
            wrong.append(row)
    return good, wrong


def _delimiter(text: str) -> str:
    """The header's separator: spreadsheets of some countries write `;`, and a paste from one has tabs."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(",;\t", key=lambda char: (first.count(char), char == ","))


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str], str]]:
    """(line, cells, problem) for every record that is not blank; lines count from 1."""
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=delimiter)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, [], f"This row cannot be read: {error}."
            continue
        if len(cells) > MAX_COLUMNS:
            yield line, [], f"This row has {len(cells)} columns; a person has three."
        elif any(len(cell) > MAX_FIELD for cell in cells):
            yield line, [], "A field of this row is too long."
        elif any(cell.strip() for cell in cells):
            yield line, [cell.strip() for cell in cells], ""


def _columns(cells: list[str]) -> dict[str, int] | None:
    """Where each column stands, or None where the first record is no header."""
    names = [cell.casefold() for cell in cells]
    if "email" not in names and "name" not in names:
        return None
    return {name: names.index(name) for name in COLUMNS if name in names}


def _row(line: int, cells: list[str], columns: dict[str, int], delimiter: str) -> PersonRow | WrongRow:
    values = {name: cells[index] if index < len(cells) else "" for name, index in columns.items()}
    name, email = values.get("name", ""), values.get("email", "").lower()
    if not email:
        return WrongRow(line, "The email address is missing.")
    try:
        plain_address(email)
        one_line(name)
        groups = _groups(values.get("groups", ""), delimiter)
        for group in groups:
            one_line(group)
    except ValidationError as error:
        # With the row's own words: what is pasted shows no numbers of lines.
        return WrongRow(line, f"{_shown(email)}: {' '.join(error.messages)}")
    return PersonRow(line, name or email.partition("@")[0], email, groups, is_named=bool(name))


def _shown(words: str) -> str:
    """What names a row, on one line and short."""
    short = " ".join(words.split())
    return f"“{short[:SHOWN]}…”" if len(short) > SHOWN else f"“{short}”"


def _groups(text: str, delimiter: str) -> tuple[str, ...]:
    separator = "|" if delimiter == ";" and "|" in text else ";" if ";" in text or delimiter != ";" else ","
    names = (part.strip() for part in text.split(separator))
    return tuple(dict.fromkeys(name for name in names if name))
