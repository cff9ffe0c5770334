"""A participant's own actions, behind their signed link: a part of their page, and a page without script."""

from datetime import datetime

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from actions import services
from actions.own import own_actions_of
from actions.services.own import MARKS
from workshops.links import participant_token
from workshops.models import Participant
from workshops.services.errors import ServiceError
from workshops.validators import one_line
from workshops.views.private import VisitorRequest, participants_page

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
    now = timezone.now()
    token = participant_token(participant)
    form = ReportForm(request.POST if request.method == "POST" else None)
    problem = _report(participant, form, now) if form.is_bound else ""
    if form.is_bound and not problem and not request.htmx:
        return redirect(reverse("actions:own-actions", args=[token]))
    context = {
        "token": token,
        "workshop": participant.workshop,
        "actions": own_actions_of(participant),
        "today": now.astimezone(participant.workshop.zone).date(),
        "form": form,
        "problem": problem,
    }
    template = "actions/own.html" if request.htmx else "actions/own_page.html"
    response = render(request, template, context)
    # One address, two answers: a browser must not show the part for the page when it goes back.
    patch_vary_headers(response, ["HX-Request"])
    return response


def _report(participant: Participant, form: ReportForm, now: datetime) -> str:
    """What keeps the report from being taken; nothing where it is."""
    if not form.is_valid():
        wrong = " ".join(str(text) for text in form["comment"].errors)
        return wrong or "That was not understood: press one of the buttons."
    values = form.cleaned_data
    try:
        services.report_on_action(
            participant=participant,
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
