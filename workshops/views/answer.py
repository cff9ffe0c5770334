"""A participant's own page, behind a signed link instead of a sign-in."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from workshops import services
from workshops import workshop_selectors as selectors
from workshops.forms.answer import ANSWERS, AnswerForm
from workshops.forms.saving import refusals_on
from workshops.links import participant_of

View = Callable[[HttpRequest, str], HttpResponse]

HEADERS = {
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
}


def private_link(view: View) -> View:
    """The address is a secret: it is neither passed on, nor kept, nor listed, nor logged."""

    @wraps(view)
    def wrapper(request: HttpRequest, token: str) -> HttpResponse:
        response = view(request, token)
        for name, value in HEADERS.items():
            response.headers[name] = value
        # Django logs the path of every answer from 400 on, unless that is said to be done.
        response._has_been_logged = True  # type: ignore[attr-defined]
        return response

    return wrapper


def null_origin_is_own(view: View) -> View:
    """Let forms of a page under `no-referrer` through the check of their origin.

    For such a page the browser sends `Origin: null` even to the page's own site (Fetch, “append a request
    `Origin` header”), which Django refuses. The CSRF token, which no other site can read, is still checked.
    """

    @wraps(view)
    def wrapper(request: HttpRequest, token: str) -> HttpResponse:
        if request.META.get("HTTP_ORIGIN") == "null":
            request.META["HTTP_ORIGIN"] = f"{request.scheme}://{request.get_host()}"
        return csrf_protect(view)(request, token)

    return csrf_exempt(wrapper)


@login_not_required
@private_link
@null_origin_is_own
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """The invitation with its buttons. Only pressing one of them changes anything."""
    now = timezone.now()
    participant = participant_of(token, now=now)
    if participant is None:
        return render(request, "workshops/answer_gone.html", status=404)
    form = AnswerForm(
        request.POST if request.method == "POST" else None, initial={"comment": participant.comment}
    )
    if form.is_valid():
        with refusals_on(form):
            services.answer(
                participant_id=participant.pk,
                partstat=form.cleaned_data["answer"],
                comment=form.cleaned_data["comment"],
                now=now,
            )
            return redirect("workshops:answer", token)
    workshop = participant.workshop
    context = {
        "form": form,
        "participant": participant,
        "workshop": workshop,
        "answers": ANSWERS,
        "is_open": not workshop.is_cancelled and not (workshop.start and workshop.start <= now),
        "prework": selectors.prework_for(participant),
        "agenda": workshop.agenda_items.all(),
    }
    return render(request, "workshops/answer.html", context)
