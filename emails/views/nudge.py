"""Asking those who have not answered once more: who they are first, then a button."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from emails.nudges import silent
from workshops import services
from workshops.models import Workshop
from workshops.services import ServiceError
from workshops.views.request import SignedInRequest


def nudge(request: SignedInRequest, pk: int) -> HttpResponse:
    """Names everybody who would be asked; a POST asks them."""
    rows = Workshop.objects.managed_by(request.user).select_related("project")
    workshop: Workshop = get_object_or_404(rows, pk=pk)
    now = timezone.now()
    people = silent(workshop)
    refusal = services.nudge_refusal(workshop, now)
    if not refusal and not people.told:
        refusal = "Nobody of them has got a mail yet: the first one asks them."
    if request.method == "POST":
        try:
            if refusal:
                raise ServiceError(refusal)
            services.nudge(workshop_id=pk, by=request.user, now=now)
        except ServiceError as error:
            messages.error(request, str(error))
        else:
            count = len(people.told)
            asked = "1 person is" if count == 1 else f"{count} people are"
            messages.success(request, f"{asked} asked to answer.")
        return redirect("workshops:participants", pk)
    context = {"workshop": workshop, "people": people, "refusal": refusal}
    return render(request, "emails/nudge.html", context)
