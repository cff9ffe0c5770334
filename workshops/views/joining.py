"""Coming into a project by an invitation's link: with a new password, or with the account that one has."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from workshops import services
from workshops.forms.joining import JoinForm
from workshops.forms.saving import refusals_on
from workshops.invitation_links import invitation_of
from workshops.models import Invitation
from workshops.services import ServiceError
from workshops.services.invitations import needs_password
from workshops.views.private import VisitorRequest, secret_page
from workshops.views.request import SignedInRequest

# Where the token waits while its owner signs in: the address of the sign-in page would be logged.
_KEPT = "invitation"


@secret_page
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: VisitorRequest, token: str) -> HttpResponse:
    """Who invites to what. A POST makes the account, or goes on to the sign-in; a GET changes nothing."""
    invitation = invitation_of(token, now=timezone.now())
    if invitation is None:
        return _gone(request)
    if not needs_password(invitation):
        if request.method == "POST":
            request.session[_KEPT] = token
            signed_in = reverse("workshops:join-signed-in")
            if request.user.is_authenticated:
                return redirect(signed_in)
            return redirect(f"{reverse('login')}?next={signed_in}")
        return _page(request, invitation)
    form = JoinForm(request.POST if request.method == "POST" else None, invitation=invitation)
    if form.is_valid():
        with refusals_on(form):
            user = services.join_with_password(
                invitation_id=invitation.pk,
                name=form.cleaned_data["name"],
                password=form.cleaned_data["password"],
                now=timezone.now(),
            )
            login(request, user, backend=settings.AUTHENTICATION_BACKENDS[-1])
            messages.success(request, f"Welcome. You are a member of “{invitation.project}” now.")
            return redirect(invitation.project)
    return _page(request, invitation, form=form)


def join_signed_in(request: SignedInRequest) -> HttpResponse:
    """The invitation whose link was opened before the sign-in; a POST accepts it."""
    invitation = invitation_of(str(request.session.get(_KEPT, "")), now=timezone.now())
    if invitation is None:
        return _gone(request)
    is_theirs = invitation.email == request.user.email.lower()
    if request.method == "POST" and is_theirs:
        try:
            services.accept_invitation(invitation_id=invitation.pk, user=request.user, now=timezone.now())
        except ServiceError as error:
            messages.error(request, str(error))
            return redirect("dashboard")
        request.session.pop(_KEPT, None)
        messages.success(request, f"You work on “{invitation.project}” now.")
        return redirect(invitation.project)
    context = {"invitation": invitation, "is_theirs": is_theirs}
    return render(request, "workshops/join_signed_in.html", context)


def _page(request: VisitorRequest, invitation: Invitation, *, form: JoinForm | None = None) -> HttpResponse:
    return render(request, "workshops/join.html", {"invitation": invitation, "form": form})


def _gone(request: VisitorRequest | SignedInRequest) -> HttpResponse:
    return render(request, "workshops/join_gone.html", status=404)
