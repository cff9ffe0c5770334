"""The registers of a workshop: all of them on one page, a row on its own page."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from workshops import register_selectors as selectors
from workshops.forms.registers import AnswerConstraintForm, EntryForm, entry_form, quick_form
from workshops.forms.saving import refusals_on
from workshops.models import Constraint, Workshop
from workshops.owners import OwnerBook
from workshops.register_selectors import ENTRIES, Panel
from workshops.registers.kinds import BY_SLUG
from workshops.selectors import is_manager
from workshops.services.participation import answer_constraint
from workshops.services.registers import add_to_register, delete_entry, save_entry
from workshops.views.request import SignedInRequest

# More of the past than anybody reads at once; the workshop's own history has all of it.
HISTORY_SHOWN = 30


def registers(request: SignedInRequest, pk: int) -> HttpResponse:
    """Every register that the plan asks for, each with a line to add one more row."""
    rows = Workshop.objects.visible_to(request.user).select_related("project", "recap")
    workshop: Workshop = get_object_or_404(rows, pk=pk)
    book = selectors.owner_book(workshop.project_id)
    if request.method == "POST":
        get_object_or_404(Workshop.objects.managed_by(request.user), pk=pk)
        slug = request.POST.get("register", "")
        if slug not in BY_SLUG:
            raise Http404
        form = _add(request, workshop, slug, book)
        if request.htmx:
            return _panel(request, workshop, slug, form, book)
        if form.is_valid():
            messages.success(request, f"The {BY_SLUG[slug].what} is added.")
            return redirect(f"{reverse('workshops:registers', args=[pk])}#register-{slug}")
        return _page(request, workshop, book, {slug: form})
    return _page(request, workshop, book, {})


def _today(workshop: Workshop) -> Any:
    return timezone.now().astimezone(workshop.zone).date()


def _add(request: SignedInRequest, workshop: Workshop, slug: str, book: OwnerBook) -> EntryForm:
    """The form that was sent; it is valid if, and only if, the row is saved."""
    form = quick_form(slug, request.POST, book=book, today=_today(workshop))
    if form.is_valid():
        with refusals_on(form):
            add_to_register(
                workshop_id=workshop.pk,
                register=slug,
                values=form.values(),
                by=request.user,
                now=timezone.now(),
            )
    return form


def _panel(
    request: SignedInRequest, workshop: Workshop, slug: str, form: EntryForm, book: OwnerBook
) -> HttpResponse:
    """The register as it is now, ready for the next line."""
    is_saved = form.is_valid()
    if is_saved:
        form = quick_form(slug, book=book, today=_today(workshop))
    form.fields["text"].widget.attrs["autofocus"] = True
    context = {
        "panel": selectors.panel_of(BY_SLUG[slug], workshop),
        "form": form,
        "workshop": workshop,
        "is_manager": True,
        "is_saved": is_saved,
    }
    return render(request, "workshops/register_panel.html", context, status=200 if is_saved else 422)


def _page(
    request: SignedInRequest, workshop: Workshop, book: OwnerBook, forms: dict[str, EntryForm]
) -> HttpResponse:
    is_all = "all" in request.GET
    panels: list[Panel] = selectors.panels_of(workshop, is_all=is_all)
    today = _today(workshop)
    slugs = [panel.kind.slug for panel in panels]
    context = {
        "workshop": workshop,
        "is_manager": is_manager(workshop.project, request.user),
        "panels": [
            (panel, forms.get(panel.kind.slug) or quick_form(panel.kind.slug, book=book, today=today))
            for panel in panels
        ],
        "others": [kind for slug, kind in BY_SLUG.items() if slug not in slugs],
        "suggestions": book.suggestions(),
    }
    return render(request, "workshops/registers.html", context)


def _managed(request: SignedInRequest, register: str, pk: int) -> Any:
    if register not in ENTRIES:
        raise Http404
    rows = ENTRIES[register].objects.managed_by(request.user)
    return get_object_or_404(rows.select_related("workshop__project", "owner"), pk=pk)


def _back(workshop_id: int, register: str) -> str:
    return f"{reverse('workshops:registers', args=[workshop_id])}#register-{register}"


def entry_edit(request: SignedInRequest, register: str, pk: int) -> HttpResponse:
    """Everything of a row that people change, and what was changed before."""
    entry = _managed(request, register, pk)
    book = selectors.owner_book(entry.workshop.project_id)
    # A form writes into its instance while it checks; the page's heading keeps what is saved.
    form = entry_form(
        register,
        request.POST or None,
        entry=_managed(request, register, pk),
        book=book,
        today=_today(entry.workshop),
    )
    if form.is_valid():
        with refusals_on(form):
            save_entry(
                workshop_id=entry.workshop_id,
                register=register,
                entry_id=pk,
                values=form.values(),
                by=request.user,
                now=timezone.now(),
            )
            messages.success(request, f"{entry.key} is saved.")
            return redirect(_back(entry.workshop_id, register))
    context = {
        "form": form,
        "entry": entry,
        "kind": BY_SLUG[register],
        "workshop": entry.workshop,
        "gaps": selectors.gaps_of(entry),
        "back": _back(entry.workshop_id, register),
        "suggestions": book.suggestions(),
        "history": selectors.history_of(entry.workshop, register, pk)[:HISTORY_SHOWN],
    }
    return render(request, "workshops/register_entry.html", context)


def entry_delete(request: SignedInRequest, register: str, pk: int) -> HttpResponse:
    entry = _managed(request, register, pk)
    back = _back(entry.workshop_id, register)
    if request.method == "POST":
        delete_entry(register=register, entry_id=pk, by=request.user, now=timezone.now())
        messages.success(request, f"{entry.key} is deleted.")
        return redirect(back)
    context = {"entry": entry, "kind": BY_SLUG[register], "workshop": entry.workshop, "back": back}
    return render(request, "workshops/register_entry_delete.html", context)


def constraint_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """What becomes of a constraint that somebody flagged."""
    rows = Constraint.objects.managed_by(request.user).select_related("workshop__project", "flagged_by")
    constraint: Constraint = get_object_or_404(rows, pk=pk)
    form = AnswerConstraintForm(request.POST or None, initial={"answer": constraint.answer})
    back = _back(constraint.workshop_id, "constraint")
    if form.is_valid():
        with refusals_on(form):
            answer_constraint(
                constraint_id=pk,
                answer=form.cleaned_data["answer"].replace("\r\n", "\n"),
                by=request.user,
                now=timezone.now(),
            )
            messages.success(request, "The constraint is saved.")
            return redirect(back)
    context = {"form": form, "constraint": constraint, "workshop": constraint.workshop, "back": back}
    return render(request, "workshops/register_constraint.html", context)
