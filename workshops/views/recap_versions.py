"""The texts of a recap that went out: to read, compare and print, with or without sign-in."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from workshops.links import participant_token
from workshops.models import Participant, Recap, RecapVersion
from workshops.selectors import recap as selectors
from workshops.selectors.projects import is_manager
from workshops.selectors.recap import Reading
from workshops.views.private import VisitorRequest, participants_page
from workshops.views.request import SignedInRequest


@require_safe
def recap_versions(request: SignedInRequest, pk: int) -> HttpResponse:
    """The newest version, or the one asked for; beside another one, what changed between them."""
    rows = Recap.objects.visible_to(request.user).select_related("workshop__project")
    recap: Recap = get_object_or_404(rows, workshop=pk)
    versions = selectors.versions_of(recap)
    context = {
        "recap": recap,
        "workshop": recap.workshop,
        "is_manager": is_manager(recap.workshop.project, request.user),
        "reading": _reading(request, versions) if versions else None,
    }
    return render(request, "workshops/recap_versions.html", context)


@participants_page("GET", "HEAD")
def answer_recap(request: VisitorRequest, participant: Participant) -> HttpResponse:
    """The same for a participant, of what was told."""
    versions = selectors.told_versions(participant.workshop)
    context = {
        "token": participant_token(participant),
        "participant": participant,
        "workshop": participant.workshop,
        "reading": _reading(request, versions) if versions else None,
    }
    return render(request, "workshops/answer_recap_page.html", context)


def _reading(request: HttpRequest, versions: list[RecapVersion]) -> Reading:
    found = selectors.reading_of(
        versions, wanted=request.GET.get("version", ""), compared=request.GET.get("with", "")
    )
    if found is None:
        raise Http404("There is no such version.")
    return found
