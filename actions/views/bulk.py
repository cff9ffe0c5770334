"""Many actions changed at once, from the boxes of the log or as far as its filters reach."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from actions import services
from actions.forms import BulkForm, LogFilterForm, chosen_of, chosen_text
from actions.models import ActionItem
from actions.selectors import log as selectors
from actions.states import CLOSED
from actions.views.navigation import next_page
from workshops.forms.saving import refusals_on
from workshops.models import Project
from workshops.views.request import SignedInRequest


def action_bulk(request: SignedInRequest, pk: int) -> HttpResponse:
    """A POST sets what was typed on what was chosen; where that is much, or closes, only after a yes."""
    project = get_object_or_404(Project.objects.visible_to(request.user), pk=pk)
    back = next_page(request) or reverse("actions:action-log", args=[pk])
    if request.method != "POST":
        return redirect(back)
    now = timezone.now()
    today = now.astimezone(project.zone).date()
    form = BulkForm(request.POST, book=selectors.owner_book(pk), today=today)
    form.is_valid()
    chosen = _chosen(request, project, form)
    if not chosen or len(chosen) > services.MOST_AT_ONCE:
        messages.error(request, _why_not(chosen))
        return redirect(back)
    if form.is_valid() and (form.cleaned_data["confirmed"] or not _needs_a_yes(form, chosen)):
        with refusals_on(form):
            try:
                changed = services.change_actions(
                    project_id=pk, chosen=chosen, values=form.values(), by=request.user, now=now
                )
            except services.NewerVersions as newer:
                form.add_error(None, f"{newer} Look at them once more, then change them.")
                chosen = _as_they_are(project, chosen)
        if form.is_valid():
            same = f", {len(chosen) - changed} were so already" if changed < len(chosen) else ""
            messages.success(request, f"{changed} action{'' if changed == 1 else 's'} changed{same}.")
            return redirect(back)
    return _ask(request, project, form, chosen, back)


def _chosen(request: SignedInRequest, project: Project, form: BulkForm) -> dict[int, int]:
    if not form.cleaned_data.get("all"):
        return chosen_of(request.POST.getlist("item"))
    wanted = LogFilterForm(request.GET).wanted(selectors.person_of(project, request.user))
    today = timezone.now().astimezone(project.zone).date()
    return selectors.matching(project, wanted, today=today, most=services.MOST_AT_ONCE + 1)


def _why_not(chosen: dict[int, int]) -> str:
    if chosen:
        return f"These are more than {services.MOST_AT_ONCE:,} actions: narrow the filters first."
    return "Select the actions to change first."


def _needs_a_yes(form: BulkForm, chosen: dict[int, int]) -> bool:
    return (
        len(chosen) > selectors.PAGE_SIZE or form.cleaned_data["state"] in CLOSED or form.cleaned_data["all"]
    )


def _as_they_are(project: Project, chosen: dict[int, int]) -> dict[int, int]:
    rows = ActionItem.objects.filter(project=project, pk__in=list(chosen)).order_by("pk")
    return dict(rows.values_list("pk", "version"))


def _ask(
    request: SignedInRequest, project: Project, form: BulkForm, chosen: dict[int, int], back: str
) -> HttpResponse:
    rows = ActionItem.objects.filter(project=project, pk__in=list(chosen)[: selectors.PAGE_SIZE])
    context = {
        "project": project,
        "form": form,
        "is_sure": form.is_valid(),
        "summary": form.summary() if form.is_valid() else [],
        "chosen": chosen_text(chosen),
        "count": len(chosen),
        "items": rows.select_related("owner").order_by("pk"),
        "rest": max(len(chosen) - selectors.PAGE_SIZE, 0),
        "suggestions": selectors.owner_book(project.pk).suggestions(),
        "today": timezone.now().astimezone(project.zone).date(),
        "next": back,
    }
    return render(request, "actions/bulk.html", context)
