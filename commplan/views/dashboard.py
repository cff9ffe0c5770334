"""The first page: what needs the manager now, what leaves soon, and all workshops."""

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from commplan import selectors, strip


@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """Everything that waits for the user, over all of their projects."""
    assert not isinstance(request.user, AnonymousUser)  # LoginRequiredMiddleware sees to it
    now = timezone.now()
    page = selectors.dashboard(request.user, now)
    context = {"page": page, "now": now, "strip_width": strip.WIDTH}
    if page.projects:
        # By whose day it is does not show at this size.
        context["days"] = strip.scale(now, page.projects[0].zone)
    return render(request, "commplan/dashboard.html", context)
