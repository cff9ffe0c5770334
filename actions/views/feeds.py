"""Due dates in one's own calendar: the calendar itself, and the pages where its address is given out."""

from dataclasses import dataclass
from typing import Final

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from actions import services
from actions.due_calendar import DueDay, due_calendar
from actions.feed_links import feed_of, feed_url, host, subscribe_url
from actions.models import DueFeed
from actions.selectors import log as selectors
from workshops.models import Participant, Person, Project
from workshops.views.private import (
    VisitorRequest,
    linked_page,
    participants_page,
    persons_page,
    token_of,
)
from workshops.views.request import SignedInRequest

_MADE: Final = "The address is made. One that you had before no longer works."
_STOPPED: Final = "The address no longer works."


@linked_page(feed_of, "GET", "HEAD")
def due_feed(request: VisitorRequest, feed: DueFeed) -> HttpResponse:
    """The person's open actions that have a day, as a calendar subscribes to them."""
    person = feed.person
    days = [
        DueDay(
            uid=f"action-{item.pk}@{host()}",
            version=item.version,
            stamp=item.changed_at or item.created_at,  # type: ignore[attr-defined]
            due_on=item.due_on,
            key=item.key,
            action=item.action,
            state=item.get_state_display(),
            workshop=str(item.workshop or ""),
            notes=item.notes,
        )
        for item in selectors.due_days_of(person)
        if item.due_on
    ]
    name = f"Due for {person.name}: {person.project.name}"
    return HttpResponse(
        due_calendar(name, days),
        content_type="text/calendar; charset=utf-8",
        headers={
            "Content-Disposition": 'inline; filename="due-dates.ics"',
            "X-Content-Type-Options": "nosniff",
        },
    )


@dataclass(frozen=True, slots=True)
class _Page:
    """Where the page stands, and where it leads back to."""

    address: str
    back: str


def subscription(request: SignedInRequest, pk: int) -> HttpResponse:
    """The calendar of who is signed in, where the project's people have their address; a POST changes it."""
    project = get_object_or_404(Project.objects.visible_to(request.user), pk=pk)
    person = selectors.person_of(project, request.user)
    if request.method == "POST" and person:
        messages.success(request, _change(request.POST, person))
        return redirect("actions:subscription", pk)
    page = _Page(request.path, reverse("actions:action-log", args=[pk]))
    context = _context(person, page) | {"project": project}
    response = render(request, "actions/subscription.html", context)
    response["Cache-Control"] = "no-store"
    return response


@participants_page("GET", "HEAD", "POST")
def own_subscription(request: VisitorRequest, participant: Participant) -> HttpResponse:
    """The same for a participant, by the link of a workshop."""
    token = token_of(request)
    page = _Page(request.path, reverse("workshops:answer", args=[token]))
    return _visit(request, participant.person, page)


@persons_page("GET", "HEAD", "POST")
def mine_subscription(request: VisitorRequest, person: Person) -> HttpResponse:
    """The same by the link of what is theirs in the whole project."""
    return _visit(request, person, _Page(request.path, reverse("workshops:mine", args=[token_of(request)])))


def _visit(request: VisitorRequest, person: Person, page: _Page) -> HttpResponse:
    if request.method == "POST":
        _change(request.POST, person)
        return redirect(page.address)
    return render(request, "actions/own_subscription.html", _context(person, page))


def _change(data: QueryDict, person: Person) -> str:
    """Make an address, or take it back; what is to be said about it."""
    if "stop" in data:
        services.stop_feed(person=person)
        return _STOPPED
    services.make_feed(person=person)
    return _MADE


def _context(person: Person | None, page: _Page) -> dict[str, object]:
    feed = DueFeed.objects.filter(person=person).first() if person else None
    return {
        "person": person,
        "page": page,
        "feed_url": feed_url(feed) if feed else "",
        "subscribe_url": subscribe_url(feed) if feed else "",
    }
