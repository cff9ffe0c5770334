"""What earlier workshops left open, offered for the agenda of the next."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from workshops.forms.carrying import CarryForm
from workshops.forms.saving import refusals_on
from workshops.models import CarriedPoint, Workshop
from workshops.registers.kinds import BY_SLUG
from workshops.selectors import carry as selectors
from workshops.selectors.register import model_of, url_of
from workshops.services.carrying import Carried, take_up
from workshops.views.request import SignedInRequest


def _managed(request: SignedInRequest, pk: int) -> Workshop:
    rows = Workshop.objects.managed_by(request.user).select_related("project")
    workshop: Workshop = get_object_or_404(rows, pk=pk)
    return workshop


def carry(request: SignedInRequest, pk: int) -> HttpResponse:
    """Choose with boxes; a button puts what is chosen onto the agenda."""
    workshop = _managed(request, pk)
    now = timezone.now()
    groups = selectors.open_points(workshop, now=now)
    points = {point.subject: point for group in groups for point in group.points}
    form = CarryForm(request.POST or None, offered=[(point.subject, point.text) for point in points.values()])
    if form.is_valid():
        chosen = [points[subject] for subject in form.cleaned_data["chosen"]]
        carried = [Carried(point.subject, point.text, point.came_from.pk) for point in chosen]
        with refusals_on(form):
            items = take_up(workshop_id=pk, points=carried, **form.item, by=request.user, now=now)
            count = f"{len(items)} {'item' if len(items) == 1 else 'items'}"
            messages.success(request, f"The agenda has {count} more, at its end.")
            return redirect(f"{reverse('workshops:workshop', args=[pk])}#agenda")
    context = {
        "workshop": workshop,
        "groups": groups,
        "form": form,
        "carried": selectors.carried_of(workshop),
    }
    return render(request, "workshops/carry.html", context)


@require_safe
def carry_hint(request: SignedInRequest, pk: int) -> HttpResponse:
    """A line for the workshop's page: how much is open from before. Empty where nothing is."""
    workshop = _managed(request, pk)
    now = timezone.now()
    is_over = bool(workshop.end and workshop.end <= now)
    groups = [] if is_over or workshop.is_cancelled else selectors.open_points(workshop, now=now)
    count = sum(len(group.points) for group in groups)
    return render(request, "workshops/carry_hint.html", {"workshop": workshop, "count": count})


@require_safe
def carried_row(request: SignedInRequest, pk: int) -> HttpResponse:
    """On to the row that was taken up; to its workshop where it is gone since."""
    points = CarriedPoint.objects.managed_by(request.user).select_related("workshop", "came_from")
    point: CarriedPoint = get_object_or_404(points, pk=pk)
    slug, _, row_id = point.subject.partition(":")
    if slug in BY_SLUG and model_of(slug).objects.filter(pk=row_id).exists():
        return redirect(url_of(slug, int(row_id)))
    messages.info(request, "What was taken up is no longer there.")
    return redirect(point.came_from or point.workshop)
