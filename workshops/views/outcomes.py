"""Open questions and approvals: the list, and the page of each."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from workshops import services
from workshops.forms.outcomes import ApprovalForm, QuestionForm, values_of
from workshops.forms.saving import refusals_on
from workshops.models import Approval, OpenQuestion, Workshop
from workshops.selectors import is_manager
from workshops.views.request import SignedInRequest


def outcomes(request: SignedInRequest, pk: int) -> HttpResponse:
    """Both lists, each with a form to add one more."""
    rows = Workshop.objects.visible_to(request.user).select_related("project")
    workshop: Workshop = get_object_or_404(rows, pk=pk)
    question_form: forms.ModelForm = QuestionForm(workshop=workshop, prefix="question")
    approval_form: forms.ModelForm = ApprovalForm(workshop=workshop, prefix="approval")
    if request.method == "POST":
        get_object_or_404(Workshop.objects.managed_by(request.user), pk=pk)
        if "add-approval" in request.POST:
            approval_form = ApprovalForm(request.POST, workshop=workshop, prefix="approval")
            is_done = _add_approval(request, workshop, approval_form)
        else:
            question_form = QuestionForm(request.POST, workshop=workshop, prefix="question")
            is_done = _add_question(request, workshop, question_form)
        if is_done:
            return redirect("workshops:outcomes", pk)
    context = {
        "workshop": workshop,
        "is_manager": is_manager(workshop.project, request.user),
        "questions": workshop.open_questions.select_related("owner"),
        "approvals": workshop.approvals.select_related("owner"),
        "question_form": question_form,
        "approval_form": approval_form,
    }
    return render(request, "workshops/outcomes.html", context)


def _add_question(request: SignedInRequest, workshop: Workshop, form: forms.ModelForm) -> bool:
    if form.is_valid():
        with refusals_on(form):
            services.save_question(
                workshop_id=workshop.pk, **values_of(form), by=request.user, now=timezone.now()
            )
            messages.success(request, "The open question is added.")
    return form.is_valid()


def _add_approval(request: SignedInRequest, workshop: Workshop, form: forms.ModelForm) -> bool:
    if form.is_valid():
        with refusals_on(form):
            services.save_approval(
                workshop_id=workshop.pk, **values_of(form), by=request.user, now=timezone.now()
            )
            messages.success(request, "The approval is added.")
    return form.is_valid()


def question_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    rows = OpenQuestion.objects.managed_by(request.user).select_related("workshop__project")
    question: OpenQuestion = get_object_or_404(rows, pk=pk)
    form = QuestionForm(request.POST or None, instance=question, workshop=question.workshop)
    if form.is_valid():
        with refusals_on(form):
            services.save_question(
                workshop_id=question.workshop_id,
                question_id=pk,
                **values_of(form),
                by=request.user,
                now=timezone.now(),
            )
            messages.success(request, "The open question is saved.")
            return redirect("workshops:outcomes", question.workshop_id)
    context: dict[str, Any] = {
        "form": form,
        "outcome": question,
        "workshop": question.workshop,
        "what": "open question",
    }
    context["delete_url"] = reverse("workshops:question-delete", args=[pk])
    return render(request, "workshops/outcome_form.html", context)


def approval_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    rows = Approval.objects.managed_by(request.user).select_related("workshop__project")
    approval: Approval = get_object_or_404(rows, pk=pk)
    form = ApprovalForm(request.POST or None, instance=approval, workshop=approval.workshop)
    if form.is_valid():
        with refusals_on(form):
            services.save_approval(
                workshop_id=approval.workshop_id,
                approval_id=pk,
                **values_of(form),
                by=request.user,
                now=timezone.now(),
            )
            messages.success(request, "The approval is saved.")
            return redirect("workshops:outcomes", approval.workshop_id)
    context: dict[str, Any] = {
        "form": form,
        "outcome": approval,
        "workshop": approval.workshop,
        "what": "approval",
    }
    context["delete_url"] = reverse("workshops:approval-delete", args=[pk])
    return render(request, "workshops/outcome_form.html", context)


def question_delete(request: SignedInRequest, pk: int) -> HttpResponse:
    rows = OpenQuestion.objects.managed_by(request.user).select_related("workshop__project")
    question: OpenQuestion = get_object_or_404(rows, pk=pk)
    if request.method == "POST":
        services.delete_question(question_id=pk, by=request.user, now=timezone.now())
        messages.success(request, "The open question is deleted.")
        return redirect("workshops:outcomes", question.workshop_id)
    context = {"outcome": question, "workshop": question.workshop, "what": "open question"}
    return render(request, "workshops/outcome_delete.html", context)


def approval_delete(request: SignedInRequest, pk: int) -> HttpResponse:
    rows = Approval.objects.managed_by(request.user).select_related("workshop__project")
    approval: Approval = get_object_or_404(rows, pk=pk)
    if request.method == "POST":
        services.delete_approval(approval_id=pk, by=request.user, now=timezone.now())
        messages.success(request, "The approval is deleted.")
        return redirect("workshops:outcomes", approval.workshop_id)
    context = {"outcome": approval, "workshop": approval.workshop, "what": "approval"}
    return render(request, "workshops/outcome_delete.html", context)
