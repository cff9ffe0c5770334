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
            services.schedule(workshop_id=pk, by=request.user, now=now)
        except ServiceError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, "Scheduled. From now on the mails leave by themselves.")
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
