"""What the charts of the action log count, each in one question."""

from datetime import date, datetime, time, timedelta
from typing import Final

from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce, TruncWeek

from actions.charts import Load, Week
from actions.models import ActionItem
from workshops.models import Project

WEEKS: Final = 12
# As many owners as a drawing shows; the others are one bar.
OWNERS: Final = 15


def weeks_of(project: Project, *, today: date) -> list[Week]:
    """The last weeks, this one included, in the project's zone."""
    this_week = today - timedelta(days=today.weekday())
    mondays = [this_week - timedelta(weeks=back) for back in reversed(range(WEEKS))]
    start = datetime.combine(mondays[0], time.min, tzinfo=project.zone)
    rows = ActionItem.objects.filter(project=project)
    opened = _by_week(project, "created_at", start)
    closed = _by_week(project, "closed_at", start)
    is_open = rows.open().count()
    weeks = []
    for monday in reversed(mondays):
        weeks.append(Week(monday, opened.get(monday, 0), closed.get(monday, 0), is_open))
        is_open += closed.get(monday, 0) - opened.get(monday, 0)
    return weeks[::-1]


def _by_week(project: Project, moment: str, start: datetime) -> dict[date, int]:
    rows = ActionItem.objects.filter(project=project, **{f"{moment}__gte": start}).order_by()
    weeks = rows.annotate(week=TruncWeek(moment, tzinfo=project.zone)).values("week")
    counted = weeks.annotate(count=Count("pk")).values_list("week", "count")
    return {week.date(): count for week, count in counted}


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
