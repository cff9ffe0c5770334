"""The plan played against a simulated clock, to look through before anything leaves."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from emails.rehearsal import ACCEPTED, ANSWERS, RehearsalError, RehearsedMail, rehearse
from emails.views.frames import framed, html_of, mail_frame
from workshops.models import Workshop
from workshops.views.request import SignedInRequest


@dataclass(frozen=True, slots=True)
class Numbered:
    """A mail with its place in the play, by which the page's links name it."""

    number: int
    mail: RehearsedMail


@dataclass(frozen=True, slots=True)
class Sending:
    """What leaves at one instant for one touchpoint."""

    touchpoint: str
    at: datetime
    mails: list[Numbered]


def rehearsal(request: SignedInRequest, pk: int) -> HttpResponse:
    """All mails by time, one of them opened; what is held, and what is skipped. It has no effect."""
    workshop = _workshop(request, pk)
    context = {"workshop": workshop, "rsvp": _rsvp(request)}
    try:
        played = rehearse(workshop.pk, rsvp=_rsvp(request))
    except RehearsalError as error:
        return render(request, "emails/rehearsal.html", context | {"problem": str(error)})
    context |= {
        "played": played,
        "sendings": _sendings(played.mails),
        "opened": _opened(request, played.mails),
    }
    return render(request, "emails/rehearsal.html", context)


@mail_frame
def rehearsal_frame(request: SignedInRequest, pk: int) -> HttpResponse:
    """One mail's HTML alone, for the frame. The play is the same each time, and so are its numbers."""
    workshop = _workshop(request, pk)
    try:
        opened = _opened(request, rehearse(workshop.pk, rsvp=_rsvp(request)).mails)
    except RehearsalError as error:
        raise Http404(str(error)) from error
    if opened is None:
        raise Http404("The rehearsal has no such mail.")
    return framed(html_of(opened.mail.message))


def _workshop(request: SignedInRequest, pk: int) -> Workshop:
    workshops = Workshop.objects.managed_by(request.user).select_related("project")
    workshop: Workshop = get_object_or_404(workshops, pk=pk)
    return workshop


def _rsvp(request: SignedInRequest) -> str:
    wanted = request.GET.get("rsvp", "")
    return wanted if wanted in ANSWERS else ACCEPTED


def _sendings(mails: list[RehearsedMail]) -> list[Sending]:
    numbered = [Numbered(number, mail) for number, mail in enumerate(mails)]
    groups = groupby(numbered, key=lambda row: (row.mail.touchpoint, row.mail.at))
    return [Sending(touchpoint, at, list(rows)) for (touchpoint, at), rows in groups]


def _opened(request: SignedInRequest, mails: list[RehearsedMail]) -> Numbered | None:
    wanted = request.GET.get("mail", "")
    rows = (Numbered(number, mail) for number, mail in enumerate(mails))
    return next((row for row in rows if str(row.number) == wanted), None)
