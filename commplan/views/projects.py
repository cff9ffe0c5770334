"""All projects of whoever is signed in."""

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from workshops.models import Project


@require_safe
def projects(request: HttpRequest) -> HttpResponse:
    """The projects that the user manages or is a member of, with their sizes."""
    visible = Project.objects.visible_to(request.user).annotate(
        workshop_count=Count("workshops", distinct=True), people_count=Count("people", distinct=True)
    )
    return render(request, "commplan/projects.html", {"projects": visible})
