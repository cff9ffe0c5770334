"""Who got what, and what is held: a panel of the workshop's page and a touchpoint's own page."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from emails.models import Delivery
from emails.selectors.pages import TouchpointStatus, deliveries_of, shared_reasons, touchpoint_statuses
from emails.selectors.queue import Stop, mail_stop
from emails.selectors.troubles import troubles, worst_first
from emails.states import RESENDABLE
from emails.views.paging import page_of
from workshops.models import Touchpoint, Workshop
from workshops.selectors.workshop import time_line
from workshops.services import early_refusal
from workshops.views.request import SignedInRequest

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
        # A draft's mails mostly wait for the same: it is said once.
        "shared": shared_reasons(statuses) if workshop.is_draft else (),
        "statuses": statuses,
        "stop": _stop(Delivery.objects.filter(touchpoint__workshop=workshop)),
        "troubles": troubles(Touchpoint.objects.filter(workshop=workshop), now),
        "is_manager": Workshop.objects.managed_by(request.user).filter(pk=pk).exists(),
        # What a manager may send before its time.
        "early": {row.touchpoint.pk for row in statuses if not early_refusal(row.touchpoint, now)},
        "now": now,
    }
    is_fragment = bool(getattr(request, "htmx", False))
    if is_fragment:
        drawn = ((row.touchpoint, *_drawn(row), row.first_sent_at) for row in statuses)
        # The workshop's page drew its time line without knowing what was sent: this one takes its place.
        context["time_line"] = time_line(workshop, drawn, now=now)
    template = "emails/deliveries_panel.html" if is_fragment else "emails/deliveries.html"
    response = render(request, template, context)
    # Or the way back in the browser would show the fragment as a page.
    patch_vary_headers(response, ["HX-Request"])
    return response


def _drawn(row: TouchpointStatus) -> tuple[str, str]:
    """The mark of the time line, and the words for it: what failed is not to look as if all were well."""
    if row.failed:
        return "late", f"{row.status}, {row.failed} failed"
    return DRAWN_AS.get(row.status, row.status), row.status


def _stop(deliveries: Any) -> Stop | None:
    """Why no mail leaves, where some of these wait for it."""
    return mail_stop() if deliveries.refused().exists() else None


def touchpoint_deliveries(request: SignedInRequest, pk: int) -> HttpResponse:
    """Each delivery of a touchpoint with its story."""
    touchpoints = Touchpoint.objects.visible_to(request.user).select_related("workshop__project")
    touchpoint = get_object_or_404(touchpoints, pk=pk)
    now = timezone.now()
    context = {
        "touchpoint": touchpoint,
        "stop": _stop(touchpoint.deliveries),
        "workshop": touchpoint.workshop,
        "page": page_of(request, worst_first(deliveries_of(touchpoint))),
        "resendable": RESENDABLE,
        "is_manager": Touchpoint.objects.managed_by(request.user).filter(pk=pk).exists(),
        "now": now,
    }
    return render(request, "emails/touchpoint_deliveries.html", context)
