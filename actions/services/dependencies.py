"""Which action waits for which: within one project, and never in a circle."""

from collections.abc import Collection

from actions.models import ActionItem
from workshops.services.errors import ServiceError

_WAITS = ActionItem.depends_on.through


def set_dependencies(item: ActionItem, ids: Collection[int]) -> dict[str, list[str]]:
    """What of the history changed: the keys before and after. ServiceError for a circle.

    The caller holds the project's lock: nobody ties another knot meanwhile.
    """
    before = dict(item.depends_on.order_by("pk").values_list("pk", "key"))
    wanted = ActionItem.objects.filter(pk__in=ids, project_id=item.project_id).order_by("pk")
    after = dict(wanted.values_list("pk", "key"))
    if len(after) < len(set(ids)):
        raise ServiceError("Choose actions of this project to wait for.")
    if before == after:
        return {}
    if item.pk in after:
        raise ServiceError("An action cannot wait for itself.")
    if circle := _first_that_waits_for(item.pk, after):
        raise ServiceError(f"{after[circle]} waits for {item.key} already: none of the two could begin.")
    item.depends_on.set(after)
    return {"waits for": [", ".join(before.values()), ", ".join(after.values())]}


def _first_that_waits_for(target: int, starts: Collection[int]) -> int | None:
    """Which of `starts` waits for `target`, however many actions stand between; one question a step."""
    reached = {start: start for start in starts}
    frontier = set(starts)
    while frontier:
        steps = _WAITS.objects.filter(from_actionitem_id__in=frontier)
        pairs = list(steps.values_list("from_actionitem_id", "to_actionitem_id"))
        frontier = set()
        for earlier, later in pairs:
            if later == target:
                return reached[earlier]
            if later not in reached:
                reached[later] = reached[earlier]
                frontier.add(later)
    return None
