"""A row of the table, and a cell of it changed in place."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django_htmx.http import reswap, retarget

from actions import services
from actions.forms import ActionForm
from actions.models import ActionItem
from actions.selectors import log as selectors
from actions.states import ActionState
from actions.views.navigation import log_of, next_page
from workshops.forms.saving import refusals_on
from workshops.models import Person
from workshops.views.request import SignedInRequest

# What is changed in one place of the table -> the fields that are asked there.
CELLS: Final[dict[str, tuple[str, ...]]] = {
    "action": ("action",),
    "notes": ("notes",),
    "owner": ("owner",),
    "workshop": ("workshop",),
    "source": ("source",),
    "due_on": ("due_on",),
    "state": ("state", "blocked_reason"),
    "depends_on": ("depends_on",),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table: the action, and what stands beside it."""

    item: ActionItem
    url: str
    in_role: list[Person] = field(default_factory=list)
    waits_for: list[str] = field(default_factory=list)
    is_saved: bool = False

    @property
    def id(self) -> str:
        """Without the separators that a page may put into numbers, and rendered faster than one."""
        return str(self.item.pk)


def rows_of(items: Iterable[ActionItem], *, back: str, is_saved: bool = False) -> list[Row]:
    """The rows of a table; `back` is the page that it stands on."""
    found = list(items)
    beside = selectors.asides(found)
    address, after = reverse("actions:action-edit", args=[0]).split("0")
    query = f"?next={quote(back, safe='')}" if back else ""
    return [
        Row(
            item,
            f"{address}{item.pk}{after}{query}",
            beside.in_roles.get((item.project_id, item.owner_key), []),
            beside.waits_for.get(item.pk, []),
            is_saved,
        )
        for item in found
    ]


def visible_action(request: SignedInRequest, pk: int) -> ActionItem:
    """The action, or a 404 where it is not of a project that the user sees."""
    rows = ActionItem.objects.visible_to(request.user).select_related("project", "owner", "workshop")
    item: ActionItem = get_object_or_404(rows, pk=pk)
    return item


def action_cell(request: SignedInRequest, pk: int, cell: str) -> HttpResponse:
    """For htmx one cell of a row to change, and the row after it; without it, the action's page."""
    item = visible_action(request, pk)
    if cell not in CELLS:
        raise Http404
    now = timezone.now()
    back = next_page(request)
    if not request.htmx and request.method != "POST":
        page = reverse("actions:action-edit", args=[pk])
        return redirect(f"{page}?next={quote(back, safe='')}" if back else page)
    form = ActionForm(
        request.POST if request.method == "POST" else None,
        item=item,
        only=CELLS[cell],
        book=selectors.owner_book(item.project_id),
        today=now.astimezone(item.project.zone).date(),
        auto_id=f"cell-{pk}-%s",
    )
    if form.is_valid():
        item = update(form, item, request, now)
        if form.is_valid():
            if request.htmx:
                return _row(request, item, back, now)
            messages.success(request, f"{item.key} is saved.")
            return redirect(back or log_of(item))
    return _editor(request, item, cell, form, back)


def update(form: ActionForm, item: ActionItem, request: SignedInRequest, now: datetime) -> ActionItem:
    """The action as it is now; the form is no longer valid where nothing was saved."""
    version = form.cleaned_data["version"]
    with refusals_on(form):
        try:
            return services.update_action(
                action_id=item.pk, version=version, values=form.values(), by=request.user, now=now
            )
        except services.NewerVersion as newer:
            # Whoever saves again has seen what the page shows now.
            form.data = request.POST.copy()
            form.data["version"] = str(newer.item.version)
            form.add_error(
                None, f"{newer} {_as_it_is(newer.item, form)} What you entered is kept: save again."
            )
            return newer.item
    return item


def _as_it_is(item: ActionItem, form: ActionForm) -> str:
    """What the others made of the fields that the form asks for."""
    due = f"due {item.due_on:%-d %b %Y}" if item.due_on else "without a due date"
    state = ActionState(item.state).label
    now = {"action": item.action, "owner": item.owner_name or "nobody", "notes": item.notes or "empty"}
    for name, text in now.items():
        if set(form.fields) == {name, "version"}:
            short = text if len(text) <= 200 else text[:200] + "…"
            return f"It now says “{short}”."
    return f"It is now “{state}”, {due}."


def _context(request: SignedInRequest, item: ActionItem, back: str) -> dict[str, Any]:
    asked = request.POST if request.method == "POST" else request.GET
    return {"is_panel": asked.get("in") == "panel", "next": back, "item": item, "project": item.project}


def _row(request: SignedInRequest, item: ActionItem, back: str, now: datetime) -> HttpResponse:
    context = _context(request, item, back) | {
        "row": rows_of([item], back=back, is_saved=True)[0],
        "today": now.astimezone(item.project.zone).date(),
    }
    return render(request, "actions/row.html", context)


def _editor(
    request: SignedInRequest, item: ActionItem, cell: str, form: ActionForm, back: str
) -> HttpResponse:
    first = next(name for name in form.fields if name in CELLS[cell])
    form.fields[first].widget.attrs["autofocus"] = True
    if "notes" in form.fields:
        form.fields["notes"].widget.attrs["rows"] = 3
    for name, bound in form.fields.items():
        label = bound.label or name.replace("_", " ").capitalize()
        size = (
            "form-select form-select-sm" if name in ("state", "workshop") else "form-control form-control-sm"
        )
        wrong = " is-invalid" if form.is_bound and form.errors.get(name) else ""
        bound.widget.attrs |= {"aria-label": f"{label} of {item.key}", "class": size + wrong}
    context = _context(request, item, back) | {
        "cell": cell,
        "form": form,
        "cancel": back or log_of(item),
        "fields": [form[name] for name in CELLS[cell]],
    }
    if not request.htmx:
        return render(request, "actions/cell_page.html", context)
    response = render(request, "actions/cell.html", context, status=422 if form.errors else 200)
    if form.errors:
        retarget(response, f"#editor-{item.pk}-{cell}")
        reswap(response, "outerHTML")
    return response
