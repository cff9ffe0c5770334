"""From a plan document to a workshop: give the text, look at what was understood, confirm."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from workshops import playbooks, services
from workshops.forms.plan_import import PlanConfirmForm, PlanSourceForm
from workshops.forms.saving import refusals_on
from workshops.models import Project
from workshops.plan_preview import plan_preview
from workshops.views.request import SignedInRequest


def plan_import(request: SignedInRequest, pk: int) -> HttpResponse:
    """Nothing is saved before the last step: the text travels in the form."""
    project = get_object_or_404(Project.objects.managed_by(request.user), pk=pk)
    if request.method != "POST":
        slug = request.GET.get("playbook")
        if slug:
            return _preview(request, project, PlanSourceForm({"text": _playbook_text(slug)}))
        return _ask(request, project, PlanSourceForm())
    source = PlanSourceForm(request.POST, request.FILES)
    if "change" in request.POST:
        return _ask(request, project, PlanSourceForm(initial={"text": request.POST.get("text", "")}))
    if "confirm" in request.POST:
        return _confirm(request, project, source)
    return _preview(request, project, source)


def _playbook_text(slug: str) -> str:
    for playbook in playbooks.available():
        if playbook.slug == slug:
            return playbook.text
    raise Http404("There is no such playbook.")


def _ask(request: SignedInRequest, project: Project, source: PlanSourceForm) -> HttpResponse:
    return render(request, "workshops/plan_import.html", {"project": project, "form": source})


def _confirm(request: SignedInRequest, project: Project, source: PlanSourceForm) -> HttpResponse:
    form = PlanConfirmForm(request.POST)
    if source.is_valid() and form.is_valid():
        with refusals_on(form):
            workshop = services.import_plan(
                text=source.cleaned_data["source"],
                project=project,
                by=request.user,
                now=timezone.now(),
                **form.answers,
            )
            messages.success(
                request, f"“{workshop}” is saved as a draft. Nothing is sent before you schedule it."
            )
            return redirect(workshop)
    return _preview(request, project, source, form)


def _preview(
    request: SignedInRequest, project: Project, source: PlanSourceForm, form: PlanConfirmForm | None = None
) -> HttpResponse:
    if not source.is_valid():
        return _ask(request, project, source)
    text = source.cleaned_data["source"]
    initial = {"time_zone": project.time_zone, "organizer_email": request.user.email}
    known = set(project.groups.values_list("key", flat=True))
    context = {
        "project": project,
        "text": text,
        "preview": plan_preview(text, source.cleaned_data["plan"], known_group_keys=known),
        "form": form or PlanConfirmForm(initial=initial),
    }
    return render(request, "workshops/plan_preview.html", context)
