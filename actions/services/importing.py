"""An uploaded table: what it would change, shown first, and the same carried out after a yes."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from actions.models import ActionEvent, ActionItem
from actions.selectors.log import owner_book
from actions.services.items import set_state
from actions.services.matching import Matcher
from actions.services.records import differences, key_number, last_key_number, snapshot
from actions.sheet import Sheet, SheetRow, WrongRow
from actions.states import ActionState
from workshops.models import Person, Project, User
from workshops.services.errors import ServiceError


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """A row that adds or changes an action: the action as it will be, and field -> [before, after]."""

    number: int
    item: ActionItem
    changes: dict[str, list[str]]


@dataclass(slots=True)
class ImportPlan:
    """What a table does to the log. The same table on the same log has the same digest."""

    new: list[PlannedRow] = field(default_factory=list)
    changed: list[PlannedRow] = field(default_factory=list)
    unchanged: int = 0
    wrong: list[WrongRow] = field(default_factory=list)

    @property
    def digest(self) -> str:
        rows = [*self.new, *self.changed]
        planned = [(row.number, row.item.pk, row.item.version, row.changes) for row in rows]
        return hashlib.sha256(repr(planned).encode()).hexdigest()

    @property
    def is_empty(self) -> bool:
        return not self.new and not self.changed


class StalePreview(ServiceError):
    """The log changed after the preview; `plan` is what the table would do now."""

    def __init__(self, plan: ImportPlan) -> None:
        super().__init__("The action log changed since this preview. Look at it again before you save.")
        self.plan = plan


def preview_import(*, project_id: int, sheet: Sheet, now: datetime) -> ImportPlan:
    """What `import_actions` would do with the table; nothing is saved."""
    return _plan(project_id, sheet, now, locks=False)


@transaction.atomic
def import_actions(
    *, project_id: int, sheet: Sheet, by: User | None, now: datetime, expected_digest: str = ""
) -> ImportPlan:
    """Take over every row that is not wrong. A second import of the same table changes nothing.

    With `expected_digest`, raises StalePreview where that is no longer what would happen.
    """
    # One import at a time, and nobody adds an action meanwhile: the next keys are ours.
    Project.objects.select_for_update().get(pk=project_id)
    plan = _plan(project_id, sheet, now, locks=True)
    if expected_digest and plan.digest != expected_digest:
        raise StalePreview(plan)
    _give_keys(project_id, plan)
    ActionItem.objects.bulk_create([row.item for row in plan.new], batch_size=500)
    for row in plan.changed:
        row.item.version += 1
    written = [
        *("action", "owner", "owner_text", "owner_key", "due_on", "state", "closed_at", "blocked_reason"),
        *("source", "notes", "extra", "version"),
    ]
    ActionItem.objects.bulk_update([row.item for row in plan.changed], written, batch_size=200)
    planned = [*plan.new, *plan.changed]
    events = [ActionEvent(action_item=row.item, at=now, by=by, changes=row.changes) for row in planned]
    ActionEvent.objects.bulk_create(events, batch_size=500)
    return plan


def _give_keys(project_id: int, plan: ImportPlan) -> None:
    """The project's next keys for the new rows without one, in the order of the table."""
    taken = max((key_number(row.item.key) for row in plan.new), default=0)
    last = max(last_key_number(project_id), taken)
    for row in plan.new:
        if not row.item.key:
            last += 1
            row.item.key = f"A-{last}"
            row.changes["id"] = ["", row.item.key]


def _plan(project_id: int, sheet: Sheet, now: datetime, *, locks: bool) -> ImportPlan:
    plan = ImportPlan(wrong=list(sheet.wrong))
    book = owner_book(project_id)
    owners = {row.owner: book.find(row.owner) for row in sheet.rows if row.owner}
    people = Person.objects.in_bulk({pk for pk in owners.values() if pk})
    matcher = Matcher(project_id, sheet.rows, owners, locks=locks)
    for row in sheet.rows:
        found = matcher.find(row)
        item = found or ActionItem(project_id=project_id, key=row.key)
        before = snapshot(item) if found else {}
        _take_over(item, row, people.get(owners.get(row.owner) or 0), now)
        after = snapshot(item) if found or not row.key else {"id": row.key} | snapshot(item)
        changes = differences(before, after)
        if found and not changes:
            plan.unchanged += 1
        else:
            (plan.changed if found else plan.new).append(PlannedRow(row.number, item, changes))
    return plan


def _take_over(item: ActionItem, row: SheetRow, owner: Person | None, now: datetime) -> None:
    """Set what the row has a cell for. A blank status says nothing; another blank cell empties its field."""
    item.action = row.action
    # The owner's name as the log wrote it means that owner, even where others have the same name.
    if "owner" in row.given and not (item.owner and row.owner == item.owner.name):
        item.give_to(owner, row.owner)
    if "due_date" in row.given:
        item.due_on = row.due_on
    if "source" in row.given:
        item.source = row.source
    if "notes" in row.given:
        item.notes = row.notes
    if row.state:
        set_state(item, row.state, now)
        # The table has no column for what blocks an action: it stays while the action is blocked.
        item.blocked_reason = item.blocked_reason if item.state == ActionState.BLOCKED else ""
    item.extra = _merged(item.extra, row.extra, is_new=item.pk is None)


def _merged(kept: list[list[str]], given: tuple[tuple[str, str], ...], *, is_new: bool) -> list[list[str]]:
    """The other columns' cells: those of the row win, those that it does not have stay.

    A blank cell is a cell of its own in a new action only, so that no column is lost.
    """
    cells = {name: text for name, text in kept}  # noqa: C416  (a list of lists, as JSON has no pairs)
    cells |= {name: text for name, text in given if text or name in cells or is_new}
    return [[name, text] for name, text in cells.items()]
