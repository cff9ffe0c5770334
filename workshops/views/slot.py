"""When and where: setting the slot of a draft, moving a scheduled workshop, cancelling it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from workshops import services
from workshops.forms.saving import refusals_on
from workshops.forms.slot import CancelForm, WorkshopSlotForm
from workshops.models import Workshop
from workshops.services.slot_preview import slot_preview
from workshops.templatetags.commplan_time import in_zone
from workshops.views.request import SignedInRequest
from workshops.views.way_back import done


def _managed(request: SignedInRequest, pk: int) -> Workshop:
    rows = Workshop.objects.managed_by(request.user).select_related("project")
    workshop: Workshop = get_object_or_404(rows, pk=pk)
    return workshop


def slot(request: SignedInRequest, pk: int) -> HttpResponse:
    """A draft's slot is saved at once; a scheduled workshop's move is shown first, and then confirmed."""
    workshop = _managed(request, pk)
    is_confirmed = workshop.is_draft or "confirm" in request.POST
    form = WorkshopSlotForm(request.POST or None, workshop=workshop)
    if form.is_valid() and "change" not in request.POST:
        with refusals_on(form):
            return _save(request, workshop, form) if is_confirmed else _preview(request, workshop, form)
    return render(request, "workshops/slot_form.html", {"form": form, "workshop": workshop})


def _save(request: SignedInRequest, workshop: Workshop, form: WorkshopSlotForm) -> HttpResponse:
    moved = services.set_slot(workshop_id=workshop.pk, **form.slot, by=request.user, now=timezone.now())
    url = reverse("workshops:slot", args=[workshop.pk])
    done(request, _what_happened(workshop, moved), url=url, label="Change it again")
    return redirect("workshops:workshop", workshop.pk)


def _what_happened(before: Workshop, after: Workshop) -> str:
    if before.is_draft:
        return "The slot is saved."
    if before.sequence == after.sequence:
        return "The slot is as it was: nobody is told anything."
    what = "The slot is changed."
    if before.start != after.start:
        what = f"The workshop is moved to {in_zone(after.start, after.time_zone)}."
    return f"{what} Who already got a mail is told at once."


def _preview(request: SignedInRequest, workshop: Workshop, form: WorkshopSlotForm) -> HttpResponse:
    now = timezone.now()
    preview = slot_preview(workshop, slot=form.slot, by=request.user, now=now)
    context = {
        "form": form,
        "workshop": workshop,
        "slot": form.slot,
        "is_move": workshop.start != form.slot["start"],
        "preview": preview,
        "now": now,
    }
    return render(request, "workshops/slot_confirm.html", context)


def workshop_cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    """Says who is told, then calls the workshop off."""
    workshop = _managed(request, pk)
    form = CancelForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_on(form):
            reason = form.cleaned_data["reason"]
            services.cancel(workshop_id=pk, reason=reason, by=request.user, now=timezone.now())
            messages.success(request, "The workshop is cancelled. Who already got a mail is told.")
            return redirect("workshops:workshop", pk)
    context = {
        "form": form,
        "workshop": workshop,
        "waiting": services.not_sent_when_cancelled(workshop),
        "now": timezone.now(),
    }
    return render(request, "workshops/workshop_cancel.html", context)
