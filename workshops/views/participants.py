"""Who takes part: the invited groups, the people, their attendance and their links."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from workshops import services
from workshops.forms.participants import AddParticipantForm, AttendanceForm, GroupsForm
from workshops.forms.saving import refusals_on
from workshops.models import Participant, Workshop
from workshops.selectors import workshop as selectors
from workshops.selectors.projects import is_manager
from workshops.views.request import SignedInRequest


def participants(request: SignedInRequest, pk: int) -> HttpResponse:
    """The list with everybody's answer; managers add one more person, or choose the groups."""
    rows = Workshop.objects.visible_to(request.user).select_related("project")
    workshop: Workshop = get_object_or_404(rows, pk=pk)
    add_form = AddParticipantForm(workshop=workshop)
    groups_form = GroupsForm(workshop=workshop)
    if request.method == "POST":
        get_object_or_404(Workshop.objects.managed_by(request.user), pk=pk)
        if "groups" in request.POST:
            groups_form = GroupsForm(request.POST, workshop=workshop)
            is_done = _set_groups(request, workshop, groups_form)
        else:
            add_form = AddParticipantForm(request.POST, workshop=workshop)
            is_done = _add(request, workshop, add_form)
        if is_done:
            return redirect("workshops:participants", pk)
    people = selectors.participants_of(workshop)
    context = {
        "workshop": workshop,
        "is_manager": is_manager(workshop.project, request.user),
        "participants": people,
        "removed": workshop.participants.exclude(removed_at=None).select_related("person"),
        "by_answer": selectors.participants_by_answer(people),
        "groups": selectors.participants_by_group(workshop, people),
        "answers": selectors.answers_of(people),
        "nudge_refusal": services.nudge_refusal(workshop, timezone.now()),
        "add_form": add_form,
        "groups_form": groups_form,
    }
    return render(request, "workshops/participants.html", context)


def _add(request: SignedInRequest, workshop: Workshop, form: AddParticipantForm) -> bool:
    if form.is_valid():
        with refusals_on(form):
            person = form.cleaned_data["person"]
            services.add_participant(
                workshop_id=workshop.pk,
                person_id=person.pk,
                attendance=form.cleaned_data["attendance"],
                by=request.user,
                now=timezone.now(),
            )
            messages.success(request, f"{person.name} takes part.")
    return form.is_valid()


def _set_groups(request: SignedInRequest, workshop: Workshop, form: GroupsForm) -> bool:
    if form.is_valid():
        with refusals_on(form):
            services.set_groups(
                workshop_id=workshop.pk, groups=form.attendance, by=request.user, now=timezone.now()
            )
            messages.success(request, "The groups are saved; their members take part.")
    return form.is_valid()


def _managed(request: SignedInRequest, pk: int) -> Participant:
    rows = Participant.objects.managed_by(request.user).select_related("workshop__project", "person")
    participant: Participant = get_object_or_404(rows, pk=pk)
    return participant


def participant_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    participant = _managed(request, pk)
    if request.method != "POST":
        context = {"participant": participant, "workshop": participant.workshop}
        return render(request, "workshops/participant_remove.html", context)
    services.remove_participant(participant_id=pk, by=request.user, now=timezone.now())
    messages.success(request, f"{participant.person.name} takes no part any more.")
    return redirect("workshops:participants", participant.workshop_id)


@require_POST
def participant_restore(request: SignedInRequest, pk: int) -> HttpResponse:
    participant = _managed(request, pk)
    services.restore_participant(participant_id=pk, by=request.user, now=timezone.now())
    messages.success(request, f"{participant.person.name} takes part again.")
    return redirect("workshops:participants", participant.workshop_id)


@require_POST
def participant_attendance(request: SignedInRequest, pk: int) -> HttpResponse:
    participant = _managed(request, pk)
    form = AttendanceForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose required or optional.")
    else:
        attendance = form.cleaned_data["attendance"]
        services.set_attendance(participant_id=pk, attendance=attendance, by=request.user, now=timezone.now())
        messages.success(request, f"{participant.person.name} is now {attendance}.")
    return redirect("workshops:participants", participant.workshop_id)


@require_POST
def participant_revoke(request: SignedInRequest, pk: int) -> HttpResponse:
    participant = _managed(request, pk)
    services.revoke_link(participant_id=pk, by=request.user, now=timezone.now())
    messages.success(
        request,
        f"Links sent to {participant.person.name} so far have ended. The next mail carries a new one.",
    )
    return redirect("workshops:participants", participant.workshop_id)
