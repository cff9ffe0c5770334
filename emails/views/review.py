"""The last look before a workshop is scheduled: what leaves when, to whom, and what is missing."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from emails.review import review_of
from workshops import services
from workshops.models import Workshop
from workshops.services import ServiceError
from workshops.views.request import SignedInRequest


def review(request: SignedInRequest, pk: int) -> HttpResponse:
    """The page says what will happen; its button makes it happen."""
    workshops = Workshop.objects.managed_by(request.user).select_related("project", "organizer")
    workshop = get_object_or_404(workshops, pk=pk)
    now = timezone.now()
    if request.method == "POST":
        try:
            is_planned = workshop.is_draft and workshop.start is not None
            held = review_of(workshop, now=now).held if is_planned else 0
            services.schedule(workshop_id=pk, by=request.user, now=now)
        except ServiceError as error:
            messages.error(request, str(error))
        else:
            _tell(request, held)
            return redirect(workshop)
    context = {
        "workshop": workshop,
        "missing": services.missing_for_schedule(workshop) if workshop.is_draft else [],
        "now": now,
    }
    try:
        context["review"] = review_of(workshop, now=now)
    except ServiceError as error:
        context["problem"] = str(error)
    return render(request, "emails/review.html", context)


def _tell(request: SignedInRequest, held: int) -> None:
    """That it is scheduled, and whether something that is due now stays behind."""
    text = "Scheduled. From now on the mails leave by themselves."
    if not held:
        messages.success(request, text)
        return
    what = "One is due now and lacks" if held == 1 else f"{held} are due now and lack"
    messages.warning(request, f"{text} {what} something: below it says what.")
