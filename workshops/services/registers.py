"""The registers' rows: added in the meeting, changed after it, each change in the workshop's history."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from workshops.models import Constraint, Decision, Entry, Person, Pipeline, Project, User, Workshop
from workshops.register_selectors import ENTRIES
from workshops.registers.kinds import BY_SLUG, next_key
from workshops.services.errors import ServiceError
from workshops.services.history import record
from workshops.services.outcomes import save_approval, save_question
from workshops.states import ApprovalState, QuestionState


@transaction.atomic
def save_entry(
    *,
    workshop_id: int,
    register: str,
    entry_id: int | None = None,
    values: Mapping[str, Any],
    by: User | None,
    now: datetime,
) -> Entry:
    """Add a row, or change the named values of one. Raises ValidationError and ServiceError.

    `owner_id` is a person of the project; `owner_text` stands for an owner who is none. `depends_on` are the
    ids of pipelines of the project.
    """
    workshop = Workshop.objects.select_related("project").get(pk=workshop_id)
    # Keys are counted through the project: two who add at once take turns.
    Project.objects.select_for_update().get(pk=workshop.project_id)
    model = ENTRIES[register]
    entry = model.objects.get(pk=entry_id, workshop=workshop) if entry_id else model(workshop=workshop)
    columns = {name: value for name, value in values.items() if name != "depends_on"}
    _check_owner(workshop, columns.get("owner_id"))
    if isinstance(entry, Decision) and not entry_id:
        # What is put down as decided was decided today, unless it says another day.
        columns.setdefault("decided_on", now.astimezone(workshop.zone).date())
    changes = _set(entry, columns)
    if not entry.key:
        entry.key = next_key(BY_SLUG[register].prefix, _keys(model, workshop.project_id))
    entry.full_clean()
    entry.save()
    if isinstance(entry, Pipeline) and "depends_on" in values:
        changes += _set_dependencies(entry, values["depends_on"])
    if changes or not entry_id:
        what = f"{BY_SLUG[register].what} {'changed' if entry_id else 'added'}"
        detail = f"{entry}{' – ' + '; '.join(changes) if entry_id else ''}"
        record(workshop, what, by=by, now=now, detail=detail, subject=f"{register}:{entry.pk}")
    return entry


@transaction.atomic
def delete_entry(*, register: str, entry_id: int, by: User | None, now: datetime) -> None:
    """Take a row out of its register; the workshop's history keeps what it said."""
    entry = ENTRIES[register].objects.select_related("workshop").get(pk=entry_id)
    record(entry.workshop, f"{BY_SLUG[register].what} removed", by=by, now=now, detail=str(entry))
    entry.delete()


@transaction.atomic
def add_constraint(
    *, workshop_id: int, text: str, flagged_by_id: int | None, by: User | None, now: datetime
) -> Constraint:
    """Put down a constraint that somebody names in the meeting. Raises ValidationError and ServiceError."""
    workshop = Workshop.objects.get(pk=workshop_id)
    _check_owner(workshop, flagged_by_id)
    constraint = Constraint(workshop=workshop, text=text, flagged_by_id=flagged_by_id, at=now)
    constraint.full_clean()
    constraint.save()
    record(workshop, "constraint added", by=by, now=now, detail=text, subject=f"constraint:{constraint.pk}")
    return constraint


def _check_owner(workshop: Workshop, owner_id: int | None) -> None:
    if owner_id and not Person.objects.filter(pk=owner_id, project_id=workshop.project_id).exists():
        raise ServiceError("Choose an owner out of this project's people.")


def _keys(model: type[Entry], project_id: int) -> Iterable[str]:
    return model.objects.filter(workshop__project=project_id).values_list("key", flat=True)


def _set(entry: Entry, columns: Mapping[str, Any]) -> list[str]:
    """Set the values; what changed, in words, in the order of the values."""
    changes = []
    for name, value in columns.items():
        before = _shown(entry, name)
        setattr(entry, name, value)
        if (after := _shown(entry, name)) != before:
            label = "owner" if name.startswith("owner") else _label(entry, name)
            changes.append(f"{label}: {before or 'empty'} → {after or 'empty'}")
    return changes


def _label(entry: Entry, name: str) -> str:
    return str(getattr(entry._meta.get_field(name), "verbose_name", name))


def _shown(entry: Entry, name: str) -> str:
    if name == "owner_id":
        return entry.owner.name if entry.owner else ""
    value = getattr(entry, name)
    if isinstance(value, date):
        return value.isoformat()
    return str(getattr(entry, f"get_{name}_display", lambda: value)() or "") if value else ""


def _set_dependencies(pipeline: Pipeline, ids: Iterable[int]) -> list[str]:
    wanted = set(ids)
    before = list(pipeline.depends_on.values_list("pk", flat=True))
    if wanted == set(before):
        return []
    project = pipeline.workshop.project_id
    others = {row.pk: row for row in Pipeline.objects.filter(workshop__project=project)}
    if not wanted <= set(others):
        raise ServiceError("Choose pipelines of this project.")
    if _reaches(pipeline.pk, wanted, project):
        raise ServiceError(f"{pipeline.key} would wait for itself: one of these depends on it.")
    pipeline.depends_on.set(wanted)
    return [f"depends on: {', '.join(others[pk].key for pk in sorted(wanted)) or 'nothing'}"]


def _reaches(goal: int, starts: Iterable[int], project_id: int) -> bool:
    """Whether the pipeline is among what these depend on, over any number of steps."""
    links = Pipeline.depends_on.through.objects.filter(from_pipeline__workshop__project=project_id)
    needs: dict[int, list[int]] = {}
    for source, target in links.values_list("from_pipeline_id", "to_pipeline_id"):
        needs.setdefault(source, []).append(target)
    open_ids, seen = list(starts), set[int]()
    while open_ids:
        pk = open_ids.pop()
        if pk == goal:
            return True
        if pk not in seen:
            seen.add(pk)
            open_ids += needs.get(pk, [])
    return False


@transaction.atomic
def add_to_register(
    *, workshop_id: int, register: str, values: Mapping[str, Any], by: User | None, now: datetime
) -> None:
    """Add what was caught in one line to any of the registers. Raises ValidationError and ServiceError."""
    if register in ENTRIES:
        save_entry(workshop_id=workshop_id, register=register, values=values, by=by, now=now)
    elif register == "constraint":
        person = values["owner_id"]
        add_constraint(workshop_id=workshop_id, text=values["text"], flagged_by_id=person, by=by, now=now)
    elif register == "question":
        state = QuestionState.OPEN
        save_question(workshop_id=workshop_id, **values, state=state, answer="", by=by, now=now)
    else:
        pending = ApprovalState.PENDING
        save_approval(workshop_id=workshop_id, **values, state=pending, reason="", by=by, now=now)
