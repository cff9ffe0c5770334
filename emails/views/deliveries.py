"""Who got what, and what is held: a panel of the workshop's page and a touchpoint's own page."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_POST

from emails import services
from emails.models import Delivery
from emails.selectors import deliveries_of, touchpoint_statuses
from emails.views.paging import page_of
from workshops.models import Touchpoint, Workshop
from workshops.views.request import SignedInRequest
from workshops.workshop_selectors import time_line

# Marks of the time line, where a status has none of its own.
DRAWN_AS = {"open": "next", "upcoming": "next", "cancelled": "skipped"}


def deliveries_panel(request: SignedInRequest, pk: int) -> HttpResponse:
    """A fragment for htmx, a page of its own without."""
    workshops = Workshop.objects.visible_to(request.user).select_related("project")
    workshop = get_object_or_404(workshops, pk=pk)
    now = timezone.now()
    statuses = touchpoint_statuses(workshop, now)
    # A request or a notice that goes to nobody is not worth a line.
    statuses = [row for row in statuses if not row.touchpoint.is_own or row.people or row.sent]
    context = {
        "workshop": workshop,
        "statuses": statuses,
        "is_manager": Workshop.objects.managed_by(request.user).filter(pk=pk).exists(),
        "now": now,
    }
    is_fragment = bool(getattr(request, "htmx", False))
    if is_fragment:
        drawn = ((row.touchpoint, DRAWN_AS.get(row.status, row.status), row.status) for row in statuses)
        # The workshop's page drew its time line without knowing what was sent: this one takes its place.
        context["time_line"] = time_line(workshop, drawn, now=now)
    template = "emails/deliveries_panel.html" if is_fragment else "emails/deliveries.html"
    response = render(request, template, context)
    # Or the way back in the browser would show the fragment as a page.
    patch_vary_headers(response, ["HX-Request"])
    return response


def touchpoint_deliveries(request: SignedInRequest, pk: int) -> HttpResponse:
    """Each delivery of a touchpoint with its story."""
    touchpoints = Touchpoint.objects.visible_to(request.user).select_related("workshop__project")
    touchpoint = get_object_or_404(touchpoints, pk=pk)
    now = timezone.now()
    context = {
        "touchpoint": touchpoint,
        "workshop": touchpoint.workshop,
        "page": page_of(request, deliveries_of(touchpoint)),
        "is_manager": Touchpoint.objects.managed_by(request.user).filter(pk=pk).exists(),
        "now": now,
    }
    return render(request, "emails/touchpoint_deliveries.html", context)


@require_POST
def delivery_retry(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send again what failed for good, once the address or the server is mended."""
    delivery = get_object_or_404(Delivery.objects.managed_by(request.user), pk=pk)
    if services.retry(delivery_id=pk, by=str(request.user)[:120], now=timezone.now()):
        messages.success(request, "It is tried again within a minute.")
    else:
        messages.info(request, "It has not failed, or is tried again already.")
    return redirect("emails:touchpoint-deliveries", delivery.touchpoint_id)
