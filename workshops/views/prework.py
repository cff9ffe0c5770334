"""The pre-work editor."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from workshops import services
from workshops.forms.prework import PreWorkFormSet, prework_rows
from workshops.models import Workshop
from workshops.services import PreWorkEntry
from workshops.views.request import SignedInRequest


def prework(request: SignedInRequest, pk: int) -> HttpResponse:
    """All pre-work in one form."""
    rows = Workshop.objects.managed_by(request.user).select_related("project")
    workshop: Workshop = get_object_or_404(rows, pk=pk)
    formset = PreWorkFormSet(
        request.POST if request.method == "POST" else None,
        initial=prework_rows(workshop),
        prefix="items",
        form_kwargs={"project": workshop.project},
    )
    if formset.is_valid():
        items = [
            PreWorkEntry(row["audience"], row["group"].pk if row["group"] else None, row["text"])
            for row in formset.rows()
        ]
        services.save_prework(workshop_id=pk, items=items, by=request.user, now=timezone.now())
        messages.success(request, "The pre-work is saved.")
        return redirect("workshops:workshop", pk)
    return render(request, "workshops/prework_form.html", {"formset": formset, "workshop": workshop})
