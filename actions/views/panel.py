"""The actions of one workshop or one risk: a part of its page, and a page without script."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from actions import services
from actions.forms import LinkForm, QuickAddForm
from actions.models import ActionItem
from actions.selectors import log as selectors
from actions.views.rows import rows_of
from workshops.forms.saving import refusals_on
from workshops.models import Project, Risk, Workshop
from workshops.views.request import SignedInRequest


@dataclass(frozen=True, slots=True)
class Scope:
    """What the actions have in common, and how that is said and shown."""

    name: str
    of: Any
    project: Project
    items: Iterable[ActionItem]
    heading: str
    empty: str
    # What an action that is added here is given beside what was typed.
    given: dict[str, Any]


def workshop_panel(request: SignedInRequest, pk: int) -> HttpResponse:
    """What the workshop led to; a POST adds an action."""
    workshops = Workshop.objects.visible_to(request.user).select_related("project")
    workshop = get_object_or_404(workshops, pk=pk)
    scope = Scope(
        name="workshop-panel",
        of=workshop,
        project=workshop.project,
        items=selectors.workshop_actions(workshop),
        heading="Actions of the workshop",
        empty="No action yet. Add what somebody agreed to do, with who does it and until when.",
        given={"workshop_id": pk, "source": str(workshop)},
    )
    return _panel(request, scope)


def risk_panel(request: SignedInRequest, pk: int) -> HttpResponse:
    """What is done about the risk; a POST adds an action, links one that is there, or takes a link away."""
    risks = Risk.objects.visible_to(request.user).select_related("workshop__project")
    risk = get_object_or_404(risks, pk=pk)
    project = risk.workshop.project
    scope = Scope(
        name="risk-panel",
        of=risk,
        project=project,
        items=selectors.risk_actions(risk),
        heading="Actions against the risk",
        empty="No action yet. Add what makes this less likely or less bad, with who does it and until when.",
        given={"workshop_id": risk.workshop_id, "source": str(risk)[:300], "risk_id": pk},
    )
    if "link" in request.POST or "unlink" in request.POST:
        return _link(request, scope, risk, timezone.now())
    return _panel(request, scope, link_form=LinkForm())


def _link(request: SignedInRequest, scope: Scope, risk: Risk, now: datetime) -> HttpResponse:
    """An action of the project tied to the risk by its id, or loosened from it."""
    form = LinkForm(request.POST, project=scope.project)
    said = ""
    if form.is_valid():
        item = form.cleaned_data["item"]
        is_link = "link" in request.POST
        change = services.link_to_risk if is_link else services.unlink_from_risk
        with refusals_on(form):
            change(action_id=item.pk, risk_id=risk.pk, by=request.user, now=now)
            said = f"{item.key} is {'linked' if is_link else 'no longer linked'}."
            if not request.htmx:
                messages.success(request, said)
                return redirect("actions:risk-panel", risk.pk)
            form = LinkForm()
    return _show(request, scope, None, said=said, link_form=form)


def _panel(request: SignedInRequest, scope: Scope, link_form: LinkForm | None = None) -> HttpResponse:
    now = timezone.now()
    form = _add_form(scope, now, request.POST or None)
    said = ""
    if form.is_valid():
        with refusals_on(form):
            item = services.add_action(
                project_id=scope.project.pk, **scope.given, **form.values(), by=request.user, now=now
            )
            said = f"{item.key} is added."
            if not request.htmx:
                messages.success(request, said)
                return redirect(f"actions:{scope.name}", scope.of.pk)
            form = _add_form(scope, now)
            form.fields["action"].widget.attrs["autofocus"] = True
    return _show(request, scope, form, said=said, link_form=link_form)


def _add_form(scope: Scope, now: datetime, data: Any = None) -> QuickAddForm:
    today = now.astimezone(scope.project.zone).date()
    return QuickAddForm(data, book=selectors.owner_book(scope.project.pk), today=today, auto_id="add_%s")


def _show(
    request: SignedInRequest,
    scope: Scope,
    form: QuickAddForm | None,
    *,
    said: str = "",
    link_form: LinkForm | None = None,
) -> HttpResponse:
    now = timezone.now()
    form = form or _add_form(scope, now)
    back = (request.htmx.current_url_abs_path if request.htmx else None) or request.path
    context = {
        "scope": scope,
        "panel_id": "actions-panel" if scope.name == "workshop-panel" else f"{scope.name}-actions",
        "url_name": f"actions:{scope.name}",
        "project": scope.project,
        "rows": rows_of(scope.items, back=back),
        "add_form": form,
        "link_form": link_form,
        "said": said,
        "suggestions": form.suggestions(),
        "today": now.astimezone(scope.project.zone).date(),
        "is_panel": True,
        "next": back,
    }
    is_wrong = bool(form.errors or (link_form and link_form.errors))
    template = "actions/panel.html" if request.htmx else "actions/panel_page.html"
    response = render(request, template, context, status=422 if is_wrong and request.htmx else 200)
    # One address, two answers: a browser must not show the part for the page when it goes back.
    patch_vary_headers(response, ["HX-Request"])
    return response
