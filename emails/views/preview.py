"""A touchpoint's mail as one of its recipients would get it."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from emails.audience import audience, awaited
from emails.facts import facts
from emails.gates import gate
from emails.message.mail import MailContext, recipients
from emails.message.mail import render as render_mail
from emails.message.rendering import RenderedMail
from emails.views.frames import framed, mail_frame
from workshops.models import Person, Touchpoint
from workshops.views.request import SignedInRequest


def touchpoint_preview(request: SignedInRequest, pk: int) -> HttpResponse:
    """Choose a recipient and see subject, HTML and text; or what is missing for a mail."""
    touchpoint = _touchpoint(request, pk)
    people = _people(touchpoint)
    person = _chosen(request, people)
    read = facts(touchpoint.workshop_id)
    context: dict[str, Any] = {
        "touchpoint": touchpoint,
        "workshop": touchpoint.workshop,
        "people": people,
        "person": person,
        "verdict": gate(touchpoint, read, has_audience=bool(people)),
    }
    if person is not None:
        context["mail"], context["problem"] = _rendered(MailContext(touchpoint, read), person)
    return render(request, "emails/touchpoint_preview.html", context)


@mail_frame
def touchpoint_preview_frame(request: SignedInRequest, pk: int) -> HttpResponse:
    """The HTML alone. A mail that cannot be rendered is a 404: the page around says why."""
    touchpoint = _touchpoint(request, pk)
    person = _chosen(request, _people(touchpoint))
    if person is None:
        raise Http404("Nobody gets this mail.")
    mail, problem = _rendered(MailContext(touchpoint, facts(touchpoint.workshop_id)), person)
    if mail is None:
        raise Http404(problem)
    return framed(mail.html)


def _touchpoint(request: SignedInRequest, pk: int) -> Touchpoint:
    touchpoints = Touchpoint.objects.managed_by(request.user).select_related("workshop__project", "follows")
    touchpoint: Touchpoint = get_object_or_404(touchpoints, pk=pk)
    return touchpoint


def _people(touchpoint: Touchpoint) -> list[Person]:
    """Who would get it, and who would by accepting."""
    return [*audience(touchpoint), *awaited(touchpoint)]


def _chosen(request: SignedInRequest, people: list[Person]) -> Person | None:
    wanted = request.GET.get("person", "")
    return next((person for person in people if str(person.pk) == wanted), people[0] if people else None)


def _rendered(context: MailContext, person: Person) -> tuple[RenderedMail | None, str]:
    recipient = recipients(context.touchpoint.workshop_id, [person.pk], is_preview=True)[person.pk]
    try:
        return render_mail(context, recipient), ""
    except ValueError as error:
        return None, str(error)
