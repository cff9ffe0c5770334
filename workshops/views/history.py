"""All that was changed of a workshop."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from workshops.models import Workshop
from workshops.views.request import SignedInRequest

PER_PAGE = 50


@require_safe
def history(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who changed what, and when; the newest first, so many a page."""
    rows = Workshop.objects.visible_to(request.user).select_related("project")
    workshop: Workshop = get_object_or_404(rows, pk=pk)
    events = workshop.history.select_related("by")
    context = {
        "workshop": workshop,
        "page": Paginator(events, PER_PAGE).get_page(request.GET.get("page")),
        "now": timezone.now(),
    }
    return render(request, "workshops/history.html", context)
