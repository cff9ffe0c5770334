"""What every change of a register's row does: its version, its origin, and what changed in words."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from workshops.models import AgendaItem, Person, User, Workshop
from workshops.services.errors import NewerVersion, ServiceError


def locked_row(model: Any, row_id: int, workshop: Workshop, version: int | None) -> Any:
    """The row to change; raises NewerVersion where it is no longer the one that somebody looked at."""
    row = model.objects.select_for_update().get(pk=row_id, workshop=workshop)
    if version is not None and row.version != version:
        raise NewerVersion(row)
    return row


def new_row(model: Any, workshop: Workshop, *, by: User | None, now: datetime) -> Any:
    return model(workshop=workshop, added_by=by, added_at=now)


def set_values(row: Any, columns: Mapping[str, Any]) -> list[str]:
    """Set the columns; what changed, in words, in the order of the columns. Raises ServiceError."""
    _check_references(row.workshop, columns)
    changes = []
    for name, value in columns.items():
        before = _shown(row, name)
        setattr(row, name, value)
        if (after := _shown(row, name)) != before:
            changes.append(f"{_label(row, name)}: {before or 'empty'} → {after or 'empty'}")
    return changes


def save_changes(row: Any, changes: list[str]) -> None:
    """Validate and save; a row that was there before counts a version on. Raises ValidationError."""
    if row.pk and changes:
        row.version += 1
    # What the row refers to was checked when it was set, and its key is counted under the project's lock.
    row.full_clean(exclude=[field.name for field in row._meta.fields if field.is_relation])
    row.save()


def _check_references(workshop: Workshop, columns: Mapping[str, Any]) -> None:
    people = {columns[name] for name in ("owner_id", "flagged_by_id", "raised_by_id") if columns.get(name)}
    project = workshop.project_id
    if people and Person.objects.filter(pk__in=people, project_id=project).count() < len(people):
        raise ServiceError("Choose an owner out of this project's people.")
    item = columns.get("agenda_item_id")
    if item and not AgendaItem.objects.filter(pk=item, workshop=workshop).exists():
        raise ServiceError("Choose an item of this workshop's agenda.")


def _label(row: Any, name: str) -> str:
    if name.startswith("owner"):
        return "owner"
    if name == "extra":
        return "other columns"
    return str(getattr(row._meta.get_field(name), "verbose_name", name))


def _shown(row: Any, name: str) -> str:
    if name.endswith("_id"):
        other = getattr(row, name.removesuffix("_id"))
        return str(other) if other else ""
    value = getattr(row, name)
    if name == "extra":
        return ", ".join(f"{heading}: {cell or 'empty'}" for heading, (_, cell) in value.items())
    if isinstance(value, date):
        return value.isoformat()
    return str(getattr(row, f"get_{name}_display", lambda: value)() or "") if value else ""
