"""The registers' rows: added in the meeting, changed after it, each change in the workshop's history."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, cast

from django.db import transaction

from workshops.models import Constraint, Decision, Entry, Pipeline, Project, User, Workshop
from workshops.registers.kinds import BY_SLUG, next_key
from workshops.selectors.register import ENTRIES, model_of
from workshops.services.errors import ServiceError
from workshops.services.history import record
from workshops.services.outcomes import save_approval, save_question
from workshops.services.register_rows import locked_row, new_row, save_changes, set_values
from workshops.states import ApprovalState, ConstraintState, QuestionState


@transaction.atomic
def save_entry(
    *,
    workshop_id: int,
    register: str,
    entry_id: int | None = None,
    version: int | None = None,
    values: Mapping[str, Any],
    by: User | None,
    now: datetime,
) -> Entry:
    """Add a row, or change the named values of one. Raises ValidationError and ServiceError.

    `owner_id` is a person of the project; `owner_text` stands for an owner who is none. `depends_on` are the
    ids of pipelines of the project. Raises NewerVersion where the row is no longer of the given version.
    """
    workshop = Workshop.objects.select_related("project").get(pk=workshop_id)
    # Keys are counted through the project: two who add at once take turns.
    Project.objects.select_for_update().get(pk=workshop.project_id)
    model = ENTRIES[register]
    if entry_id:
        entry = locked_row(model, entry_id, workshop, version)
    else:
        entry = new_row(model, workshop, by=by, now=now)
    return store_entry(entry, register=register, values=values, by=by, now=now)


def store_entry(
    entry: Any,
    *,
    register: str,
    values: Mapping[str, Any],
    keys: Iterable[str] | None = None,
    by: User | None,
    now: datetime,
) -> Entry:
    """Save a new or locked row with its history, in the caller's transaction that holds the project's lock.

    `keys` are those that the project's rows have, where the caller knows them. Nothing is written before all
    of it is checked.
    """
    workshop, is_new = entry.workshop, entry.pk is None
    columns = {name: value for name, value in values.items() if name != "depends_on"}
    if isinstance(entry, Decision) and is_new:
        # What is put down as decided was decided today, unless it says another day.
        columns.setdefault("decided_on", now.astimezone(workshop.zone).date())
    changes = set_values(entry, columns)
    if not entry.key:
        known = _keys(type(entry), workshop.project_id) if keys is None else keys
        entry.key = next_key(BY_SLUG[register].prefix, known)
    others = _new_dependencies(entry, values["depends_on"]) if "depends_on" in values else None
    if others is not None:
        changes.append(f"depends on: {', '.join(other.key for other in others) or 'nothing'}")
    save_changes(entry, changes)
    if others is not None:
        entry.depends_on.set(others)
    if changes or is_new:
        what = f"{BY_SLUG[register].what} {'added' if is_new else 'changed'}"
        detail = f"{entry}{'' if is_new else ' – ' + '; '.join(changes)}"
        record(workshop, what, by=by, now=now, detail=detail, subject=f"{register}:{entry.pk}")
    return cast(Entry, entry)


@transaction.atomic
def save_constraint(
    *,
    workshop_id: int,
    constraint_id: int | None = None,
    version: int | None = None,
    values: Mapping[str, Any],
    by: User | None,
    now: datetime,
) -> Constraint:
    """Put down a constraint that somebody names, or change one: an answer closes it, none opens it again.

    Raises ValidationError and ServiceError, and NewerVersion as `save_entry` does.
    """
    workshop = Workshop.objects.get(pk=workshop_id)
    if constraint_id:
        constraint = locked_row(Constraint, constraint_id, workshop, version)
    else:
        constraint = new_row(Constraint, workshop, by=by, now=now)
        constraint.at = now
    answer = values.get("answer", constraint.answer).strip()
    state = ConstraintState.ANSWERED if answer else ConstraintState.OPEN
    changes = set_values(constraint, {**values, "answer": answer, "state": state})
    save_changes(constraint, changes)
    if changes or not constraint_id:
        what = f"constraint {'changed' if constraint_id else 'added'}"
        detail = f"{constraint}{' – ' + '; '.join(changes) if constraint_id else ''}"
        record(workshop, what, by=by, now=now, detail=detail, subject=f"constraint:{constraint.pk}")
    return constraint


@transaction.atomic
def delete_row(
    *, register: str, row_id: int, version: int | None = None, by: User | None, now: datetime
) -> None:
    """Take a row out of its register; the workshop's history keeps what it said.

    Raises NewerVersion where the row is no longer of the given version.
    """
    model = model_of(register)
    row = locked_row(model, row_id, model.objects.get(pk=row_id).workshop, version)
    what = f"{BY_SLUG[register].what} removed"
    record(row.workshop, what, by=by, now=now, detail=str(row), subject=f"{register}:{row_id}")
    row.delete()


def _keys(model: type[Entry], project_id: int) -> Iterable[str]:
    return model.objects.filter(workshop__project=project_id).values_list("key", flat=True)


def _new_dependencies(pipeline: Pipeline, ids: Iterable[int]) -> list[Pipeline] | None:
    """What the pipeline is to depend on from now on; None where that stays as it is."""
    wanted = set(ids)
    before = set(pipeline.depends_on.values_list("pk", flat=True)) if pipeline.pk else set()
    if wanted == before:
        return None
    project = pipeline.workshop.project_id
    others = {row.pk: row for row in Pipeline.objects.filter(workshop__project=project)}
    if not wanted <= set(others):
        raise ServiceError("Choose pipelines of this project.")
    if pipeline.pk and _reaches(pipeline.pk, wanted, project):
        raise ServiceError(f"{pipeline.key} would wait for itself: one of these depends on it.")
    return [others[pk] for pk in sorted(wanted)]


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
) -> Any:
    """Add what was caught in one line to any of the registers. Raises ValidationError and ServiceError.

    `agenda_item_id` among the values says during which item of the agenda it came up.
    """
    return save_row(workshop_id=workshop_id, register=register, values=values, by=by, now=now)


@transaction.atomic
def save_row(
    *,
    workshop_id: int,
    register: str,
    row_id: int | None = None,
    version: int | None = None,
    values: Mapping[str, Any],
    by: User | None,
    now: datetime,
) -> Any:
    """Add a row to any register, or change one. Raises ValidationError, ServiceError, NewerVersion."""
    given: dict[str, Any] = {"workshop_id": workshop_id, "version": version, "by": by, "now": now}
    if register in ENTRIES:
        return save_entry(register=register, entry_id=row_id, values=values, **given)
    if register == "constraint":
        # A constraint is nobody's: its owner on the forms is who flagged it.
        columns = {"flagged_by_id" if name == "owner_id" else name: said for name, said in values.items()}
        return save_constraint(constraint_id=row_id, values=columns, **given)
    if register == "question":
        fresh = {} if row_id else {"state": QuestionState.OPEN, "answer": ""}
        return save_question(question_id=row_id, **{**fresh, **values}, **given)
    fresh = {} if row_id else {"state": ApprovalState.PENDING, "reason": ""}
    return save_approval(approval_id=row_id, **{**fresh, **values}, **given)


@transaction.atomic
def show_register(*, workshop_id: int, register: str, is_shown: bool, by: User | None, now: datetime) -> None:
    """Show a register that the plan does not speak of, or leave it to the plan again. Safe to repeat."""
    workshop = Workshop.objects.select_for_update().get(pk=workshop_id)
    shown = {slug for slug in workshop.more_registers if slug != register} | ({register} & set(BY_SLUG))
    wanted = sorted(shown if is_shown else shown - {register})
    if wanted != workshop.more_registers:
        workshop.more_registers = wanted
        workshop.save(update_fields=["more_registers"])
        what = f"register {'shown' if is_shown else 'left to the plan'}"
        record(workshop, what, by=by, now=now, detail=BY_SLUG[register].title)
