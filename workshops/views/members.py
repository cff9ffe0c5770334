"""Who may do what in a project: members, and those who are asked to be."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from workshops import services
from workshops.forms.projects import MemberForm
from workshops.forms.saving import refusals_on
from workshops.models import Invitation, Membership, Project
from workshops.selectors import projects as selectors
from workshops.services import ServiceError
from workshops.states import Role
from workshops.views.request import SignedInRequest


def members(request: SignedInRequest, pk: int) -> HttpResponse:
    """The members and the open invitations; a POST invites one more address."""
    project = get_object_or_404(Project.objects.managed_by(request.user), pk=pk)
    form = MemberForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            invitation = services.invite(
                project_id=pk, **form.cleaned_data, by=request.user, now=timezone.now()
            )
            messages.success(request, f"{invitation.email} is invited; the mail leaves within a minute.")
            return redirect("workshops:members", pk)
    context = {
        "project": project,
        "members": selectors.members_of_project(project),
        "invitations": selectors.invitations_of_project(project),
        "roles": Role.choices,
        "form": form,
        "now": timezone.now(),
    }
    return render(request, "workshops/members.html", context)


def _membership(request: SignedInRequest, pk: int) -> Membership:
    managed = Project.objects.managed_by(request.user)
    rows = Membership.objects.select_related("user", "project")
    membership: Membership = get_object_or_404(rows, pk=pk, project__in=managed)
    return membership


def member_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """Says what it means, then takes the role away."""
    membership = _membership(request, pk)
    if request.method != "POST":
        context = {"membership": membership, "project": membership.project}
        return render(request, "workshops/member_remove.html", context)
    try:
        services.remove_member(membership_id=pk, by=request.user, now=timezone.now())
    except ServiceError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{membership.user} has no role in this project any more.")
    return _back(request, membership)


@require_POST
def member_role(request: SignedInRequest, pk: int) -> HttpResponse:
    membership = _membership(request, pk)
    role = request.POST.get("role", "")
    try:
        services.change_role(membership_id=pk, role=role, by=request.user, now=timezone.now())
    except (ServiceError, ValidationError) as error:
        messages.error(request, " ".join(getattr(error, "messages", [str(error)])))
    else:
        messages.success(request, f"{membership.user} is now a {role} of this project.")
    return _back(request, membership)


def _back(request: SignedInRequest, membership: Membership) -> HttpResponse:
    """To the members, or away from a project that the user manages no more."""
    if Project.objects.managed_by(request.user).filter(pk=membership.project_id).exists():
        return redirect("workshops:members", membership.project_id)
    return redirect("dashboard")


def _invitation(request: SignedInRequest, pk: int) -> Invitation:
    rows = Invitation.objects.managed_by(request.user).open()
    invitation: Invitation = get_object_or_404(rows, pk=pk)
    return invitation


@require_POST
def invitation_resend(request: SignedInRequest, pk: int) -> HttpResponse:
    invitation = _invitation(request, pk)
    try:
        services.resend_invitation(invitation_id=pk, by=request.user, now=timezone.now())
    except ServiceError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{invitation.email} gets a new mail; the link sent before has ended.")
    return redirect("workshops:members", invitation.project_id)


@require_POST
def invitation_revoke(request: SignedInRequest, pk: int) -> HttpResponse:
    invitation = _invitation(request, pk)
    try:
        services.revoke_invitation(invitation_id=pk, by=request.user, now=timezone.now())
    except ServiceError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"The invitation of {invitation.email} is taken back.")
    return redirect("workshops:members", invitation.project_id)
