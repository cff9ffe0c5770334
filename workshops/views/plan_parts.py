"""More and less of a plan: a touchpoint added or removed, a draft deleted."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from workshops import services
from workshops.forms.saving import refusals_on
from workshops.forms.touchpoints import TouchpointForm
from workshops.models import Touchpoint, Workshop
from workshops.selectors import projects as selectors
from workshops.services import ServiceError
from workshops.views.request import SignedInRequest
from workshops.views.touchpoints import editor_context


def touchpoint_new(request: SignedInRequest, pk: int) -> HttpResponse:
    """One more communication of the plan."""
    rows = Workshop.objects.managed_by(request.user).select_related("project")
    workshop: Workshop = get_object_or_404(rows, pk=pk)
    sender = workshop.touchpoints.exclude(sender="").values_list("sender", flat=True).first()
    form = TouchpointForm(
        request.POST or None, instance=Touchpoint(workshop=workshop), initial={"sender": sender or ""}
    )
    if "resume" not in request.POST and form.is_valid():
        with refusals_on(form):
            touchpoint = services.add_touchpoint(
                workshop_id=pk,
                values=form.values,
                group_ids=form.chosen("groups"),
                cc_group_ids=form.chosen("cc_groups"),
                by=request.user,
                now=timezone.now(),
            )
            messages.success(request, f"“{touchpoint.name}” is added.")
            return redirect("workshops:workshop", pk)
    context = editor_context(request, workshop) | {"form": form, "workshop": workshop}
    return render(request, "workshops/touchpoint_new.html", context)


def touchpoint_delete(request: SignedInRequest, pk: int) -> HttpResponse:
    """Asks first; of a scheduled workshop nothing is removed."""
    rows = Touchpoint.objects.managed_by(request.user).select_related("workshop__project")
    touchpoint: Touchpoint = get_object_or_404(rows, pk=pk)
    if request.method == "POST":
        try:
            services.remove_touchpoint(touchpoint_id=pk, by=request.user, now=timezone.now())
        except ServiceError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"“{touchpoint.name}” is out of the plan.")
        return redirect("workshops:workshop", touchpoint.workshop_id)
    context = {"touchpoint": touchpoint, "workshop": touchpoint.workshop}
    return render(request, "workshops/touchpoint_delete.html", context)


def workshop_delete(request: SignedInRequest, pk: int) -> HttpResponse:
    """Says what goes with the draft, then deletes it; what was scheduled is cancelled instead."""
    rows = Workshop.objects.managed_by(request.user).select_related("project")
    workshop: Workshop = get_object_or_404(rows, pk=pk)
    if request.method == "POST":
        try:
            services.delete_draft(workshop_id=pk)
        except ServiceError as error:
            messages.error(request, str(error))
            return redirect("workshops:workshop", pk)
        messages.success(request, f"The draft “{workshop}” is deleted.")
        return redirect("workshops:project", workshop.project_id)
    context = {"workshop": workshop, "uses": selectors.uses_of_draft(workshop)}
    return render(request, "workshops/workshop_delete.html", context)
