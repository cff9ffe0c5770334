"""The last look before a workshop is scheduled: what leaves when, to whom, and what is missing."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from emails.selectors import TouchpointStatus, touchpoint_statuses
from workshops import services
from workshops.models import Workshop
from workshops.services import PlannedTouchpoint, ServiceError
from workshops.views.request import SignedInRequest


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A touchpoint with what scheduling would do and what it lacks."""

    planned: PlannedTouchpoint
    status: TouchpointStatus


def review(request: SignedInRequest, pk: int) -> HttpResponse:
    """The page says what will happen; its button makes it happen."""
    workshops = Workshop.objects.managed_by(request.user).select_related("project", "organizer")
    workshop = get_object_or_404(workshops, pk=pk)
    now = timezone.now()
    if request.method == "POST":
        try:
            services.schedule(workshop_id=pk, by=request.user, now=now)
        except ServiceError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, "Scheduled. From now on the mails leave by themselves.")
            return redirect(workshop)
    context = {
        "workshop": workshop,
        "missing": services.missing_for_schedule(workshop) if workshop.is_draft else [],
        "now": now,
    }
    try:
        context["rows"] = _rows(workshop, now)
    except ServiceError as error:
        context["problem"] = str(error)
    return render(request, "emails/review.html", context)


def _rows(workshop: Workshop, now: datetime) -> list[ReviewRow]:
    statuses = {status.touchpoint.pk: status for status in touchpoint_statuses(workshop, now)}
    planned = services.schedule_preview(workshop, now=now)
    rows = [ReviewRow(row, statuses[row.touchpoint.pk]) for row in planned]
    return sorted(rows, key=lambda row: row.planned.opens_at)
