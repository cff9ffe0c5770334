"""The people of a project: the list, one person, and lists of people as CSV."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from workshops import services
from workshops.forms.people import PeopleImportForm, PersonForm
from workshops.forms.saving import refusals_on
from workshops.models import Person, Project
from workshops.relations import hanging_on
from workshops.selectors import projects as selectors
from workshops.services import PeopleImport, ServiceError
from workshops.views.request import SignedInRequest

PAGE_SIZE = 100
# Enough to mend a list by; a list with more wrong rows than this is another kind of file.
WRONG_ROWS_SHOWN = 200


def people(request: SignedInRequest, pk: int) -> HttpResponse:
    """The list; managers add one person, or many from a list."""
    project = get_object_or_404(Project.objects.visible_to(request.user), pk=pk)
    if request.method == "POST":
        get_object_or_404(Project.objects.managed_by(request.user), pk=pk)
        return _import(request, project) if "import" in request.POST else _add(request, project)
    return _page(request, project)


def _add(request: SignedInRequest, project: Project) -> HttpResponse:
    form = PersonForm(request.POST, project=project, prefix="person")
    if form.is_valid():
        with refusals_on(form):
            person = services.save_person(
                project_id=project.pk,
                name=form.cleaned_data["name"],
                email=form.cleaned_data["email"],
                group_ids=form.group_ids,
                by=request.user,
                now=timezone.now(),
            )
            messages.success(request, f"{person.name} is added.")
            return redirect("workshops:people", project.pk)
    return _page(request, project, person_form=form)


def _import(request: SignedInRequest, project: Project) -> HttpResponse:
    form = PeopleImportForm(request.POST, request.FILES, project=project, prefix="list")
    if not form.is_valid():
        return _page(request, project, import_form=form)
    result = services.import_people(
        project_id=project.pk,
        text=form.cleaned_data["source"],
        group_ids=form.group_ids,
        by=request.user,
        now=timezone.now(),
    )
    if not result.wrong:
        messages.success(request, summary(result))
        return redirect("workshops:people", project.pk)
    messages.warning(request, summary(result))
    return _page(request, project, import_form=form, result=result)


def summary(result: PeopleImport) -> str:
    """What an import did, and the groups that it made."""
    text = f"{result.new} added, {result.changed} changed, {result.unchanged} already there"
    if left_out := len(result.wrong):
        text += f", {left_out} left out"
    if not result.made:
        return f"{text}."
    groups = "Group" if len(result.made) == 1 else "Groups"
    return f"{text}. {groups} made: {'; '.join(result.made)}."


def _page(
    request: SignedInRequest,
    project: Project,
    *,
    person_form: PersonForm | None = None,
    import_form: PeopleImportForm | None = None,
    result: PeopleImport | None = None,
) -> HttpResponse:
    query, group = request.GET.get("q", "").strip(), request.GET.get("group", "")
    rows = selectors.people_of_project(project, query=query, group=group)
    context = {
        "project": project,
        "is_manager": selectors.is_manager(project, request.user),
        "groups": selectors.groups_of_project(project),
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "query": query,
        "group": group,
        "no_group": selectors.NO_GROUP,
        "total": project.people.count(),
        "person_form": person_form or PersonForm(project=project, prefix="person"),
        "import_form": import_form or PeopleImportForm(project=project, prefix="list"),
        "result": result,
        "wrong": result.wrong[:WRONG_ROWS_SHOWN] if result else [],
    }
    return render(request, "workshops/people.html", context)


def person_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(Person.objects.managed_by(request.user).select_related("project"), pk=pk)
    project = person.project
    form = PersonForm(request.POST or None, instance=person, project=project)
    if form.is_valid():
        with refusals_on(form):
            services.save_person(
                project_id=project.pk,
                person_id=pk,
                name=form.cleaned_data["name"],
                email=form.cleaned_data["email"],
                group_ids=form.group_ids,
                by=request.user,
                now=timezone.now(),
            )
            messages.success(request, f"{form.cleaned_data['name']} is saved.")
            return redirect("workshops:person", pk)
    saved = Person.objects.get(pk=pk)
    return render(request, "workshops/person_form.html", {"form": form, "project": project, "person": saved})


def person_delete(request: SignedInRequest, pk: int) -> HttpResponse:
    """Says what goes with the person, then deletes."""
    person = get_object_or_404(Person.objects.managed_by(request.user).select_related("project"), pk=pk)
    if request.method == "POST":
        try:
            services.delete_person(person_id=pk, by=request.user, now=timezone.now())
        except ServiceError as error:
            messages.error(request, str(error))
            return redirect("workshops:person-delete", pk)
        messages.success(request, f"{person.name} is deleted.")
        return redirect("workshops:people", person.project_id)
    hanging = hanging_on(person)
    context = {
        "person": person,
        "project": person.project,
        "hanging": hanging,
        "is_kept": any(row.keeps_it for row in hanging),
    }
    return render(request, "workshops/person_delete.html", context)
