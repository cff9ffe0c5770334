"""The workshop as a calendar file, from a participant's own page."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from emails.message.mail import calendar_entry
from workshops.links import participant_path, participant_url
from workshops.models import Participant
from workshops.views.private import VisitorRequest, participants_page


@participants_page("GET", "HEAD")
def participant_calendar(request: VisitorRequest, participant: Participant) -> HttpResponse:
    """The same entry as the mails carry, so that a later change finds it; without one back to the page."""
    workshop = participant.workshop
    if workshop.is_cancelled or workshop.start is None or workshop.organizer is None:
        return redirect(participant_path(participant))
    entry = calendar_entry(
        workshop,
        participant,
        method="REQUEST",
        answer_url=participant_url(participant),
        now=timezone.now(),
    )
    response = HttpResponse(entry, content_type="text/calendar; charset=utf-8; method=REQUEST")
    response["Content-Disposition"] = 'attachment; filename="workshop.ics"'
    return response
