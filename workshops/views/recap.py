"""Recording what came out of the workshop, and opening the recap's gate."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from workshops import services
from workshops.forms.recap import RecapForm
from workshops.forms.saving import refusals_on
from workshops.models import Recap
from workshops.services import ServiceError
from workshops.states import TouchpointKind
from workshops.views.request import SignedInRequest


def _managed(request: SignedInRequest, pk: int) -> Recap:
    rows = Recap.objects.managed_by(request.user).select_related("workshop__project", "ready_by")
    recap: Recap = get_object_or_404(rows, workshop=pk)
    return recap


def recap(request: SignedInRequest, pk: int) -> HttpResponse:
    """The plan's sections in one form; “ready to send” saves, then says when it goes and asks."""
    found = _managed(request, pk)
    if "reopen" in request.POST:
        services.reopen_recap(workshop_id=pk, by=request.user, now=timezone.now())
        messages.success(request, "The recap is taken back: change it, then mark it ready again.")
        return redirect("workshops:recap", pk)
    form = RecapForm(request.POST if request.method == "POST" else None, recap=found)
    if form.is_valid():
        with refusals_on(form):
            services.save_recap(workshop_id=pk, texts=form.texts, by=request.user, now=timezone.now())
            messages.success(request, "The recap is saved.")
            return redirect("workshops:recap-ready" if "ready" in request.POST else "workshops:recap", pk)
    return render(request, "workshops/recap_form.html", _context(found) | {"form": form})


def recap_ready(request: SignedInRequest, pk: int) -> HttpResponse:
    """When the recap goes and to whom; confirming opens its gate."""
    found = _managed(request, pk)
    if request.method == "POST":
        try:
            services.mark_recap_ready(workshop_id=pk, by=request.user, now=timezone.now())
        except ServiceError as error:
            messages.error(request, str(error))
            return redirect("workshops:recap", pk)
        messages.success(request, "The recap is ready: it goes out in its window.")
        return redirect("workshops:workshop", pk)
    context = _context(found) | {
        "missing": services.missing_in_recap(found),
        "sections": found.sections.all(),
    }
    return render(request, "workshops/recap_ready.html", context)


def _context(found: Recap) -> dict[str, object]:
    mails = found.workshop.touchpoints.filter(kind=TouchpointKind.RECAP).prefetch_related(
        "groups", "cc_groups"
    )
    return {"recap": found, "workshop": found.workshop, "mails": mails, "now": timezone.now()}
