"""What the charts of the action log count, each in one question."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any, Final

from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce

from actions.charts import Load, Week
from actions.models import ActionItem
from actions.states import CLOSED
from workshops.models import Project

WEEKS: Final = 12
# As many owners as a drawing shows; the others are one bar.
OWNERS: Final = 15


def weeks_of(project: Project, *, today: date) -> list[Week]:
    """The last weeks, this one included, in the project's zone."""
    this_week = today - timedelta(days=today.weekday())
    mondays = [this_week - timedelta(weeks=back) for back in reversed(range(-1, WEEKS))]
    starts = [datetime.combine(monday, time.min, tzinfo=project.zone) for monday in mondays]
    counts: dict[str, Any] = {"is_open": Count("pk", filter=~Q(state__in=CLOSED))}
    for number, (start, end) in enumerate(pairwise(starts)):
        # Compared with instants: to name each row's week would cost a function of ours a row on SQLite.
        counts[f"opened_{number}"] = Count("pk", filter=Q(created_at__gte=start, created_at__lt=end))
        counts[f"closed_{number}"] = Count("pk", filter=Q(closed_at__gte=start, closed_at__lt=end))
    found: dict[str, int] = ActionItem.objects.filter(project=project).aggregate(**counts)
    is_open = found["is_open"]
    weeks = []
    for number in reversed(range(WEEKS)):
        opened, closed = found[f"opened_{number}"], found[f"closed_{number}"]
        weeks.append(Week(mondays[number], opened, closed, is_open))
        is_open += closed - opened
    return weeks[::-1]


def loads_of(project: Project, *, today: date) -> list[Load]:
    """Who has most open first; whoever comes after the first few is put together."""
    rows = ActionItem.objects.filter(project=project).open().order_by()
    # Two people of one name are two; a role is one however it is written.
    groups = rows.values("owner", "owner_key").annotate(
        name=Coalesce(F("owner__name"), F("owner_text")),
        open=Count("pk"),
        overdue=Count("pk", filter=Q(due_on__lt=today)),
    )
    found: dict[tuple[int | None, str], Load] = {}
    for row in groups:
        key = (row["owner"], row["owner_key"])
        before = found.get(key, Load(row["name"] or "Nobody yet", 0, 0))
        found[key] = Load(before.name, before.open + row["open"], before.overdue + row["overdue"])
    loads = sorted(found.values(), key=lambda load: (-load.open, load.name.casefold()))
    rest = loads[OWNERS:]
    if len(rest) < 2:
        return loads
    together = Load(f"{len(rest)} others", sum(x.open for x in rest), sum(x.overdue for x in rest))
    return [*loads[:OWNERS], together]
