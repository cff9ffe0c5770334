"""Open actions of earlier workshops, offered for a workshop's agenda: a part of that page, and a page."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from actions.selectors.carry import open_points
from workshops.forms.carrying import CarryForm
from workshops.forms.saving import refusals_on
from workshops.models import Workshop
from workshops.services.carrying import Carried, take_up
from workshops.views.request import SignedInRequest


def carry(request: SignedInRequest, pk: int) -> HttpResponse:
    """Choose with boxes; a button puts what is chosen onto the agenda."""
    rows = Workshop.objects.managed_by(request.user).select_related("project")
    workshop: Workshop = get_object_or_404(rows, pk=pk)
    now = timezone.now()
    points = open_points(workshop, now=now)
    by_subject = {point.subject: point for point in points}
    offered = [(point.subject, point.text) for point in points]
    form = CarryForm(request.POST or None, offered=offered, auto_id="actions_%s")
    if form.is_valid():
        chosen = [by_subject[subject] for subject in form.cleaned_data["chosen"]]
        carried = [Carried(point.subject, point.text, point.came_from.pk) for point in chosen]
        with refusals_on(form):
            take_up(workshop_id=pk, points=carried, **form.item, by=request.user, now=now)
            messages.success(request, "The actions stand on the agenda, at its end.")
            return redirect(f"{reverse('workshops:workshop', args=[pk])}#agenda")
    is_part = request.htmx and request.method != "POST"
    template = "actions/carry.html" if is_part else "actions/carry_page.html"
    context = {"workshop": workshop, "points": points, "form": form}
    response = render(request, template, context)
    # One address, two answers: a browser must not show the part for the page when it goes back.
    patch_vary_headers(response, ["HX-Request"])
    return response
