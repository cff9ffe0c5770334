"""Pages behind somebody's signed link instead of a sign-in, in whichever room they are drawn."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods
from django_htmx.middleware import HtmxDetails

from workshops.links import is_preview, participant_of, person_of
from workshops.models import Participant, Person


class VisitorRequest(HttpRequest):
    """A request of somebody who has a link, and no account."""

    htmx: HtmxDetails


P = ParamSpec("P")
T = TypeVar("T")
OwnView = Callable[Concatenate[VisitorRequest, T, P], HttpResponse]
View = Callable[Concatenate[VisitorRequest, str, P], HttpResponse]

HEADERS = {
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
}


def participants_page(*methods: str) -> Callable[[OwnView[Participant, P]], View[P]]:
    """The view is called with the participant whose link it is; every wrong link gets one same page."""
    return linked_page(lambda token: participant_of(token, now=timezone.now()), *methods)


def persons_page(*methods: str) -> Callable[[OwnView[Person, P]], View[P]]:
    """The view is called with the person whose link it is, of one project; every wrong link as above."""
    return linked_page(lambda token: person_of(token, now=timezone.now()), *methods)


def linked_page(find: Callable[[str], T | None], *methods: str) -> Callable[[OwnView[T, P]], View[P]]:
    """The view is called with what `find` makes of the token; where that is nothing, the one page answers.

    A link of a preview says that it is one, and does nothing.
    """

    def decorate(view: OwnView[T, P]) -> View[P]:
        @wraps(view)
        def of_token(request: VisitorRequest, token: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            found = find(token)
            if found is None and is_preview(token):
                return render(request, "workshops/answer_preview.html")
            if found is None:
                return render(request, "workshops/answer_gone.html", status=404)
            return view(request, found, *args, **kwargs)

        checked = require_http_methods([*methods])(of_token)
        return secret_page(checked)

    return decorate


def token_of(request: HttpRequest) -> str:
    """The token of the link that was opened: what the page links to ends with it."""
    match = request.resolver_match
    return str(match.kwargs["token"]) if match else ""


def secret_page(view: View[P]) -> View[P]:
    """A page whose address holds a token, for whoever has it: private, and with the CSRF check."""
    guarded: View[P] = login_not_required(private(_null_origin_is_own(view)))
    return guarded


def private(view: View[P]) -> View[P]:
    """The address is a secret: it is neither passed on, nor kept, nor listed, nor logged."""

    @wraps(view)
    def wrapper(request: VisitorRequest, token: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(request, token, *args, **kwargs)
        for name, value in HEADERS.items():
            response.headers[name] = value
        # Django logs the path of every answer from 400 on, unless that is said to be done.
        response._has_been_logged = True  # type: ignore[attr-defined]
        return response

    return wrapper


def _null_origin_is_own(view: View[P]) -> View[P]:
    """Let forms of a page under `no-referrer` through the check of their origin.

    For such a page the browser sends `Origin: null` even to the page's own site (Fetch, “append a request
    `Origin` header”), which Django refuses. The CSRF token, which no other site can read, is still checked.
    """

    @wraps(view)
    def wrapper(request: VisitorRequest, token: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.META.get("HTTP_ORIGIN") == "null":
            request.META["HTTP_ORIGIN"] = f"{request.scheme}://{request.get_host()}"
        checked: View[P] = csrf_protect(view)
        return checked(request, token, *args, **kwargs)

    exempt: View[P] = csrf_exempt(wrapper)
    return exempt
