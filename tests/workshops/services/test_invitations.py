"""Asking somebody to work on a project, and letting them in."""

from datetime import timedelta

import pytest

from tests.factories.workshops import START, InvitationFactory, UserFactory
from workshops import services
from workshops.models import Invitation, Membership, User
from workshops.services import invitations
from workshops.states import Role

NOW = START - timedelta(days=20)


def invite(project, email="new@example.org", role=Role.MEMBER, now=NOW):
    return services.invite(project_id=project.pk, email=email, role=role, by=None, now=now)


def test_known_and_unknown_addresses_are_asked_alike_and_nobody_is_in_yet(project):
    UserFactory(email="known@example.org")

    known, unknown = invite(project, " Known@Example.org"), invite(project)

    assert [row.email for row in (known, unknown)] == ["known@example.org", "new@example.org"]
    assert known.mail_due_at == unknown.mail_due_at == NOW
    assert not User.objects.filter(email="new@example.org").exists()
    assert project.memberships.count() == 1


def test_asking_again_sends_a_new_link_with_the_new_role(project):
    first = invite(project)

    second = invite(project, role=Role.MANAGER, now=NOW + timedelta(minutes=10))

    assert (second.pk, second.role) == (first.pk, Role.MANAGER)
    assert second.link_key != first.link_key


def test_asking_again_at_once_is_refused(project):
    invite(project)

    with pytest.raises(services.ServiceError, match="few minutes ago"):
        invite(project, now=NOW + timedelta(minutes=9))


def test_a_flood_is_stopped_and_an_hour_later_goes_on(project):
    InvitationFactory.create_batch(invitations.MOST_AN_HOUR, project=project, asked_at=NOW)

    with pytest.raises(services.ServiceError, match="within the hour"):
        invite(project, now=NOW + timedelta(minutes=59))
    invite(project, now=NOW + timedelta(minutes=61))


def test_a_member_is_not_asked(project, manager):
    with pytest.raises(services.ServiceError, match="member already"):
        invite(project, manager.email)


def test_new_account_has_name_password_and_role(project):
    invitation = invite(project, role=Role.MANAGER)

    user = services.join_with_password(
        invitation_id=invitation.pk, name="Ada M. Quill", password="tidal-gauge-41", now=NOW
    )

    assert (user.email, user.first_name, user.last_name) == ("new@example.org", "Ada M.", "Quill")
    assert user.check_password("tidal-gauge-41")
    assert (user.is_staff, user.is_superuser) == (False, False)
    assert Membership.objects.get(user=user).role == Role.MANAGER


def test_an_invitation_lets_in_once(project):
    user = UserFactory(email="new@example.org")
    invitation = invite(project)
    services.accept_invitation(invitation_id=invitation.pk, user=user, now=NOW)
    Membership.objects.filter(user=user).delete()

    with pytest.raises(services.ServiceError, match="used or taken back"):
        services.accept_invitation(invitation_id=invitation.pk, user=user, now=NOW)

    assert not Membership.objects.filter(user=user).exists()


def test_only_the_address_that_was_asked_is_let_in(project):
    invitation = invite(project)

    with pytest.raises(services.ServiceError, match="another address"):
        services.accept_invitation(invitation_id=invitation.pk, user=UserFactory(), now=NOW)


def test_no_password_is_set_for_an_account_that_has_one(project):
    user = User.objects.create_user("new@example.org", "old-tide-17")
    invitation = invite(project)

    with pytest.raises(services.ServiceError, match="sign in"):
        services.join_with_password(invitation_id=invitation.pk, name="X Y", password="other-92", now=NOW)

    user.refresh_from_db()
    assert user.check_password("old-tide-17")


def test_what_is_taken_back_or_ran_out_lets_nobody_in(project):
    user = UserFactory(email="new@example.org")
    revoked = invite(project)
    services.revoke_invitation(invitation_id=revoked.pk, by=None, now=NOW)
    late = invite(project)

    with pytest.raises(services.ServiceError, match="taken back"):
        services.accept_invitation(invitation_id=revoked.pk, user=user, now=NOW)
    with pytest.raises(services.ServiceError, match="run out"):
        services.accept_invitation(invitation_id=late.pk, user=user, now=NOW + invitations.LIFETIME)

    assert not Membership.objects.filter(user=user).exists()


def test_who_is_manager_already_stays_manager(project, manager):
    invitation = InvitationFactory(project=project, email=manager.email)

    services.accept_invitation(invitation_id=invitation.pk, user=manager, now=NOW)

    assert Membership.objects.get(user=manager).role == Role.MANAGER


def test_of_two_workers_one_sends_the_mail(project):
    invitation = invite(project)
    seen_by_both = Invitation.objects.get(pk=invitation.pk)

    claims = [invitations.claim_invitation_mail(seen_by_both, now=NOW) for _ in range(2)]

    assert claims == [True, False]
