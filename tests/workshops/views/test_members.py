"""The page of members and invitations."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.factories.workshops import InvitationFactory, MembershipFactory, UserFactory
from workshops.models import Invitation


@pytest.fixture
def url(project):
    return reverse("workshops:members", args=[project.pk])


def roles(project):
    return {row.user.email: row.role for row in project.memberships.select_related("user")}


def texts(answer):
    return [str(message) for message in answer.context["messages"]]


@pytest.mark.parametrize("email", ["Bo@Example.org", "new@example.org"])
def test_known_and_unknown_addresses_get_the_same_answer(email, url, project, manager, manager_client):
    UserFactory(email="bo@example.org")

    answer = manager_client.post(url, {"email": email, "role": "member"}, follow=True)

    assert texts(answer) == [f"{email.lower()} is invited; the mail leaves within a minute."]
    assert "On its way" in answer.content.decode()
    assert roles(project) == {manager.email: "manager"}


def test_page_tells_what_became_of_each_mail(url, project, manager_client):
    now = timezone.now()
    given = {"project": project, "asked_at": now}
    InvitationFactory(**given)
    InvitationFactory(**given, mailed_at=None, mail_due_at=now, mail_error="550 No such user.")
    InvitationFactory(project=project, asked_at=now - timedelta(days=8))

    page = manager_client.get(url).content.decode()

    for text in (">Sent<", "550 No such user. It is tried again.", ">Ran out<"):
        assert text in page


@pytest.mark.parametrize(
    "email",
    ["a@example.org, b@example.org", "Ada <a@example.org>", "a@example.org\nBcc: b@example.org", "ada"],
)
def test_address_is_one_plain_address(email, url, manager_client):
    answer = manager_client.post(url, {"email": email, "role": "member"})

    assert list(answer.context["form"].errors) == ["email"]
    assert not Invitation.objects.exists()


def test_invitation_is_sent_again_and_taken_back(url, project, manager_client):
    invitation = InvitationFactory(project=project, asked_at=timezone.now() - timedelta(days=1))
    key = invitation.link_key

    manager_client.post(reverse("workshops:invitation-resend", args=[invitation.pk]))
    invitation.refresh_from_db()
    manager_client.post(reverse("workshops:invitation-revoke", args=[invitation.pk]))

    assert invitation.link_key != key
    assert invitation.mail_due_at is not None
    assert not Invitation.objects.open().exists()


def test_role_is_changed_in_the_list(project, manager, manager_client):
    membership = MembershipFactory(project=project, role="member")

    manager_client.post(reverse("workshops:member-role", args=[membership.pk]), {"role": "manager"})
    answer = manager_client.post(
        reverse("workshops:member-role", args=[membership.pk]), {"role": "owner"}, follow=True
    )

    assert texts(answer)[-1] == "Choose manager or member."
    assert roles(project) == {manager.email: "manager", membership.user.email: "manager"}


def test_member_is_removed_after_a_confirmation(project, manager, manager_client):
    membership = MembershipFactory(project=project, role="member")
    url = reverse("workshops:member-remove", args=[membership.pk])

    asked = manager_client.get(url).content.decode()
    still_there = len(roles(project))
    manager_client.post(url)

    assert "does not see" in asked
    assert (still_there, roles(project)) == (2, {manager.email: "manager"})


@pytest.mark.parametrize(("page", "values"), [("member-remove", {}), ("member-role", {"role": "member"})])
def test_last_manager_stays(page, values, project, manager, manager_client):
    membership = project.memberships.get(user=manager)

    answer = manager_client.post(reverse(f"workshops:{page}", args=[membership.pk]), values, follow=True)

    assert texts(answer) == ["A project needs a manager: make somebody else manager first."]
    assert roles(project) == {manager.email: "manager"}


def test_who_gives_her_role_away_lands_on_the_dashboard(project, manager, manager_client):
    MembershipFactory(project=project)
    membership = project.memberships.get(user=manager)

    answer = manager_client.post(reverse("workshops:member-remove", args=[membership.pk]))

    assert answer.url == reverse("dashboard")


def test_list_takes_the_same_queries_for_one_and_for_three_rows(url, project, manager_client):
    manager_client.get(url)
    InvitationFactory(project=project)
    with CaptureQueriesContext(connection) as of_one:
        manager_client.get(url)
    MembershipFactory.create_batch(2, project=project)
    InvitationFactory.create_batch(2, project=project)
    with CaptureQueriesContext(connection) as of_three:
        manager_client.get(url)

    assert len(of_three) == len(of_one)
