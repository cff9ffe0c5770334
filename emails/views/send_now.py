"""A touchpoint sent before its time: who gets it first, then a button."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from emails.audience import audience, awaited
from emails.facts import facts
from emails.gates import gate
from workshops import services
from workshops.models import Touchpoint
from workshops.services import ServiceError
from workshops.views.request import SignedInRequest
from workshops.views.way_back import done


def send_now(request: SignedInRequest, pk: int) -> HttpResponse:
    """Names everybody who gets it, and what would hold it back; a POST opens its window."""
    rows = Touchpoint.objects.managed_by(request.user)
    rows = rows.select_related("workshop__project", "follows", "held_by")
    touchpoint: Touchpoint = get_object_or_404(rows, pk=pk)
    now = timezone.now()
    people = list(audience(touchpoint))
    verdict = gate(touchpoint, facts(touchpoint.workshop_id), has_audience=bool(people))
    refusal = services.early_refusal(touchpoint, now)
    if request.method == "POST":
        try:
            if not verdict.is_fit:
                raise ServiceError("It is not fit to go: see what is missing.")
            services.open_now(touchpoint_id=pk, by=request.user, now=now)
        except ServiceError as error:
            messages.error(request, str(error))
            return redirect("emails:send-now", pk)
        text = f"“{touchpoint.name}” {_who_gets_it(len(people))}"
        url = reverse("emails:touchpoint-deliveries", args=[pk])
        done(request, text, url=url, label="See who has it")
        return redirect("workshops:workshop", touchpoint.workshop_id)
    context = {
        "touchpoint": touchpoint,
        "workshop": touchpoint.workshop,
        "people": people,
        "awaited": list(awaited(touchpoint)),
        "verdict": verdict,
        "refusal": refusal,
        "now": now,
    }
    return render(request, "emails/send_now.html", context)


def _who_gets_it(count: int) -> str:
    if not count:
        return "is open now: it goes to each of them as soon as they accept."
    return f"leaves within a minute: {'1 person gets' if count == 1 else f'{count} people get'} it."
