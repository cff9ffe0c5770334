"""Decision log and risk register in and out: a preview says what an upload would do, and does nothing."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from workshops.models import Entry, Project, User, Workshop
from workshops.owners import OwnerBook
from workshops.registers.tables import Extra, Table, TableRow, WrongRow
from workshops.selectors.register import ENTRIES, owner_book
from workshops.services.register_rows import new_row
from workshops.services.registers import store_entry


@dataclass(slots=True)
class TableImport:
    """What an upload does: the new rows, what changes in which rows, and what is wrong."""

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: int = 0
    wrong: list[WrongRow] = field(default_factory=list)


@transaction.atomic
def import_table(
    *, workshop_id: int, register: str, table: Table, by: User | None, now: datetime, is_preview: bool = False
) -> TableImport:
    """Take over the rows: a known ID changes that row, wherever in the project it came from.

    The others are new. A preview does the same and takes all of it back.
    """
    workshop = Workshop.objects.get(pk=workshop_id)
    # Two who save the same file at once take turns: the second finds the rows of the first.
    Project.objects.select_for_update().get(pk=workshop.project_id)
    book = owner_book(workshop.project_id)
    model = ENTRIES[register]
    rows = model.objects.filter(workshop__project=workshop.project_id).select_related("owner", "workshop")
    known = {row.key.casefold(): row for row in rows}
    done = TableImport(wrong=list(table.wrong))
    for row in table.rows:
        entry = known.get(str(row.values.get("key", "")).casefold())
        values = _values(row, entry, book)
        if entry and all(getattr(entry, name) == value for name, value in values.items()):
            done.unchanged += 1
            continue
        target = entry or new_row(model, workshop, by=by, now=now)
        keys = [other.key for other in known.values()]
        try:
            saved = store_entry(target, register=register, values=values, keys=keys, by=by, now=now)
        except ValidationError as error:
            done.wrong.append(WrongRow(row.number, " ".join(error.messages)))
        else:
            known[saved.key.casefold()] = saved
            (done.changed if entry else done.new).append(_told(saved, register) if entry else str(saved))
    transaction.set_rollback(is_preview)
    return done


def _values(row: TableRow, entry: Entry | None, book: OwnerBook) -> dict[str, Any]:
    """The row as it is saved; the owner is a person where one is meant."""
    values: dict[str, Any] = {name: value for name, value in row.values.items() if name != "owner"}
    if entry:
        values.pop("key", None)
    if "owner" in row.values:
        text = str(row.values["owner"])
        is_same = entry is not None and entry.owner is not None and entry.owner.name == text
        owner_id = entry.owner_id if entry and is_same else book.find(text)
        values |= {"owner_id": owner_id, "owner_text": "" if owner_id else text}
    if row.extra:
        values["extra"] = _merged(entry.extra if entry else {}, row.extra)
    return values


def _told(entry: Entry, register: str) -> str:
    """What the change was, as the history has it."""
    last = entry.workshop.history.filter(subject=f"{register}:{entry.pk}").first()
    return last.detail if last else str(entry)


def _merged(before: dict[str, Any], given: Extra) -> dict[str, Any]:
    """The columns of before with the given cells; a column keeps the place that it had at first."""
    places = {heading: place for heading, (place, _) in before.items()}
    cells = {heading: [places.get(heading, place), cell] for heading, (place, cell) in given.items()}
    return {**before, **cells}
