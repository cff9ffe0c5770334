"""Which action of the log a row of an uploaded table means."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence

from actions.models import ActionItem
from actions.sheet import SheetRow

# How many values one statement asks for: well below what SQLite and PostgreSQL take.
_CHUNK = 500


class Matcher:
    """By its id; a row without one by its words, its owner and its source, as far as the row gives them.

    Each action is given to one row only, so that rows with the same words stay as many as they are.
    """

    def __init__(
        self, project_id: int, rows: Sequence[SheetRow], owners: dict[str, int | None], *, locks: bool
    ) -> None:
        self._owners = owners
        # Always in the same order: two imports must not wait for each other's rows.
        rows_of_project = ActionItem.objects.filter(project_id=project_id).select_related("owner", "workshop")
        self._actions = rows_of_project.order_by("pk")
        if locks:
            self._actions = self._actions.select_for_update(of=("self",))
        keys = {row.key for row in rows if row.key}
        self._by_key: dict[str, ActionItem] = {item.key: item for item in self._fetch("key", keys)}
        words = {row.action for row in rows if not row.key}
        self._unnamed = [item for item in self._fetch("action", words) if item.key not in keys]
        self._indexes: dict[frozenset[str], dict[tuple[str, ...], deque[ActionItem]]] = {}
        self._used: set[int] = set()

    def find(self, row: SheetRow) -> ActionItem | None:
        if row.key:
            return self._by_key.get(row.key)
        given = row.given & {"owner", "source"}
        if given not in self._indexes:
            self._indexes[given] = self._index(given)
        source = row.source if "source" in given else ""
        for owner in self._owner_marks(row) if "owner" in given else [""]:
            waiting = self._indexes[given].get((row.action, owner, source), deque())
            while waiting:
                item = waiting.popleft()
                if item.pk not in self._used:
                    self._used.add(item.pk)
                    return item
        return None

    def _fetch(self, name: str, values: Iterable[str]) -> Iterator[ActionItem]:
        ordered = sorted(values)
        for first in range(0, len(ordered), _CHUNK):
            yield from self._actions.filter(**{f"{name}__in": ordered[first : first + _CHUNK]})

    def _index(self, given: frozenset[str]) -> dict[tuple[str, ...], deque[ActionItem]]:
        index: dict[tuple[str, ...], deque[ActionItem]] = {}
        for item in self._unnamed:
            source = item.source if "source" in given else ""
            marks = [f"t{item.owner_name}", f"p{item.owner_id}"] if "owner" in given else [""]
            for mark in marks:
                index.setdefault((item.action, mark, source), deque()).append(item)
        return index

    def _owner_marks(self, row: SheetRow) -> list[str]:
        """The person who is meant first, else the words that stand there."""
        person = self._owners.get(row.owner)
        return [f"p{person}", f"t{row.owner}"] if person else [f"t{row.owner}"]
