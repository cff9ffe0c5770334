"""The actions of one person: a part of their page, and a page where there is no script."""

from django.db.models import Case, F, Value, When
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from actions.models import ActionItem
from actions.selectors.log import owned_or_by_role
from actions.states import CLOSED
from workshops.models import Person
from workshops.views.request import SignedInRequest

# As many as a panel takes in; the action log, searched for the person, has them all.
MOST_SHOWN = 50


@require_safe
def person_panel(request: SignedInRequest, pk: int) -> HttpResponse:
    """What is the person's to do, by name or by role: what is open first, the next due before the later."""
    people = Person.objects.visible_to(request.user).select_related("project")
    person = get_object_or_404(people, pk=pk)
    is_closed = Case(When(state__in=CLOSED, then=Value(1)), default=Value(0))
    owned = ActionItem.objects.filter(owned_or_by_role(person)).select_related("workshop")
    rows = list(owned.order_by(is_closed, F("due_on").asc(nulls_last=True), "pk")[: MOST_SHOWN + 1])
    context = {
        "person": person,
        "project": person.project,
        "rows": rows[:MOST_SHOWN],
        "has_more": len(rows) > MOST_SHOWN,
        "today": timezone.now().astimezone(person.project.zone).date(),
    }
    template = "actions/person_panel.html" if request.htmx else "actions/person_page.html"
    response = render(request, template, context)
    # One address, two answers: a browser must not show the part for the page when it goes back.
    patch_vary_headers(response, ["HX-Request"])
    return response
