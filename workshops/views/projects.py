"""A project: its page, its calendar, its stakeholder groups."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from workshops import services
from workshops.forms.projects import GroupForm, ProjectForm, countries, working_days_text
from workshops.forms.saving import refusals_on
from workshops.models import Project, StakeholderGroup
from workshops.selectors import projects as selectors
from workshops.views.request import SignedInRequest


def project_new(request: SignedInRequest) -> HttpResponse:
    form = ProjectForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            project = services.create_project(**form.cleaned_data, by=request.user, now=timezone.now())
            messages.success(request, f"Project “{project}” is there. You are its manager.")
            return redirect(project)
    return render(request, "workshops/project_form.html", {"form": form, "project": None})


def project(request: SignedInRequest, pk: int) -> HttpResponse:
    project = get_object_or_404(Project.objects.visible_to(request.user), pk=pk)
    context = {
        "project": project,
        "working_days": working_days_text(project.weekdays),
        "holidays": dict(countries()).get(project.country) if project.country else "",
        "is_manager": selectors.is_manager(project, request.user),
        "workshops": selectors.workshops_of_project(project),
        "groups": selectors.groups_of_project(project),
        "members": selectors.members_of_project(project),
        "people_count": project.people.count(),
        "now": timezone.now(),
    }
    return render(request, "workshops/project.html", context)


def project_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    project = get_object_or_404(Project.objects.managed_by(request.user), pk=pk)
    form = ProjectForm(request.POST or None, instance=project)
    if form.is_valid():
        with refusals_on(form):
            services.update_project(project_id=pk, **form.cleaned_data, by=request.user, now=timezone.now())
            messages.success(request, "The project is saved. What is planned keeps to its new calendar.")
            return redirect(project)
    # The form has written what was typed on its own copy; headings keep the saved name.
    saved = Project.objects.get(pk=pk)
    return render(request, "workshops/project_form.html", {"form": form, "project": saved})


def group_new(request: SignedInRequest, pk: int) -> HttpResponse:
    project = get_object_or_404(Project.objects.managed_by(request.user), pk=pk)
    form = GroupForm(request.POST or None, project=project)
    if form.is_valid():
        with refusals_on(form):
            group = services.save_group(project_id=pk, name=form.cleaned_data["name"])
            messages.success(request, f"Group “{group}” is added.")
            return redirect("workshops:people", pk)
    return render(request, "workshops/group_form.html", {"form": form, "project": project, "group": None})


def group_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    groups = StakeholderGroup.objects.managed_by(request.user).select_related("project")
    group = get_object_or_404(groups, pk=pk)
    project = group.project
    form = GroupForm(request.POST or None, instance=group, project=project)
    if form.is_valid():
        with refusals_on(form):
            services.save_group(project_id=project.pk, group_id=pk, name=form.cleaned_data["name"])
            messages.success(request, f"The group is now called “{form.cleaned_data['name']}”.")
            return redirect("workshops:people", project.pk)
    saved = StakeholderGroup.objects.get(pk=pk)
    return render(request, "workshops/group_form.html", {"form": form, "project": project, "group": saved})


def group_delete(request: SignedInRequest, pk: int) -> HttpResponse:
    groups = StakeholderGroup.objects.managed_by(request.user).select_related("project")
    group = get_object_or_404(groups, pk=pk)
    if request.method == "POST":
        services.delete_group(group_id=pk)
        messages.success(request, f"Group “{group}” is deleted. Its people are still in the project.")
        return redirect("workshops:people", group.project_id)
    context = {"project": group.project, "group": group, "uses": selectors.uses_of_group(group)}
    return render(request, "workshops/group_delete.html", context)
