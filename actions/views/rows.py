"""One action: state and due date changed in place, and everything of it on a page."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from actions import selectors, services
from actions.forms import ActionForm, CommentForm, RowForm
from actions.models import ActionItem
from actions.states import ActionState
from actions.views.navigation import log_of, next_page
from workshops.forms.saving import refusals_on
from workshops.views.request import SignedInRequest

# More of the past than anybody reads at once; the admin shows all of it.
HISTORY_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table: the action as it is, and what stands in its fields."""

    item: ActionItem
    state: str
    due_on: str
    error: str = ""
    is_saved: bool = False

    @property
    def id(self) -> str:
        """Without the separators that a page may put into numbers, and rendered faster than one."""
        return str(self.item.pk)


def row_of(item: ActionItem, *, is_saved: bool = False) -> Row:
    due_on = item.due_on.isoformat() if item.due_on else ""
    return Row(item, item.state, due_on, is_saved=is_saved)


def action_row(request: SignedInRequest, pk: int) -> HttpResponse:
    """For htmx the row of the table; without it a page with the same two fields."""
    item = _visible(request, pk)
    now = timezone.now()
    initial = {"state": item.state, "due_on": item.due_on, "version": item.version}
    today = now.astimezone(item.project.zone).date()
    form = RowForm(request.POST or None, initial=initial, today=today)
    if form.is_valid():
        item = _update(form, item, request, now)
        if form.is_valid():
            if request.htmx:
                return _fragment(request, row_of(item, is_saved=True), now)
            messages.success(request, f"{item.key} is saved.")
            return redirect(next_page(request) or log_of(item))
    if request.htmx and request.method == "POST":
        errors = " ".join(str(text) for texts in form.errors.values() for text in texts)
        typed = Row(item, request.POST.get("state", ""), request.POST.get("due_on", ""), error=errors)
        return _fragment(request, typed, now)
    context = {"item": item, "form": form, "project": item.project, "next": next_page(request)}
    return render(request, "actions/row_page.html", context)


def action_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Everything of an action that people change, and what was changed before."""
    item = _visible(request, pk)
    return _action_page(request, item)


def action_comment(request: SignedInRequest, pk: int) -> HttpResponse:
    """A POST adds a word to the team; without one, the action's page with the field for it."""
    item = _visible(request, pk)
    form = CommentForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            text = form.cleaned_data["text"]
            services.comment_on_action(action_id=pk, text=text, by=request.user, now=timezone.now())
            messages.success(request, f"Your comment on {item.key} is kept.")
            back = quote(next_page(request), safe="")
            page = reverse("actions:action-edit", args=[pk])
            return redirect(f"{page}?next={back}#comments" if back else f"{page}#comments")
    return _action_page(request, item, comment_form=form)


def _action_page(
    request: SignedInRequest, item: ActionItem, comment_form: CommentForm | None = None
) -> HttpResponse:
    now = timezone.now()
    book = selectors.owner_book(item.project_id)
    today = now.astimezone(item.project.zone).date()
    data = request.POST or None if comment_form is None else None
    form = ActionForm(data, item=item, book=book, today=today)
    if form.is_valid():
        item = _update(form, item, request, now)
        if form.is_valid():
            messages.success(request, f"{item.key} is saved.")
            return redirect(next_page(request) or log_of(item))
    context = {
        "item": item,
        "form": form,
        "project": item.project,
        "history": selectors.history_of(item)[:HISTORY_SHOWN],
        "comments": selectors.comments_on(item),
        "comment_form": comment_form or CommentForm(),
        "waits_for": item.depends_on.order_by("pk"),
        "waited_for_by": item.needed_by.order_by("pk"),
        "in_role": selectors.people_in_roles([item]).get((item.project_id, item.owner_key), []),
        "suggestions": book.suggestions(),
        "today": today,
        "next": next_page(request),
    }
    return render(request, "actions/edit.html", context)


def _visible(request: SignedInRequest, pk: int) -> ActionItem:
    rows = ActionItem.objects.visible_to(request.user).select_related("project", "owner", "workshop")
    item: ActionItem = get_object_or_404(rows, pk=pk)
    return item


def _update(
    form: RowForm | ActionForm, item: ActionItem, request: SignedInRequest, now: datetime
) -> ActionItem:
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
                None, f"{newer} {_as_it_is(newer.item)} What you entered is kept: save again to set it."
            )
            return newer.item
    return item


def _as_it_is(item: ActionItem) -> str:
    due = f"due {item.due_on:%-d %b %Y}" if item.due_on else "without a due date"
    return f"It is now “{ActionState(item.state).label}”, {due}."


def _fragment(request: SignedInRequest, row: Row, now: datetime) -> HttpResponse:
    context = {
        "row": row,
        "today": now.astimezone(row.item.project.zone).date(),
        "is_panel": request.POST.get("in") == "panel",
        "next": next_page(request),
        "next_quoted": quote(next_page(request), safe=""),
    }
    return render(request, "actions/row.html", context, status=422 if row.error else 200)
