"""What a workshop led to, to read and to print beside its recap: for members, and for who has the link."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from actions.models import ActionItem
from actions.own import agreed_in
from workshops.links import participant_token
from workshops.models import Participant, Workshop
from workshops.views.private import VisitorRequest, participants_page
from workshops.views.request import SignedInRequest


@require_safe
def agreed(request: SignedInRequest, pk: int) -> HttpResponse:
    """A part of the recap's page, and a page where there is no script."""
    rows = Workshop.objects.visible_to(request.user).select_related("project")
    workshop = get_object_or_404(rows, pk=pk)
    page = "actions/agreed.html" if request.htmx else "actions/agreed_page.html"
    return _answer(request, page, workshop, {})


@participants_page("GET", "HEAD")
def answer_agreed(request: VisitorRequest, participant: Participant) -> HttpResponse:
    """The same for a participant: what the recap's mail told them too."""
    page = "actions/agreed.html" if request.htmx else "actions/agreed_answer.html"
    context = {"token": participant_token(participant), "is_answer": True}
    return _answer(request, page, participant.workshop, context)


def _answer(
    request: HttpRequest, template: str, workshop: Workshop, context: dict[str, object]
) -> HttpResponse:
    items: list[ActionItem] = list(agreed_in(workshop))
    response = render(request, template, {"workshop": workshop, "actions": items} | context)
    # One address, two answers: a browser must not show the part for the page when it goes back.
    patch_vary_headers(response, ["HX-Request"])
    return response
