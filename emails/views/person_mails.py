"""What one person was sent: a part of their page, and a page of its own."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from emails.selectors.pages import deliveries_to, reminders_to, rhythm_of
from emails.views.paging import page_of
from workshops.models import Person
from workshops.views.request import SignedInRequest

IN_PANEL = 10
# Two weeks of them, were there one each working day.
REMINDERS = 10


@require_safe
def person_mails(request: SignedInRequest, pk: int) -> HttpResponse:
    """Each mail with its state and story, the newest first; the panel shows the first few."""
    people = Person.objects.visible_to(request.user).select_related("project")
    person = get_object_or_404(people, pk=pk)
    rows = deliveries_to(person)
    page = Paginator(rows, IN_PANEL).get_page(1) if request.htmx else page_of(request, rows)
    context = {
        "person": person,
        "project": person.project,
        "page": page,
        "rhythm": rhythm_of(person),
        "reminders": reminders_to(person)[:REMINDERS],
        "now": timezone.now(),
    }
    template = "emails/person_mails_panel.html" if request.htmx else "emails/person_mails.html"
    response = render(request, template, context)
    # One address, two answers: a browser must not show the part for the page when it goes back.
    patch_vary_headers(response, ["HX-Request"])
    return response
