"""Somebody's own actions, behind their signed link: a part of their page, and a page without script."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from actions import services
from actions.mine import actions_of_person
from actions.models import ActionItem
from actions.own import own_actions_of
from actions.services.own import MARKS
from workshops.models import Participant, Person
from workshops.services.errors import ServiceError
from workshops.validators import one_line
from workshops.views.private import VisitorRequest, participants_page, persons_page, token_of

_LARGEST_ID = 2**63 - 1


class ReportForm(forms.Form):
    """The button that was pressed beside an action, and the word that goes with it."""

    action = forms.IntegerField(min_value=1, max_value=_LARGEST_ID)
    version = forms.IntegerField(min_value=1, max_value=_LARGEST_ID)
    mark = forms.ChoiceField(choices=[(mark, mark) for mark in MARKS], required=False)
    comment = forms.CharField(max_length=500, required=False, validators=[one_line])


@participants_page("GET", "HEAD", "POST")
def own_actions(request: VisitorRequest, participant: Participant) -> HttpResponse:
    """What the participant agreed to do; a POST marks one of them or adds a word to it."""
    return _page(
        request,
        _Own(
            zone=participant.workshop.zone,
            read=lambda now: own_actions_of(participant),
            report=partial(services.report_on_action, participant=participant),
            address=reverse("actions:own-actions", args=[token_of(request)]),
            back=reverse("workshops:answer", args=[token_of(request)]),
            calendar=reverse("actions:own-subscription", args=[token_of(request)]),
            title=participant.workshop.title,
            project=participant.workshop.project.name,
        ),
    )


@persons_page("GET", "HEAD", "POST")
def mine_actions(request: VisitorRequest, person: Person) -> HttpResponse:
    """What the person has to do in the whole project; a POST as above."""
    return _page(
        request,
        _Own(
            zone=person.project.zone,
            read=lambda now: actions_of_person(person, now=now),
            report=partial(services.report_as_owner, person=person),
            address=reverse("actions:mine-actions", args=[token_of(request)]),
            back=reverse("workshops:mine", args=[token_of(request)]),
            calendar=reverse("actions:mine-subscription", args=[token_of(request)]),
            title="What is yours",
            project=person.project.name,
            is_whole_project=True,
        ),
    )


@dataclass(frozen=True, slots=True)
class _Own:
    """Whose actions the page shows, and what a report about one of them does."""

    zone: ZoneInfo
    read: Callable[[datetime], QuerySet[ActionItem]]
    report: Callable[..., ActionItem]
    address: str
    back: str
    calendar: str
    title: str
    project: str
    is_whole_project: bool = False


def _page(request: VisitorRequest, own: _Own) -> HttpResponse:
    now = timezone.now()
    form = ReportForm(request.POST if request.method == "POST" else None)
    problem = _report(own, form, now) if form.is_bound else ""
    if form.is_bound and not problem and not request.htmx:
        return redirect(own.address)
    context = {
        "own": own,
        "actions": own.read(now),
        "today": now.astimezone(own.zone).date(),
        "form": form,
        "problem": problem,
    }
    template = "actions/own.html" if request.htmx else "actions/own_page.html"
    response = render(request, template, context)
    # One address, two answers: a browser must not show the part for the page when it goes back.
    patch_vary_headers(response, ["HX-Request"])
    return response


def _report(own: _Own, form: ReportForm, now: datetime) -> str:
    """What keeps the report from being taken; nothing where it is."""
    if not form.is_valid():
        wrong = " ".join(str(text) for text in form["comment"].errors)
        return wrong or "That was not understood: press one of the buttons."
    values = form.cleaned_data
    try:
        own.report(
            action_id=values["action"],
            version=values["version"],
            mark=values["mark"],
            comment=values["comment"],
            now=now,
        )
    except services.NewerVersion:
        return "Somebody changed this action in the meantime. Look at it once more, then press again."
    except ServiceError as error:
        return str(error)
    return ""
