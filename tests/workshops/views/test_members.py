import pytest
from django.urls import reverse

from tests.factories.workshops import UserFactory
from workshops.models import User


@pytest.fixture
def url(project):
    return reverse("workshops:members", args=[project.pk])


def roles(project):
    return {row.user.email: row.role for row in project.memberships.select_related("user")}


def test_known_user_gets_the_role(url, project, manager, manager_client):
    user = UserFactory(email="bo@example.org")

    manager_client.post(url, {"email": "Bo@Example.org", "role": "member"})

    assert roles(project) == {manager.email: "manager", user.email: "member"}


def test_unknown_address_becomes_a_user_who_chooses_a_password(url, project, manager_client):
    answer = manager_client.post(url, {"email": "new@example.org", "role": "manager"}, follow=True)

    user = User.objects.get(email="new@example.org")
    assert not user.is_staff
    assert [str(message) for message in answer.context["messages"]] == [
        "new@example.org is now a manager of this project.",
        "Tell new@example.org to choose a password: the link is on the sign-in page.",
    ]


def test_new_member_gets_the_mail_to_choose_a_password(url, project, manager_client, client, mailoutbox):
    manager_client.post(url, {"email": "new@example.org", "role": "member"})

    client.post(reverse("password_reset"), {"email": "new@example.org"})

    assert [mail.to for mail in mailoutbox] == [["new@example.org"]]


def test_adding_again_changes_the_role(url, project, manager, manager_client):
    user = UserFactory()
    project.memberships.create(user=user, role="member")

    manager_client.post(url, {"email": user.email, "role": "manager"})

    assert roles(project) == {manager.email: "manager", user.email: "manager"}


@pytest.mark.parametrize(
    "email",
    ["a@example.org, b@example.org", "Ada <a@example.org>", "a@example.org\nBcc: b@example.org", "ada"],
)
def test_address_is_one_plain_address(email, url, project, manager, manager_client):
    answer = manager_client.post(url, {"email": email, "role": "member"})

    assert list(answer.context["form"].errors) == ["email"]
    assert roles(project) == {manager.email: "manager"}


def test_member_is_removed(url, project, manager, manager_client):
    membership = project.memberships.create(user=UserFactory(), role="member")

    manager_client.post(reverse("workshops:member-remove", args=[membership.pk]))

    assert roles(project) == {manager.email: "manager"}


def test_last_manager_stays(project, manager, manager_client):
    membership = project.memberships.get(user=manager)

    answer = manager_client.post(reverse("workshops:member-remove", args=[membership.pk]), follow=True)

    assert [message.level_tag for message in answer.context["messages"]] == ["error"]
    assert roles(project) == {manager.email: "manager"}


def test_last_manager_cannot_make_herself_a_member(url, project, manager, manager_client):
    answer = manager_client.post(url, {"email": manager.email, "role": "member"})

    assert answer.context["form"].non_field_errors() == [
        "A project needs a manager: make somebody else manager first."
    ]
    assert roles(project) == {manager.email: "manager"}


def test_who_removes_herself_lands_on_the_dashboard(project, manager, manager_client):
    project.memberships.create(user=UserFactory(), role="manager")
    membership = project.memberships.get(user=manager)

    answer = manager_client.post(reverse("workshops:member-remove", args=[membership.pk]))

    assert answer.url == reverse("dashboard")
