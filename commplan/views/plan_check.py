"""The plan check: its page, its part of the workshop's page, boxes to tick, the plan with its result."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.http import require_POST, require_safe

from commplan.plan_check import check_of, day_of_check, workshops_to_check
from workshops import services
from workshops.models import PlanCheckPoint, Workshop
from workshops.plan_check import as_markdown
from workshops.selectors.projects import is_manager
from workshops.views.request import SignedInRequest

# The panel is for what comes next; the page has all of it.
GAPS_SHOWN = 4


def _visible(request: SignedInRequest, pk: int) -> Workshop:
    workshop: Workshop = get_object_or_404(
        workshops_to_check().filter(pk__in=Workshop.objects.visible_to(request.user)), pk=pk
    )
    return workshop


@require_safe
def plan_check(request: SignedInRequest, pk: int) -> HttpResponse:
    """Each point of the plan's checklist and each defect, with what is missing and where it is mended."""
    workshop = _visible(request, pk)
    context = {
        "workshop": workshop,
        "report": check_of(workshop, now=timezone.now()),
        "points": {point.pk: point for point in workshop.check_points.all()},
        "is_manager": is_manager(workshop.project, request.user),
    }
    return render(request, "commplan/plan_check.html", context)


@require_safe
def plan_check_panel(request: SignedInRequest, pk: int) -> HttpResponse:
    """The score and the first gaps, for the workshop's page."""
    workshop = _visible(request, pk)
    report = check_of(workshop, now=timezone.now())
    context = {
        "workshop": workshop,
        "report": report,
        "gaps": report.gaps[:GAPS_SHOWN],
        "more": max(0, len(report.gaps) - GAPS_SHOWN),
        "is_manager": is_manager(workshop.project, request.user),
    }
    return render(request, "commplan/plan_check_panel.html", context)


@require_POST
def plan_check_tick(request: SignedInRequest, pk: int) -> HttpResponse:
    """`ticked=on` says that the point holds; without it the point is open again."""
    point: PlanCheckPoint = get_object_or_404(PlanCheckPoint.objects.managed_by(request.user), pk=pk)
    is_ticked = request.POST.get("ticked") == "on"
    services.tick_point(point_id=pk, is_ticked=is_ticked, by=request.user, now=timezone.now())
    messages.success(request, f"“{point.name}” is {'ticked' if is_ticked else 'open again'}.")
    return redirect("plan-check", point.workshop_id)


@require_safe
def plan_with_check(request: SignedInRequest, pk: int) -> HttpResponse:
    """The plan document with the result of the check below it."""
    workshop = _visible(request, pk)
    now = timezone.now()
    appendix = as_markdown(check_of(workshop, now=now), on=day_of_check(workshop, now))
    name = slugify(f"plan workshop {workshop.code} {workshop.title} checked")[:100] or "plan"
    return HttpResponse(
        services.export_plan(workshop=workshop) + appendix,
        content_type="text/markdown; charset=utf-8",
        headers={
            "Content-Disposition": content_disposition_header(True, f"{name}.md") or "attachment",
            "X-Content-Type-Options": "nosniff",
        },
    )
