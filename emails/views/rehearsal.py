"""The plan played against a simulated clock, to look through before anything leaves."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from emails.models import KeptMail, KeptRehearsal
from emails.services.rehearsal import ACCEPTED, ANSWERS, RehearsalError, why_not
from emails.services.rehearsing import keep_rehearsal
from emails.views.frames import framed, mail_frame
from workshops.models import Workshop
from workshops.views.request import SignedInRequest

# So large a number no play reaches, and every database can compare with it.
_MOST_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Sending:
    """What leaves at one instant for one touchpoint."""

    touchpoint: str
    at: datetime
    mails: list[KeptMail]


def rehearsal(request: SignedInRequest, pk: int) -> HttpResponse:
    """The last play: all mails by time, one of them opened; what is held, and what is skipped.

    The button plays the plan anew; looking has no effect.
    """
    workshop = _workshop(request, pk)
    if request.method == "POST":
        return _play(request, workshop)
    played = KeptRehearsal.objects.filter(workshop=workshop).first()
    context = {"workshop": workshop, "now": timezone.now(), "problem": why_not(workshop), "rsvp": ACCEPTED}
    if played and not context["problem"]:
        mails = list(played.mails.defer("text", "html"))
        context |= {
            "played": played,
            "rsvp": played.rsvp,
            "mails": mails,
            "sendings": _sendings(mails),
            "opened": _opened(request, workshop),
            "is_outdated": workshop.history.filter(at__gt=played.played_at).exists(),
        }
    return render(request, "emails/rehearsal.html", context)


def _play(request: SignedInRequest, workshop: Workshop) -> HttpResponse:
    wanted = request.POST.get("rsvp", "")
    try:
        keep_rehearsal(
            workshop_id=workshop.pk, rsvp=wanted if wanted in ANSWERS else ACCEPTED, now=timezone.now()
        )
    except RehearsalError as error:
        messages.error(request, str(error))
    return redirect("emails:rehearsal", workshop.pk)


@mail_frame
def rehearsal_frame(request: SignedInRequest, pk: int) -> HttpResponse:
    """One mail's HTML alone, for the frame."""
    opened = _opened(request, _workshop(request, pk))
    if opened is None:
        raise Http404("The rehearsal has no such mail.")
    return framed(opened.html)


def _workshop(request: SignedInRequest, pk: int) -> Workshop:
    workshops = Workshop.objects.managed_by(request.user).select_related("project")
    workshop: Workshop = get_object_or_404(workshops, pk=pk)
    return workshop


def _sendings(mails: list[KeptMail]) -> list[Sending]:
    groups = groupby(mails, key=lambda mail: (mail.touchpoint, mail.at))
    return [Sending(touchpoint, at, list(rows)) for (touchpoint, at), rows in groups]


def _opened(request: SignedInRequest, workshop: Workshop) -> KeptMail | None:
    wanted = request.GET.get("mail", "")
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) <= _MOST_DIGITS):
        return None
    return KeptMail.objects.filter(rehearsal__workshop=workshop, number=int(wanted)).first()
