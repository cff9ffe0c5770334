"""A participant's own page: the invitation and the answer to it, pre-work, constraints, and the recap."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from workshops import services
from workshops.forms.answer import ANSWERS, AnswerForm, ConstraintForm, PreWorkTickForm
from workshops.forms.saving import refusals_on
from workshops.links import participant_path, participant_token
from workshops.models import Participant
from workshops.selectors import participant as selectors
from workshops.services import ServiceError
from workshops.views.private import VisitorRequest, participants_page


@participants_page("GET", "HEAD", "POST")
def answer(request: VisitorRequest, participant: Participant) -> HttpResponse:
    """The page with its buttons. Only pressing one of them changes anything."""
    now = timezone.now()
    form = AnswerForm(
        request.POST if request.method == "POST" else None, initial={"comment": participant.comment}
    )
    if form.is_valid():
        with refusals_on(form):
            services.answer(
                participant_id=participant.pk,
                partstat=form.cleaned_data["answer"],
                comment=form.cleaned_data["comment"],
                now=now,
            )
            return redirect(participant_path(participant))
    return _page(request, participant, now, form=form)


@participants_page("GET", "HEAD", "POST")
def answer_prework(request: VisitorRequest, participant: Participant) -> HttpResponse:
    """One box of the pre-work: ticked, or taken back. Its address, opened again, leads to the page."""
    form = PreWorkTickForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.tick_prework(
                participant_id=participant.pk,
                prework_id=form.cleaned_data["prework"],
                is_done=form.cleaned_data["done"] == "yes",
                now=timezone.now(),
            )
        except ServiceError as error:
            return _page(request, participant, timezone.now(), prework_problem=str(error))
    return redirect(participant_path(participant) + "#prework")


@participants_page("GET", "HEAD", "POST")
def answer_constraint(request: VisitorRequest, participant: Participant) -> HttpResponse:
    """What the workshop has to reckon with, in the participant's words."""
    if request.method != "POST":
        return redirect(participant_path(participant) + "#constraints")
    form = ConstraintForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            services.flag_constraint(
                participant_id=participant.pk, text=form.cleaned_data["text"], now=timezone.now()
            )
            return redirect(participant_path(participant) + "#constraints")
    return _page(request, participant, timezone.now(), constraint_form=form)


def _page(
    request: VisitorRequest,
    participant: Participant,
    now: datetime,
    *,
    form: AnswerForm | None = None,
    constraint_form: ConstraintForm | None = None,
    prework_problem: str = "",
) -> HttpResponse:
    workshop = participant.workshop
    context: dict[str, Any] = {
        "token": participant_token(participant),
        "participant": participant,
        "workshop": workshop,
        "form": form or AnswerForm(initial={"comment": participant.comment}),
        "constraint_form": constraint_form or ConstraintForm(),
        "answers": ANSWERS,
        "now": now,
        "is_open": not workshop.is_cancelled and not (workshop.start and workshop.start <= now),
        "is_over": bool(workshop.end and workshop.end <= now) and not workshop.is_cancelled,
        "prework": selectors.prework_with_ticks(participant),
        "prework_problem": prework_problem,
        "constraints": selectors.constraints_flagged_by(participant),
        "sections": selectors.told_recap(workshop),
        "agenda": selectors.agenda_lines(workshop),
    }
    return render(request, "workshops/answer.html", context)
