"""The agenda editor."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from workshops import services
from workshops import workshop_selectors as selectors
from workshops.forms.agenda import AgendaFormSet, agenda_rows
from workshops.models import Workshop
from workshops.services import AgendaEntry
from workshops.views.request import SignedInRequest


def agenda(request: SignedInRequest, pk: int) -> HttpResponse:
    """All items in one form."""
    workshop: Workshop = get_object_or_404(Workshop.objects.managed_by(request.user), pk=pk)
    data = request.POST if request.method == "POST" else None
    formset = AgendaFormSet(data, initial=agenda_rows(workshop), prefix="items")
    if formset.is_valid():
        items = [AgendaEntry(row["title"], row["minutes_min"], row["minutes_max"]) for row in formset.rows()]
        services.save_agenda(workshop_id=pk, items=items, by=request.user, now=timezone.now())
        messages.success(request, "The agenda is saved.")
        return redirect("workshops:workshop", pk)
    total = selectors.total_of(workshop, list(workshop.agenda_items.all()))
    return render(
        request, "workshops/agenda_form.html", {"formset": formset, "workshop": workshop, "total": total}
    )
