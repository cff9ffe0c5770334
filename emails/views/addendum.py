"""The correction of a recap: what changed, who is told, and how the mail looks; then a button sends it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from emails.addenda import Correction, correction_of
from emails.facts import facts
from emails.message.mail import MailContext, recipients
from emails.message.mail import render as render_mail
from emails.message.rendering import RenderedMail
from emails.views.frames import framed, mail_frame
from workshops.models import Person, Recap
from workshops.services import ServiceError
from workshops.services.recap_versions import send_correction
from workshops.views.request import SignedInRequest


class ConfirmForm(forms.Form):
    """The versions that the page showed."""

    since = forms.IntegerField(min_value=1, max_value=32767)
    version = forms.IntegerField(min_value=1, max_value=32767)


def _correction(request: SignedInRequest, pk: int) -> Correction:
    recaps = Recap.objects.managed_by(request.user).select_related("workshop__project")
    recap: Recap = get_object_or_404(recaps, workshop=pk)
    return correction_of(recap)


def addendum(request: SignedInRequest, pk: int) -> HttpResponse:
    """Shows everything first; a POST sends what was shown."""
    found = _correction(request, pk)
    if request.method == "POST":
        return _send(request, pk)
    person = _chosen(request, found)
    context: dict[str, Any] = {"correction": found, "workshop": found.recap.workshop, "person": person}
    if found.is_due and person is not None:
        context["mail"], context["problem"] = _rendered(found, person)
    return render(request, "emails/addendum.html", context)


def _send(request: SignedInRequest, pk: int) -> HttpResponse:
    form = ConfirmForm(request.POST)
    try:
        if not form.is_valid():
            raise ServiceError("Look at what would be sent, then press the button.")
        send_correction(workshop_id=pk, **form.cleaned_data, by=request.user, now=timezone.now())
    except ServiceError as error:
        messages.error(request, str(error))
        return redirect("emails:addendum", pk)
    messages.success(request, "The correction is on its way.")
    return redirect("workshops:recap", pk)


@mail_frame
def addendum_frame(request: SignedInRequest, pk: int) -> HttpResponse:
    """The HTML alone. Where there is nothing to correct, a 404: the page around says why."""
    found = _correction(request, pk)
    person = _chosen(request, found)
    if person is None or not found.is_due:
        raise Http404("There is nothing to correct.")
    mail, problem = _rendered(found, person)
    if mail is None:
        raise Http404(problem)
    return framed(mail.html)


@require_safe
def addendum_panel(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who knows what, in a few lines: a part of the recap's pages."""
    found = _correction(request, pk)
    context = {"correction": found, "workshop": found.recap.workshop}
    return render(request, "emails/addendum_panel.html", context)


def _chosen(request: SignedInRequest, found: Correction) -> Person | None:
    wanted = request.GET.get("person", "")
    people = found.people
    return next((person for person in people if str(person.pk) == wanted), people[0] if people else None)


def _rendered(found: Correction, person: Person) -> tuple[RenderedMail | None, str]:
    workshop_id = found.recap.workshop_id
    try:
        context = MailContext(found.draft, facts(workshop_id))
        return render_mail(context, recipients(workshop_id, [person.pk], is_preview=True)[person.pk]), ""
    except ValueError as error:
        return None, str(error)
