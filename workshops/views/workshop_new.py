"""The doors to a new workshop: a plan document of one's own, or a playbook."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from workshops import playbooks
from workshops.forms.plan_import import PlanSourceForm
from workshops.models import Project
from workshops.plan_document import parse
from workshops.views.request import SignedInRequest


def workshop_new(request: SignedInRequest, pk: int) -> HttpResponse:
    project = get_object_or_404(Project.objects.managed_by(request.user), pk=pk)
    cards = [(playbook, parse(playbook.text)) for playbook in playbooks.available()]
    context = {"project": project, "form": PlanSourceForm(), "cards": cards}
    return render(request, "workshops/workshop_new.html", context)
