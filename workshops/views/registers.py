"""The registers of a workshop: all of them on one page, a row on its own page."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from workshops.forms.registers import EntryForm, entry_form, quick_form
from workshops.forms.saving import refusals_on
from workshops.models import Workshop
from workshops.owners import OwnerBook
from workshops.registers.kinds import BY_SLUG
from workshops.selectors import register as selectors
from workshops.selectors.carry import carried_of, carried_to
from workshops.selectors.projects import is_manager
from workshops.selectors.register import Panel
from workshops.services.errors import NewerVersion
from workshops.services.registers import add_to_register, delete_row, save_row, show_register
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


@require_safe
def register_summary(request: SignedInRequest, pk: int) -> HttpResponse:
    """For the workshop's page: which registers there are, what they hold and what they lack."""
    rows = Workshop.objects.visible_to(request.user).select_related("project", "recap")
    workshop: Workshop = get_object_or_404(rows, pk=pk)
    context = {"workshop": workshop, "panels": selectors.panels_of(workshop)}
    return render(request, "workshops/register_summary.html", context)


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
    is_managed = is_manager(workshop.project, request.user)
    panels: list[Panel] = selectors.panels_of(workshop, is_linked=is_managed)
    today = _today(workshop)
    slugs = [panel.kind.slug for panel in panels]
    context = {
        "workshop": workshop,
        "is_manager": is_managed,
        "panels": [
            (panel, forms.get(panel.kind.slug) or quick_form(panel.kind.slug, book=book, today=today))
            for panel in panels
        ],
        "carried": carried_of(workshop),
        "others": [kind for slug, kind in BY_SLUG.items() if slug not in slugs],
        "suggestions": book.suggestions(),
    }
    return render(request, "workshops/registers.html", context)


def _managed(request: SignedInRequest, register: str, pk: int) -> Any:
    if register not in BY_SLUG:
        raise Http404
    rows = selectors.model_of(register).objects.managed_by(request.user)
    people = selectors.PEOPLE[register]
    return get_object_or_404(
        rows.select_related("workshop__project", "agenda_item", "added_by", *people), pk=pk
    )


def _back(workshop_id: int, register: str) -> str:
    return f"{reverse('workshops:registers', args=[workshop_id])}#register-{register}"


def entry_edit(request: SignedInRequest, pk: int, register: str) -> HttpResponse:
    """Everything of a row that people change, where it came from, and what was changed before."""
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
    newer: list[tuple[str, str]] = []
    if form.is_valid():
        with refusals_on(form):
            newer = _save(request, form, register, entry)
        if form.is_valid():
            messages.success(request, f"{_name(entry)} is saved.")
            return redirect(_back(entry.workshop_id, register))
    context = _row_context(entry, register) | {
        "form": form,
        "newer": newer,
        "gaps": selectors.gaps_of(entry),
        "suggestions": book.suggestions(),
        "origin": selectors.origin_of(entry),
        "carried_to": carried_to(entry.workshop, f"{register}:{pk}"),
        "history": selectors.history_of(entry.workshop, register, pk)[:HISTORY_SHOWN],
    }
    return render(request, "workshops/register_entry.html", context)


def _save(request: SignedInRequest, form: EntryForm, register: str, entry: Any) -> list[tuple[str, str]]:
    """Save the row; where somebody else did meanwhile, what now stands in the fields that differ."""
    try:
        save_row(
            workshop_id=entry.workshop_id,
            register=register,
            row_id=entry.pk,
            version=form.cleaned_data["version"],
            values=form.values(),
            by=request.user,
            now=timezone.now(),
        )
    except NewerVersion as error:
        # Whoever saves again has seen what the page shows now.
        data = request.POST.copy()
        data["version"] = str(error.row.version)
        form.data = data
        form.add_error(None, f"{error} What you entered is kept: save again to set it.")
        names = [name for name in form.changed_data if name != "version"]
        return [(str(form.fields[name].label), selectors.said(error.row, name)) for name in names]
    return []


def _row_context(entry: Any, register: str) -> dict[str, Any]:
    return {
        "entry": entry,
        "name": _name(entry),
        "kind": BY_SLUG[register],
        "workshop": entry.workshop,
        "back": _back(entry.workshop_id, register),
        "delete_url": selectors.url_of(register, entry.pk, "delete"),
    }


def _name(entry: Any) -> str:
    """What a row is called: its key where it has one."""
    return getattr(entry, "key", "") or f"The {entry._meta.verbose_name}"


def entry_delete(request: SignedInRequest, pk: int, register: str) -> HttpResponse:
    entry = _managed(request, register, pk)
    seen = request.POST.get("version", "")
    if request.method == "POST":
        version = int(seen) if seen.isdecimal() and len(seen) < 10 else None
        try:
            delete_row(register=register, row_id=pk, version=version, by=request.user, now=timezone.now())
        except NewerVersion:
            # The page shows the row as it is now: a second yes is about that.
            messages.error(request, "Somebody else changed this in the meantime. Look at it once more.")
        else:
            messages.success(request, f"{_name(entry)} is deleted.")
            return redirect(_back(entry.workshop_id, register))
    return render(request, "workshops/register_entry_delete.html", _row_context(entry, register))


@require_POST
def register_shown(request: SignedInRequest, pk: int, register: str) -> HttpResponse:
    """Show a register that the plan does not speak of, or leave it to the plan again."""
    workshop: Workshop = get_object_or_404(Workshop.objects.managed_by(request.user), pk=pk)
    if register not in BY_SLUG:
        raise Http404
    is_shown = "hide" not in request.POST
    show_register(workshop_id=pk, register=register, is_shown=is_shown, by=request.user, now=timezone.now())
    return redirect(_back(workshop.pk, register) if is_shown else reverse("workshops:registers", args=[pk]))


def outcomes(request: SignedInRequest, pk: int) -> HttpResponse:
    """The old place of open questions and approvals, which links still name: they are registers."""
    workshop: Workshop = get_object_or_404(Workshop.objects.visible_to(request.user), pk=pk)
    return redirect(_back(workshop.pk, "question"))
