"""The actions of one workshop: a part of its page, and a page where there is no script."""

from urllib.parse import quote

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from actions import selectors, services
from actions.forms import QuickAddForm
from actions.views.rows import row_of
from workshops.forms.saving import refusals_on
from workshops.models import Workshop
from workshops.views.request import SignedInRequest


def workshop_panel(request: SignedInRequest, pk: int) -> HttpResponse:
    """What the workshop led to; a POST adds an action."""
    workshops = Workshop.objects.visible_to(request.user).select_related("project")
    workshop = get_object_or_404(workshops, pk=pk)
    project = workshop.project
    now = timezone.now()
    book = selectors.owner_book(project.pk)
    today = now.astimezone(project.zone).date()
    form = QuickAddForm(request.POST or None, book=book, today=today, auto_id="add_%s")
    added = ""
    if form.is_valid():
        with refusals_on(form):
            item = services.add_action(
                project_id=project.pk,
                workshop_id=pk,
                source=str(workshop),
                **form.values(),
                by=request.user,
                now=now,
            )
            added = f"{item.key} is added."
            if not request.htmx:
                messages.success(request, added)
                return redirect("actions:workshop-panel", pk)
            form = QuickAddForm(book=book, today=today, auto_id="add_%s")
    back = (request.htmx.current_url_abs_path if request.htmx else None) or request.path
    context = {
        "workshop": workshop,
        "project": project,
        "rows": [row_of(item) for item in selectors.workshop_actions(workshop)],
        "add_form": form,
        "added": added,
        "suggestions": book.suggestions(),
        "today": today,
        "is_panel": True,
        "next": back,
        "next_quoted": quote(back, safe=""),
    }
    template = "actions/panel.html" if request.htmx else "actions/panel_page.html"
    response = render(request, template, context, status=422 if form.errors and request.htmx else 200)
    # One address, two answers: a browser must not show the part for the page when it goes back.
    patch_vary_headers(response, ["HX-Request"])
    return response
