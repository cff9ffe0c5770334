"""The mail that is being written: beside the editor as a recipient would see it, and as a test to oneself.

The editor's fields come with each request, and nothing of them is saved.
"""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from emails import services
from emails.drafts import Draft, chosen_person, draft_of, look
from emails.message.rendering import RenderedMail
from emails.views.frames import framed, mail_frame
from workshops.models import Person, Touchpoint, Workshop
from workshops.services import ServiceError
from workshops.views.request import SignedInRequest

# What the editor sends besides its fields.
_NOT_A_FIELD = ("csrfmiddlewaretoken", "resume")


@require_POST
def draft_preview(request: SignedInRequest, pk: int) -> HttpResponse:
    """What is said of the draft, and the form that fetches its HTML; a page of its own without htmx."""
    workshop, draft = _read(request, pk)
    person = chosen_person(workshop, request.POST.get("as"))
    context = _context(request, workshop, draft) | {"person": person}
    if person is not None:
        context["mail"], context["problem"] = _looked_at(draft, person)
    is_fragment = bool(getattr(request, "htmx", False))
    template = "emails/draft_preview.html" if is_fragment else "emails/draft_preview_page.html"
    return render(request, template, context)


@require_POST
@mail_frame
def draft_frame(request: SignedInRequest, pk: int) -> HttpResponse:
    """The draft's HTML alone. A mail that cannot be rendered is a 404: the page around says why."""
    workshop, draft = _read(request, pk)
    person = chosen_person(workshop, request.POST.get("as"))
    mail = _looked_at(draft, person)[0] if person else None
    if mail is None:
        raise Http404("There is no mail to show.")
    return framed(mail.html)


@require_POST
def draft_test(request: SignedInRequest, pk: int) -> HttpResponse:
    """Sends the draft to the manager, and says so."""
    workshop, draft = _read(request, pk)
    person = chosen_person(workshop, request.POST.get("as"))
    context = _context(request, workshop, draft) | {"person": person}
    if person is None:
        context["problem"] = "Add a person to the project first: the test is written as to one of them."
    else:
        try:
            context["address"] = services.send_test(
                draft=draft, person=person, by=request.user, now=timezone.now()
            )
        except ServiceError as error:
            context["problem"] = str(error)
    is_fragment = bool(getattr(request, "htmx", False))
    return render(
        request, "emails/draft_test.html" if is_fragment else "emails/draft_test_page.html", context
    )


def _read(request: SignedInRequest, pk: int) -> tuple[Workshop, Draft]:
    workshops = Workshop.objects.managed_by(request.user).select_related("project")
    workshop: Workshop = get_object_or_404(workshops, pk=pk)
    touchpoint: Touchpoint | None = None
    if number := request.POST.get("touchpoint"):
        if not number.isascii() or not number.isdigit() or len(number) > 18:
            raise Http404("No such touchpoint.")
        rows = workshop.touchpoints.select_related("workshop__project", "follows")
        touchpoint = get_object_or_404(rows, pk=int(number))
    return workshop, draft_of(workshop, touchpoint, request.POST)


def _looked_at(draft: Draft, person: Person) -> tuple[RenderedMail | None, str]:
    try:
        return look(draft, person), ""
    except ValueError as error:
        return None, str(error)


def _context(request: SignedInRequest, workshop: Workshop, draft: Draft) -> dict[str, Any]:
    return {
        "workshop": workshop,
        "touchpoint": draft.touchpoint,
        "draft": draft,
        "fields": [
            (name, value)
            for name, values in request.POST.lists()
            if name not in _NOT_A_FIELD
            for value in values
        ],
    }
