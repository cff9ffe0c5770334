"""One touchpoint: its editor, skipping and restoring it, and the help on placeholders."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from workshops import services
from workshops.forms.saving import refusals_on
from workshops.forms.touchpoints import SkipForm, TouchpointForm
from workshops.models import Touchpoint
from workshops.placeholders import PLACEHOLDERS
from workshops.services import ServiceError
from workshops.views.request import SignedInRequest


def _managed(request: SignedInRequest, pk: int) -> Touchpoint:
    rows = Touchpoint.objects.managed_by(request.user).select_related("workshop__project", "skipped_by")
    touchpoint: Touchpoint = get_object_or_404(rows, pk=pk)
    return touchpoint


def touchpoint_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    touchpoint = _managed(request, pk)
    # A form writes into its instance while it checks; the page's heading keeps what is saved.
    form = TouchpointForm(request.POST or None, instance=_managed(request, pk))
    if form.is_valid():
        with refusals_on(form):
            services.update_touchpoint(
                touchpoint_id=pk,
                values=form.values,
                group_ids=form.chosen("groups"),
                cc_group_ids=form.chosen("cc_groups"),
                by=request.user,
                now=timezone.now(),
            )
            messages.success(request, f"“{touchpoint.name}” is saved.")
            return redirect("workshops:workshop", touchpoint.workshop_id)
    context = {
        "form": form,
        "touchpoint": touchpoint,
        "workshop": touchpoint.workshop,
        "placeholders": PLACEHOLDERS,
        "skip_form": SkipForm(),
    }
    return render(request, "workshops/touchpoint_form.html", context)


def touchpoint_skip(request: SignedInRequest, pk: int) -> HttpResponse:
    """Asks for the reason, then skips."""
    touchpoint = _managed(request, pk)
    form = SkipForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_on(form):
            reason = form.cleaned_data["reason"]
            services.skip_touchpoint(touchpoint_id=pk, reason=reason, by=request.user, now=timezone.now())
            messages.success(request, f"“{touchpoint.name}” is skipped: nobody gets it any more.")
            return redirect("workshops:workshop", touchpoint.workshop_id)
    context = {"form": form, "touchpoint": touchpoint, "workshop": touchpoint.workshop}
    return render(request, "workshops/touchpoint_skip.html", context)


@require_POST
def touchpoint_restore(request: SignedInRequest, pk: int) -> HttpResponse:
    touchpoint = _managed(request, pk)
    try:
        services.restore_touchpoint(touchpoint_id=pk, by=request.user, now=timezone.now())
    except ServiceError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"“{touchpoint.name}” is planned again.")
    return redirect("workshops:touchpoint-edit", pk)


@require_safe
def placeholders(request: SignedInRequest) -> HttpResponse:
    """What a mail's text may ask for."""
    return render(request, "workshops/placeholders.html", {"placeholders": PLACEHOLDERS})
