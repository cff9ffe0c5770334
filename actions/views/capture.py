"""The line that catches what is said in a meeting: a part of its page, and a page without script."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from actions import services
from actions.capture import CaptureForm
from actions.selectors import log as selectors
from workshops.forms.saving import refusals_on
from workshops.models import Workshop
from workshops.services.registers import add_to_register
from workshops.views.request import SignedInRequest


def capture(request: SignedInRequest, pk: int) -> HttpResponse:
    """One line, Enter, next: an action or a row of any register."""
    workshops = Workshop.objects.managed_by(request.user).select_related("project", "recap")
    workshop = get_object_or_404(workshops, pk=pk)
    now = timezone.now()
    book = selectors.owner_book(workshop.project_id)
    given: dict[str, Any] = {
        "workshop": workshop,
        "book": book,
        "today": now.astimezone(workshop.zone).date(),
    }
    form = CaptureForm(request.POST or None, **given)
    added = ""
    if form.is_valid():
        with refusals_on(form):
            _save(workshop, form, by=request.user, now=now)
            added = f"The {form.what} is put down."
            if not request.htmx:
                messages.success(request, added)
                return redirect("actions:capture", pk)
            kept = {name: request.POST.get(name) for name in ("register", "item")}
            form = CaptureForm(initial=kept, **given)
    form.fields["text"].widget.attrs |= (
        {"autofocus": True} if request.method == "POST" or not request.htmx else {}
    )
    context = {"form": form, "workshop": workshop, "added": added, "suggestions": book.suggestions()}
    template = "actions/capture.html" if request.htmx else "actions/capture_page.html"
    response = render(request, template, context, status=422 if form.errors and request.htmx else 200)
    if added:
        # The page's lists of actions and of register rows listen to these.
        response["HX-Trigger"] = "captured-action" if request.POST.get("register") == "action" else "captured"
    # One address, two answers: a browser must not show the part for the page when it goes back.
    patch_vary_headers(response, ["HX-Request"])
    return response


def _save(workshop: Workshop, form: CaptureForm, **said: Any) -> None:
    if form.is_action:
        services.add_action(
            project_id=workshop.project_id,
            workshop_id=workshop.pk,
            source=form.source(workshop),
            **form.action_values(),
            **said,
        )
    else:
        register = form.cleaned_data["register"]
        add_to_register(workshop_id=workshop.pk, register=register, values=form.row_values(), **said)
