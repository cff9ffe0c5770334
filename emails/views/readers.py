"""How often somebody is reminded, chosen by their own link: a digest's, or that of their page."""

from typing import Final

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from emails.models import Reader
from emails.reader_links import reader_of
from emails.services.readers import choose_rhythm
from emails.states import Rhythm
from workshops.models import Person
from workshops.views.private import VisitorRequest, linked_page, persons_page, private, token_of

_HELP: Final = {
    Rhythm.AS_DUE: "Two days before something is due, on the day, on three days after it, and once a week.",
    Rhythm.WEEKLY: "Everything that is open, in one mail at the start of the week.",
    Rhythm.PAUSED: "No reminders. Invitations and recaps of workshops still come.",
}


class RhythmForm(forms.Form):
    """The button that was pressed."""

    rhythm = forms.ChoiceField(choices=Rhythm.choices, error_messages={"required": "Press one of the three."})


@linked_page(lambda token: reader_of(token, now=timezone.now()), "GET", "HEAD", "POST")
def reader_choice(request: VisitorRequest, reader: Reader) -> HttpResponse:
    """The choice, by the link in a digest. Only pressing a button changes anything."""
    return _choice(request, reader.email, reverse("emails:reader-choice", args=[token_of(request)]))


@persons_page("GET", "HEAD", "POST")
def mine_mails(request: VisitorRequest, person: Person) -> HttpResponse:
    """The same choice, from the page of what is theirs."""
    token = token_of(request)
    address, back = (reverse(name, args=[token]) for name in ("emails:mine-mails", "workshops:mine"))
    return _choice(request, person.email.lower(), address, back=back)


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@private
def reader_stop(request: HttpRequest, token: str) -> HttpResponse:
    """What a mail program's own “unsubscribe” calls: a POST pauses, anything else leads to the choice.

    It comes from the program's servers, without a cookie and so without a CSRF token: the signed address and
    the words that RFC 8058 asks for say what is wanted, and nothing else can be done here.
    """
    reader = reader_of(token, now=timezone.now())
    if reader is None:
        return render(request, "workshops/answer_gone.html", status=404)
    if request.method != "POST":
        return redirect("emails:reader-choice", token)
    if request.POST.get("List-Unsubscribe") != "One-Click":
        return HttpResponse("This takes List-Unsubscribe=One-Click.", status=400, content_type="text/plain")
    choose_rhythm(email=reader.email, rhythm=Rhythm.PAUSED, now=timezone.now())
    return HttpResponse("You will not be reminded any more.", content_type="text/plain; charset=utf-8")


def _choice(request: VisitorRequest, email: str, address: str, *, back: str = "") -> HttpResponse:
    form = RhythmForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        choose_rhythm(email=email, rhythm=form.cleaned_data["rhythm"], now=timezone.now())
        return redirect(address)
    reader = Reader.objects.filter(email=email).first() or Reader(email=email)
    context = {
        "form": form,
        "reader": reader,
        "choices": [(value, label, _HELP[Rhythm(value)]) for value, label in Rhythm.choices],
        "address": address,
        "back": back,
        "now": timezone.now(),
    }
    return render(request, "emails/reader_choice.html", context)
