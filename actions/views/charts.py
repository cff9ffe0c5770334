"""How the action log goes, drawn; and the same as tables."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from actions.charts import load_chart, week_chart
from actions.selectors.charts import loads_of, weeks_of
from workshops.models import Project
from workshops.views.request import SignedInRequest


def action_charts(request: SignedInRequest, pk: int) -> HttpResponse:
    """What came and went by week, and who has how much."""
    project = get_object_or_404(Project.objects.visible_to(request.user), pk=pk)
    today = timezone.now().astimezone(project.zone).date()
    weeks, loads = weeks_of(project, today=today), loads_of(project, today=today)
    context = {
        "project": project,
        "today": today,
        "weeks": week_chart(weeks),
        "is_quiet": not any(week.opened or week.closed or week.open_at_end for week in weeks),
        "loads": load_chart(loads) if loads else None,
    }
    return render(request, "actions/charts.html", context)
