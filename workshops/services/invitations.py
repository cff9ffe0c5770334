"""Who works on a project: asked by address, and in from the moment that they say yes."""

from datetime import datetime, timedelta
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction

from workshops.models import Invitation, Membership, Project, User
from workshops.models.people import new_key
from workshops.services.accounts import set_name
from workshops.services.errors import ServiceError
from workshops.services.people import keep_a_manager
from workshops.states import Role

LIFETIME: Final = timedelta(days=7)
# More than a team grows in an hour: an account in wrong hands sends no flood.
MOST_AN_HOUR: Final = 20
# Mails take a while; who presses twice would only end the link that is on its way.
RESEND_AFTER: Final = timedelta(minutes=10)
# While a mail is handed over no other worker sends it; one that failed is tried again after this time.
MAIL_AGAIN_AFTER: Final = timedelta(minutes=10)


@transaction.atomic
def invite(*, project_id: int, email: str, role: str, by: User | None, now: datetime) -> Invitation:
    """Ask an address to work on the project; the mail leaves with the next tick. Whether the address has an
    account already makes no difference here. An open invitation is sent anew, with the role given now.

    Raises ServiceError for a member and for too many, ValidationError.
    """
    project = Project.objects.select_for_update().get(pk=project_id)
    address = email.strip().lower()
    if Membership.objects.filter(project=project, user__email=address).exists():
        raise ServiceError(f"{address} is a member already. Change the role in the list.")
    found = Invitation.objects.open().filter(project=project, email=address).first()
    invitation = found or Invitation(project=project, email=address)
    invitation.role = role
    _ask(invitation, by, now, is_new=found is None)
    return invitation


@transaction.atomic
def resend_invitation(*, invitation_id: int, by: User | None, now: datetime) -> Invitation:
    """A new mail with a new link and a new week; the link sent before ends. Raises ServiceError."""
    invitation = _locked(invitation_id)
    _ask(invitation, by, now, is_new=False)
    return invitation


def _ask(invitation: Invitation, by: User | None, now: datetime, *, is_new: bool) -> None:
    if not is_new and now < invitation.asked_at + RESEND_AFTER:
        raise ServiceError(f"{invitation.email} was invited a few minutes ago. Wait for that mail first.")
    lately = Invitation.objects.filter(project=invitation.project_id, asked_at__gt=now - timedelta(hours=1))
    if lately.count() >= MOST_AN_HOUR:
        raise ServiceError(f"{MOST_AN_HOUR} invitations were sent within the hour. Send the others later.")
    invitation.invited_by, invitation.link_key = by, new_key()
    invitation.asked_at, invitation.expires_at = now, now + LIFETIME
    invitation.mail_due_at, invitation.mail_error = now, ""
    invitation.full_clean()
    invitation.save()


@transaction.atomic
def revoke_invitation(*, invitation_id: int, by: User | None, now: datetime) -> Invitation:
    """Take it back: its link ends, and a mail not sent yet stays here. Raises ServiceError."""
    invitation = _locked(invitation_id)
    invitation.revoked_at, invitation.mail_due_at = now, None
    invitation.save(update_fields=["revoked_at", "mail_due_at"])
    return invitation


@transaction.atomic
def accept_invitation(*, invitation_id: int, user: User, now: datetime) -> Membership:
    """The user whose address was asked is in. Raises ServiceError for another user, or a second use."""
    invitation = _locked(invitation_id)
    if user.email.lower() != invitation.email or not user.is_active:
        raise ServiceError("This invitation is for another address.")
    return _let_in(invitation, user, now)


@transaction.atomic
def join_with_password(*, invitation_id: int, name: str, password: str, now: datetime) -> User:
    """Who has no password yet gets an account with this one, and is in.

    Raises ServiceError where there is an account to sign in with, ValidationError.
    """
    invitation = _locked(invitation_id)
    user = User.objects.select_for_update().filter(email=invitation.email).first()
    if user is not None and (user.has_usable_password() or not user.is_active):
        raise ServiceError("There is an account with this address already: sign in with it.")
    user = user or User(email=invitation.email)
    set_name(user, name)
    user.set_password(password)
    user.full_clean()
    user.save()
    _let_in(invitation, user, now)
    return user


def needs_password(invitation: Invitation) -> bool:
    """Whether its address has no account that somebody could sign in with."""
    return not any(user.has_usable_password() for user in User.objects.filter(email=invitation.email))


def _let_in(invitation: Invitation, user: User, now: datetime) -> Membership:
    if invitation.expires_at <= now:
        raise ServiceError("This invitation has run out.")
    invitation.accepted_at, invitation.mail_due_at = now, None
    invitation.save(update_fields=["accepted_at", "mail_due_at"])
    # Who came in by another way meanwhile keeps that role.
    membership, _ = Membership.objects.get_or_create(
        project=invitation.project, user=user, defaults={"role": invitation.role}
    )
    return membership


@transaction.atomic
def change_role(*, membership_id: int, role: str, by: User | None, now: datetime) -> Membership:
    """Give a member another role. Raises ServiceError for the last manager, ValidationError."""
    membership = Membership.objects.select_for_update().select_related("user").get(pk=membership_id)
    if role not in Role.values:
        raise ValidationError("Choose manager or member.")
    membership.role = Role(role)
    membership.save(update_fields=["role"])
    keep_a_manager(membership.project_id)
    return membership


def claim_invitation_mail(invitation: Invitation, *, now: datetime) -> bool:
    """False where another worker has it, or it was taken back; else it is ours to send."""
    ours = Invitation.objects.mail_due(now).filter(pk=invitation.pk, mail_due_at=invitation.mail_due_at)
    return ours.update(mail_due_at=now + MAIL_AGAIN_AFTER) == 1


def settle_invitation_mail(
    invitation: Invitation, *, now: datetime, error: str = "", will_retry: bool = False
) -> None:
    """Keep what became of its mail; without an error it has left."""
    values: dict[str, object] = {"mail_error": error[:300]}
    if not error:
        values["mailed_at"] = now
    if not will_retry:
        values["mail_due_at"] = None
    # Sent anew meanwhile: then the newer mail has its own story.
    Invitation.objects.filter(pk=invitation.pk, link_key=invitation.link_key).update(**values)


def _locked(invitation_id: int) -> Invitation:
    rows = Invitation.objects.open().select_for_update(of=("self",)).select_related("project")
    invitation: Invitation | None = rows.filter(pk=invitation_id).first()
    if invitation is None:
        raise ServiceError("This invitation was used or taken back already.")
    return invitation
