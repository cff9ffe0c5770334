"""The agenda editor."""

from itertools import zip_longest
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from workshops import services
from workshops import workshop_selectors as selectors
from workshops.agenda import clock_times
from workshops.edit_tags import agenda_tag
from workshops.forms.agenda import AgendaFormSet, RowFormSet, agenda_rows
from workshops.models import Workshop
from workshops.services import AgendaEntry, EditedMeanwhile
from workshops.views.request import SignedInRequest

# What the last save removed, for the way back: in the session, as it is one person's doing.
REMOVED = "removed_agenda_items"


def _managed(request: SignedInRequest, pk: int) -> Workshop:
    workshop: Workshop = get_object_or_404(Workshop.objects.managed_by(request.user), pk=pk)
    return workshop


def agenda(request: SignedInRequest, pk: int) -> HttpResponse:
    """All items in one form; for htmx it is saved in place, and the answer says how that went."""
    workshop = _managed(request, pk)
    if request.method != "POST":
        return _page(request, workshop, AgendaFormSet(initial=agenda_rows(workshop), prefix="items"))
    formset = AgendaFormSet(request.POST, prefix="items")
    is_in_place = bool(getattr(request, "htmx", False))
    context: dict[str, Any] = {"is_valid": formset.is_valid(), "now": timezone.now()}
    if formset.is_valid():
        try:
            _save(request, workshop, formset)
        except EditedMeanwhile:
            context["meanwhile"] = selectors.last_change(workshop, "agenda changed")
            context["theirs"] = list(workshop.agenda_items.all())
        else:
            if not is_in_place:
                messages.success(request, "The agenda is saved.")
                return redirect("workshops:workshop", pk)
    if is_in_place:
        has_failed = "theirs" in context or not context["is_valid"]
        context |= {"formset": formset, "workshop": workshop, "tag": _tag(workshop)}
        template = "workshops/agenda_saved.html"
        return render(request, template, context, status=422 if has_failed else 200)
    return _page(request, workshop, formset, **context)


def _save(request: SignedInRequest, workshop: Workshop, formset: RowFormSet) -> None:
    services.save_agenda(
        workshop_id=workshop.pk,
        items=[AgendaEntry(**_values(row)) for row in formset.rows()],
        by=request.user,
        now=timezone.now(),
        # What another person wrote is replaced by the button that says so, and by no other.
        seen=request.POST.get("overwrite") or request.POST.get("seen"),
    )
    removed = [(place, _values(row)) for place, row in formset.removed()]
    request.session[REMOVED] = {"workshop": workshop.pk, "rows": removed} if removed else None


def _values(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("title", "minutes_min", "minutes_max", "presenter")}


def _tag(workshop: Workshop) -> str:
    return agenda_tag(workshop.agenda_items.all())


def _page(request: SignedInRequest, workshop: Workshop, formset: RowFormSet, **more: Any) -> HttpResponse:
    items = list(workshop.agenda_items.all())
    minutes = [(item.minutes_min, item.minutes_max) for item in items]
    context = {
        "formset": formset,
        "rows": zip_longest(formset.forms, clock_times(minutes, start=workshop.local_start)[: len(formset)]),
        "workshop": workshop,
        "start": f"{workshop.local_start:%H:%M}" if workshop.local_start else "",
        "total": selectors.total_of(workshop, items),
        # A form that comes back still speaks of the agenda that it was written for.
        "seen": request.POST.get("seen") or agenda_tag(items),
        "tag": agenda_tag(items),
        "presenters": selectors.presenters_of(workshop),
        "removed": _removed(request, workshop),
        "now": timezone.now(),
    }
    return render(request, "workshops/agenda_form.html", context | more)


def _removed(request: SignedInRequest, workshop: Workshop) -> list[tuple[int, dict[str, Any]]]:
    kept = request.session.get(REMOVED)
    return kept["rows"] if kept and kept["workshop"] == workshop.pk else []


@require_POST
def agenda_undo(request: SignedInRequest, pk: int) -> HttpResponse:
    """What the last save removed comes back, each item to its place."""
    workshop = _managed(request, pk)
    removed = _removed(request, workshop)
    if not removed:
        messages.info(request, "There is nothing to bring back.")
        return redirect("workshops:agenda", pk)
    items = [AgendaEntry.of(item) for item in workshop.agenda_items.all()]
    for place, values in removed:
        items.insert(place, AgendaEntry(**values))
    services.save_agenda(workshop_id=pk, items=items, by=request.user, now=timezone.now())
    request.session[REMOVED] = None
    messages.success(
        request, f"“{removed[0][1]['title']}” is back." if len(removed) == 1 else "They are back."
    )
    return redirect("workshops:agenda", pk)
