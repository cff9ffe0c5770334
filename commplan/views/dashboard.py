"""The first page: what needs the manager now, what leaves soon, and all workshops."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from workshops.models import Project


@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """Everything that waits for the user, over all of their projects."""
    context = {"now": timezone.now(), "has_projects": Project.objects.visible_to(request.user).exists()}
    return render(request, "commplan/dashboard.html", context)
