"""One touchpoint: its editor, skipping and restoring it, and the help on placeholders."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from workshops import services
from workshops.edit_tags import touchpoint_tag
from workshops.forms.saving import refusals_on
from workshops.forms.touchpoints import HoldForm, SkipForm, TouchpointForm
from workshops.models import Touchpoint, Workshop
from workshops.placeholders import PLACEHOLDERS
from workshops.selectors import workshop as selectors
from workshops.services import EditedMeanwhile, ServiceError
from workshops.states import TouchpointState
from workshops.views.request import SignedInRequest
from workshops.views.way_back import done


def _managed(request: SignedInRequest, pk: int) -> Touchpoint:
    rows = Touchpoint.objects.managed_by(request.user).select_related(
        "workshop__project", "skipped_by", "held_by"
    )
    touchpoint: Touchpoint = get_object_or_404(rows, pk=pk)
    return touchpoint


def touchpoint_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    touchpoint = _managed(request, pk)
    # A form writes into its instance while it checks; the page's heading keeps what is saved.
    form = TouchpointForm(request.POST or None, instance=_managed(request, pk))
    context: dict[str, Any] = editor_context(request, touchpoint.workshop)
    # Back from a look at the draft or a test of it: the form as it was typed, and nothing saved.
    if "resume" not in request.POST and form.is_valid():
        try:
            with refusals_on(form):
                _save(request, form, pk)
                text = f"“{touchpoint.name}” is saved."
                done(request, text, url=touchpoint.get_absolute_url(), label="Edit it again")
                return redirect("workshops:workshop", touchpoint.workshop_id)
        except EditedMeanwhile:
            context |= _meanwhile(touchpoint, form)
    context |= {
        "form": form,
        "touchpoint": touchpoint,
        "workshop": touchpoint.workshop,
        "now": (now := timezone.now()),
        "can_go_early": not services.early_refusal(touchpoint, now),
        # A form that comes back still speaks of the text that it was written for.
        "seen": context.get("seen") or request.POST.get("seen") or touchpoint_tag(touchpoint),
    }
    return render(request, "workshops/touchpoint_form.html", context)


def editor_context(request: SignedInRequest, workshop: Workshop) -> dict[str, Any]:
    """What stands beside the form of every touchpoint."""
    return {
        "placeholders": PLACEHOLDERS,
        "preview_people": selectors.preview_people(workshop),
        "chosen_as": request.POST.get("as", ""),
    }


def _save(request: SignedInRequest, form: TouchpointForm, pk: int) -> None:
    services.update_touchpoint(
        touchpoint_id=pk,
        values=form.values,
        group_ids=form.chosen("groups"),
        cc_group_ids=form.chosen("cc_groups"),
        by=request.user,
        now=timezone.now(),
        seen=request.POST.get("seen"),
    )


def _meanwhile(touchpoint: Touchpoint, form: TouchpointForm) -> dict[str, Any]:
    """What somebody else wrote since the form was opened; saving again is then a decision."""
    return {
        "meanwhile": selectors.last_change(touchpoint.workshop, "touchpoint changed", detail=touchpoint.name),
        "differences": form.differences(touchpoint),
        "seen": touchpoint_tag(touchpoint),
    }


def touchpoint_skip(request: SignedInRequest, pk: int) -> HttpResponse:
    """Asks for the reason, then skips."""
    touchpoint = _managed(request, pk)
    form = SkipForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_on(form):
            reason = form.cleaned_data["reason"]
            services.skip_touchpoint(touchpoint_id=pk, reason=reason, by=request.user, now=timezone.now())
            text = f"“{touchpoint.name}” is skipped: nobody gets it any more."
            done(request, text, url=touchpoint.get_absolute_url(), label="Plan it again")
            return redirect("workshops:workshop", touchpoint.workshop_id)
    context = {"form": form, "touchpoint": touchpoint, "workshop": touchpoint.workshop}
    return render(request, "workshops/touchpoint_skip.html", context)


def touchpoint_hold(request: SignedInRequest, pk: int) -> HttpResponse:
    """Says what holding does and takes the reason, then holds."""
    touchpoint = _managed(request, pk)
    form = HoldForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_on(form):
            reason = form.cleaned_data["reason"]
            services.hold_touchpoint(touchpoint_id=pk, reason=reason, by=request.user, now=timezone.now())
            text = f"“{touchpoint.name}” is held until you release it."
            done(request, text, url=touchpoint.get_absolute_url(), label="Look at it")
            return redirect("workshops:workshop", touchpoint.workshop_id)
    context = {"form": form, "touchpoint": touchpoint, "workshop": touchpoint.workshop, "now": timezone.now()}
    return render(request, "workshops/touchpoint_hold.html", context)


@require_POST
def touchpoint_release(request: SignedInRequest, pk: int) -> HttpResponse:
    touchpoint = _managed(request, pk)
    now = timezone.now()
    try:
        services.release_touchpoint(touchpoint_id=pk, by=request.user, now=now)
    except ServiceError as error:
        messages.error(request, str(error))
    else:
        is_planned, opens_at = touchpoint.state == TouchpointState.PLANNED, touchpoint.opens_at
        when = "within a minute" if is_planned and opens_at and opens_at <= now else "at its time"
        messages.success(request, f"“{touchpoint.name}” is released: it leaves {when}.")
    return redirect("workshops:workshop", touchpoint.workshop_id)


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
