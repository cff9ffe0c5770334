"""One person: what they take part in, what they owe, and the merging of two who are one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from workshops import services
from workshops.forms.merging import MergeForm
from workshops.forms.saving import refusals_on
from workshops.models import Person, Project
from workshops.selectors import person as people
from workshops.selectors import projects as selectors
from workshops.views.request import SignedInRequest


def person(request: SignedInRequest, pk: int) -> HttpResponse:
    """What the project knows of somebody; mails and actions are panels of their own rooms."""
    rows = Person.objects.visible_to(request.user).select_related("project").prefetch_related("groups")
    person: Person = get_object_or_404(rows, pk=pk)
    now = timezone.now()
    context = {
        "person": person,
        "project": person.project,
        "is_manager": selectors.is_manager(person.project, request.user),
        "participations": people.participations_of(person),
        "owed": people.owed_by(person, now),
        "today": now.astimezone(person.project.zone).date(),
        "now": now,
    }
    return render(request, "workshops/person.html", context)


def duplicates(request: SignedInRequest, pk: int) -> HttpResponse:
    """The people of a project who look like one."""
    project = get_object_or_404(Project.objects.managed_by(request.user), pk=pk)
    context = {"project": project, "doubles": people.doubles_in(project)}
    return render(request, "workshops/duplicates.html", context)


def person_merge_choose(request: SignedInRequest, pk: int) -> HttpResponse:
    """With whom to merge: those who look like the same one, or whoever is searched for."""
    person = get_object_or_404(Person.objects.managed_by(request.user).select_related("project"), pk=pk)
    query = request.GET.get("q", "").strip()
    doubles = people.doubles_in(person.project, person=person)
    context = {
        "person": person,
        "project": person.project,
        "query": query,
        "likely": [(row.second if row.first == person else row.first, row.reason) for row in doubles],
        "found": people.others_named(person, query) if query else [],
    }
    return render(request, "workshops/person_merge_choose.html", context)


def person_merge(request: SignedInRequest, pk: int, other: int) -> HttpResponse:
    """Shows what moves from `other` to the person; a POST moves it."""
    managed = Person.objects.managed_by(request.user).select_related("project")
    kept = get_object_or_404(managed, pk=pk)
    gone = get_object_or_404(managed.exclude(pk=pk), pk=other, project=kept.project)
    form = MergeForm(request.POST or None, kept=kept, gone=gone)
    if form.is_valid():
        with refusals_on(form):
            merged = services.merge_people(
                kept_id=pk, gone_id=other, **form.cleaned_data, by=request.user, now=timezone.now()
            )
            messages.success(request, f"{gone.name} <{gone.email}> is now one with {merged.name}.")
            return redirect(merged)
    context = {
        "kept": kept,
        "gone": gone,
        "project": kept.project,
        "form": form,
        "moves": people.moves_of(gone),
        "clashes": people.clashes(kept, gone),
    }
    return render(request, "workshops/person_merge.html", context)
