"""One workshop: its page, what it is about, and its plan document."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from workshops import services
from workshops.forms.saving import refusals_on
from workshops.forms.workshop import WorkshopForm
from workshops.models import Workshop
from workshops.selectors import participant as participant_selectors
from workshops.selectors import workshop as selectors
from workshops.selectors.projects import is_manager
from workshops.views.request import SignedInRequest
from workshops.views.way_back import done

# The newest lines of the history: the page is for what comes next.
HISTORY_SHOWN = 12


@require_safe
def workshop(request: SignedInRequest, pk: int) -> HttpResponse:
    """The state of the plan at a glance, and the way to each of its parts."""
    rows = Workshop.objects.visible_to(request.user).select_related("project", "organizer")
    found: Workshop = get_object_or_404(rows, pk=pk)
    now = timezone.now()
    recap = selectors.recap_of(found)
    plan = _plan_of(found, now)
    context = {
        "workshop": found,
        "now": now,
        "is_manager": is_manager(found.project, request.user),
        "is_over": bool(found.end and found.end <= now),
        "recap": recap,
        "sections": list(recap.sections.all()) if recap else [],
        "next_step": selectors.next_step(
            found,
            missing=services.missing_for_schedule(found),
            has_people=bool(plan["participants"]),
            recap=recap,
            now=now,
        ),
        "questions": found.open_questions.select_related("owner"),
        "approvals": found.approvals.select_related("owner"),
        "history": found.history.select_related("by")[:HISTORY_SHOWN],
    }
    return render(request, "workshops/workshop.html", context | plan)


def _plan_of(found: Workshop, now: Any) -> dict[str, Any]:
    participants = selectors.participants_of(found)
    agenda = list(found.agenda_items.all())
    touchpoints = selectors.touchpoint_rows(found, now=now)
    return {
        "participants": participants,
        "answers": selectors.answers_of(participants),
        "groups": selectors.participants_by_group(found, participants),
        "agenda": selectors.agenda_lines(found, agenda),
        "has_presenters": any(item.presenter for item in agenda),
        "agenda_total": selectors.total_of(found, agenda),
        "prework": participant_selectors.prework_rows(found, participants),
        "constraints": found.constraints.select_related("flagged_by"),
        "artifacts": list(found.artifacts.all()),
        "touchpoints": touchpoints,
        "time_line": selectors.time_line(found, (row.state for row in touchpoints), now=now),
    }


def workshop_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    rows = Workshop.objects.managed_by(request.user).select_related("project")
    found: Workshop = get_object_or_404(rows, pk=pk)
    # A form writes into its instance while it checks; the page's heading keeps what is saved.
    form = WorkshopForm(request.POST or None, instance=rows.get(pk=pk))
    if form.is_valid():
        with refusals_on(form):
            services.update_details(workshop_id=pk, **form.details, by=request.user, now=timezone.now())
            url = reverse("workshops:workshop-edit", args=[pk])
            done(request, "The workshop is saved.", url=url, label="Edit it again")
            return redirect("workshops:workshop", pk)
    return render(request, "workshops/workshop_form.html", {"form": form, "workshop": found})
