"""What is somebody's in a project, behind their signed link: approvals to give and questions to answer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from workshops import services
from workshops.forms.mine import DecisionForm, QuestionAnswerForm
from workshops.forms.saving import refusals_on
from workshops.models import Approval, OpenQuestion, Person
from workshops.selectors import owner as selectors
from workshops.views.private import VisitorRequest, persons_page, token_of

# The form that was sent and could not be taken, by the kind of its row and the row's id.
Sent = dict[tuple[str, int], forms.Form]


@dataclass(frozen=True, slots=True)
class _Row:
    """A question or an approval, with the form under it."""

    item: OpenQuestion | Approval
    form: forms.Form
    is_settled: bool


@persons_page("GET", "HEAD")
def mine(request: VisitorRequest, person: Person) -> HttpResponse:
    """Everything of the person's in one project. Only pressing a button changes anything."""
    return _page(request, person, timezone.now(), {})


@persons_page("GET", "HEAD", "POST")
def mine_question(request: VisitorRequest, person: Person, pk: int) -> HttpResponse:
    """The answer to one question. Its address, opened again, leads to the page."""
    now = timezone.now()
    if request.method != "POST":
        return _back(request)
    form = QuestionAnswerForm(request.POST, auto_id=f"question-{pk}-%s")
    if form.is_valid():
        with refusals_on(form):
            services.answer_question(
                question_id=pk,
                person_id=person.pk,
                version=form.cleaned_data["version"],
                answer=form.cleaned_data["answer"],
                now=now,
            )
            return _back(request)
    return _page(request, person, now, {("question", pk): form})


@persons_page("GET", "HEAD", "POST")
def mine_approval(request: VisitorRequest, person: Person, pk: int) -> HttpResponse:
    """The decision about one approval. Its address, opened again, leads to the page."""
    now = timezone.now()
    if request.method != "POST":
        return _back(request)
    form = DecisionForm(request.POST, auto_id=f"approval-{pk}-%s")
    if form.is_valid():
        with refusals_on(form):
            services.decide_approval(
                approval_id=pk,
                person_id=person.pk,
                version=form.cleaned_data["version"],
                is_given=form.is_given,
                reason=form.cleaned_data["reason"],
                now=now,
            )
            return _back(request)
    return _page(request, person, now, {("approval", pk): form})


def _back(request: VisitorRequest) -> HttpResponse:
    return redirect(reverse("workshops:mine", args=[token_of(request)]))


def _page(request: VisitorRequest, person: Person, now: datetime, sent: Sent) -> HttpResponse:
    questions = [_question(row, sent) for row in selectors.questions_of(person, now=now)]
    approvals = [_approval(row, sent) for row in selectors.approvals_of(person, now=now)]
    shown = {("question", row.item.pk) for row in questions}
    shown |= {("approval", row.item.pk) for row in approvals}
    context: dict[str, Any] = {
        "token": token_of(request),
        "person": person,
        "questions": [row for row in questions if not row.is_settled],
        "approvals": [row for row in approvals if not row.is_settled],
        "settled": [row for row in [*approvals, *questions] if row.is_settled],
        # Of a row that is not on the page any more, there is no other place to say it.
        "problems": [text for key, form in sent.items() if key not in shown for text in _texts(form)],
        "today": now.astimezone(person.project.zone).date(),
        "now": now,
    }
    return render(request, "workshops/mine.html", context)


def _texts(form: forms.Form) -> list[str]:
    return [str(text) for errors in form.errors.values() for text in errors]


def _question(question: OpenQuestion, sent: Sent) -> _Row:
    form = sent.get(("question", question.pk)) or QuestionAnswerForm(
        initial={"answer": question.answer}, auto_id=f"question-{question.pk}-%s"
    )
    return _Row(question, form, question.answered_at is not None)


def _approval(approval: Approval, sent: Sent) -> _Row:
    form = sent.get(("approval", approval.pk)) or DecisionForm(
        initial={"reason": approval.reason}, auto_id=f"approval-{approval.pk}-%s"
    )
    return _Row(approval, form, approval.decided_at is not None)
