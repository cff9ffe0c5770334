"""Who may do what in a project."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from workshops import selectors, services
from workshops.forms.projects import MemberForm
from workshops.forms.saving import refusals_on
from workshops.models import Membership, Project
from workshops.services import ServiceError
from workshops.views.request import SignedInRequest


def members(request: SignedInRequest, pk: int) -> HttpResponse:
    """The members; a manager adds one by address, or changes a role by adding it anew."""
    project = get_object_or_404(Project.objects.managed_by(request.user), pk=pk)
    form = MemberForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            membership = services.invite_member(
                project_id=pk, **form.cleaned_data, by=request.user, now=timezone.now()
            )
            user = membership.user
            messages.success(request, f"{user} is now a {membership.role} of this project.")
            if not user.last_login and not user.has_usable_password():
                messages.info(request, f"Tell {user} to choose a password: the link is on the sign-in page.")
            return redirect("workshops:members", pk)
    context = {
        "project": project,
        "members": selectors.members_of_project(project),
        "form": form,
        "is_manager": True,
    }
    return render(request, "workshops/members.html", context)


@require_POST
def member_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    managed = Project.objects.managed_by(request.user)
    membership = get_object_or_404(Membership.objects.select_related("user"), pk=pk, project__in=managed)
    try:
        services.remove_member(membership_id=pk, by=request.user, now=timezone.now())
    except ServiceError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{membership.user} has no role in this project any more.")
    if membership.user == request.user and not managed.filter(pk=membership.project_id).exists():
        return redirect("dashboard")
    return redirect("workshops:members", membership.project_id)
