"""One action on a page of its own: everything of it, what is said about it, and what was changed before."""

from urllib.parse import quote

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from actions import services
from actions.forms import ActionForm, CommentForm
from actions.models import ActionItem
from actions.selectors import log as selectors
from actions.views.navigation import log_of, next_page
from actions.views.rows import update, visible_action
from workshops.forms.saving import refusals_on
from workshops.views.request import SignedInRequest

# More of the past than anybody reads at once; the admin shows all of it.
HISTORY_SHOWN = 50


def action_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Everything of an action that people change, and what was changed before."""
    return _page(request, visible_action(request, pk))


def action_comment(request: SignedInRequest, pk: int) -> HttpResponse:
    """A POST adds a word to the team; without one, the action's page with the field for it."""
    item = visible_action(request, pk)
    form = CommentForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            text = form.cleaned_data["text"]
            services.comment_on_action(action_id=pk, text=text, by=request.user, now=timezone.now())
            messages.success(request, f"Your comment on {item.key} is kept.")
            back = quote(next_page(request), safe="")
            page = reverse("actions:action-edit", args=[pk])
            return redirect(f"{page}?next={back}#comments" if back else f"{page}#comments")
    return _page(request, item, comment_form=form)


def _page(
    request: SignedInRequest, item: ActionItem, comment_form: CommentForm | None = None
) -> HttpResponse:
    now = timezone.now()
    today = now.astimezone(item.project.zone).date()
    book = selectors.owner_book(item.project_id)
    data = request.POST or None if comment_form is None else None
    form = ActionForm(data, item=item, book=book, today=today)
    if form.is_valid():
        item = update(form, item, request, now)
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
        "risks": item.risks.order_by("pk"),
        "in_role": selectors.people_in_roles([item]).get((item.project_id, item.owner_key), []),
        "suggestions": book.suggestions(),
        "today": today,
        "next": next_page(request),
    }
    return render(request, "actions/edit.html", context)
