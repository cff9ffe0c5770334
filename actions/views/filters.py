"""Filters kept under a name: one's own, in each project."""

from urllib.parse import parse_qsl, urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from actions import services
from actions.forms import FilterNameForm
from actions.models import SavedFilter
from actions.selectors.log import saved_filters_of
from workshops.forms.saving import refusals_on
from workshops.models import Project
from workshops.views.request import SignedInRequest

# What of an address is a filter; the place in the list is not.
_KEPT = ("q", "owner", "state", "workshop", "overdue", "group", "sort")


def saved_filters(request: SignedInRequest, pk: int) -> HttpResponse:
    """One's own filters of the project; a POST keeps those of the address it names."""
    project = get_object_or_404(Project.objects.visible_to(request.user), pk=pk)
    form = FilterNameForm(request.POST or None)
    query = _filters_in(
        request.POST.get("query", "") if request.method == "POST" else request.GET.urlencode()
    )
    if form.is_valid():
        with refusals_on(form):
            saved = services.save_filter(
                project_id=pk, user=request.user, name=form.cleaned_data["name"], query=query
            )
            messages.success(request, f"These filters are kept as “{saved.name}”.")
            return redirect(f"{reverse('actions:action-log', args=[pk])}?{saved.query}")
    context = {
        "project": project,
        "form": form,
        "query": query,
        "filters": saved_filters_of(project, request.user),
    }
    return render(request, "actions/filters_page.html", context)


def saved_filter(request: SignedInRequest, pk: int) -> HttpResponse:
    """A POST gives the filter another name, or deletes it; before, the page with both buttons."""
    saved = get_object_or_404(SavedFilter.objects.of(request.user).select_related("project"), pk=pk)
    page = redirect("actions:saved-filters", saved.project_id)
    if request.method == "POST" and "delete" in request.POST:
        services.delete_filter(saved=saved)
        messages.success(request, f"The filter “{saved.name}” is deleted. No action is changed by that.")
        return page
    form = FilterNameForm(request.POST or None, initial={"name": saved.name})
    if form.is_valid():
        with refusals_on(form):
            services.rename_filter(saved=saved, name=form.cleaned_data["name"])
            messages.success(request, f"The filter is called “{saved.name}” now.")
            return page
    return render(
        request, "actions/filter_edit.html", {"project": saved.project, "saved": saved, "form": form}
    )


def _filters_in(query: str) -> str:
    """The filters of an address, without what else may stand there."""
    pairs = [(name, text) for name, text in parse_qsl(query[:4000]) if name in _KEPT and text]
    return urlencode(dict(pairs))[:1000]
