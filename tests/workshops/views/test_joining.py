"""Coming into a project by the link of an invitation."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from emails.services.invitations import send_invitations
from tests.factories.workshops import InvitationFactory, UserFactory
from workshops.invitation_links import invitation_token
from workshops.models import Invitation, User

PASSWORD = "tidal-gauge-41"


@pytest.fixture
def invitation(project):
    return InvitationFactory(project=project, email="ada@example.org", asked_at=timezone.now())


@pytest.fixture
def url(invitation):
    return reverse("workshops:join", args=[invitation_token(invitation)])


def test_from_the_mail_to_the_project_with_a_new_password(project, manager_client, mailoutbox):
    manager_client.post(
        reverse("workshops:members", args=[project.pk]), {"email": "ada@example.org", "role": "member"}
    )
    send_invitations(now=timezone.now())
    [path] = re.findall(r"/p/join/\S+/", str(mailoutbox[0].body))
    newcomer = Client()

    answer = newcomer.post(path, {"name": "Ada Quill", "password": PASSWORD, "again": PASSWORD}, follow=True)

    assert answer.redirect_chain == [(project.get_absolute_url(), 302)]
    assert str(answer.context["user"]) == "Ada Quill"
    assert User.objects.get(email="ada@example.org").check_password(PASSWORD)


def test_opening_the_link_changes_nothing(client, url):
    for _ in range(100):
        assert client.get(url).status_code == client.head(url).status_code == 200

    assert Invitation.objects.open().count() == 1
    assert not User.objects.filter(email="ada@example.org").exists()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": "Ada Quill", "password": PASSWORD, "again": "another-41"}, "again"),
        ({"name": "Ada Quill", "password": "12345678", "again": "12345678"}, "password"),
        ({"name": "", "password": PASSWORD, "again": PASSWORD}, "name"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_made(client, url, values, field):
    answer = client.post(url, values)

    assert list(answer.context["form"].errors) == [field]
    assert not User.objects.filter(email="ada@example.org").exists()


def test_who_has_an_account_signs_in_and_then_joins(project, url):
    user = User.objects.create_user("ada@example.org", PASSWORD)
    browser = Client()

    to_sign_in = browser.post(url)
    browser.force_login(user)
    asked = browser.get(reverse("workshops:join-signed-in")).content.decode()
    before = project.memberships.filter(user=user).exists()
    joined = browser.post(reverse("workshops:join-signed-in"))

    assert to_sign_in["Location"] == f"{reverse('login')}?next={reverse('workshops:join-signed-in')}"
    assert "Join the project" in asked
    assert (before, joined["Location"]) == (False, project.get_absolute_url())
    assert project.memberships.get(user=user).role == "member"


def test_somebody_else_who_is_signed_in_is_not_let_in(project, url):
    User.objects.create_user("ada@example.org", PASSWORD)
    other = UserFactory()
    browser = Client()
    browser.force_login(other)

    browser.post(url)
    page = browser.post(reverse("workshops:join-signed-in")).content.decode()

    assert "This invitation is for another address" in page
    assert not project.memberships.filter(user=other).exists()


def test_wrong_links_get_one_same_page(client, invitation, url):
    used, ran_out = InvitationFactory.create_batch(2, project=invitation.project, asked_at=timezone.now())
    used.accepted_at = timezone.now()
    ran_out.expires_at = timezone.now()
    for row in (used, ran_out):
        row.save()
    tokens = [
        invitation_token(used),
        invitation_token(ran_out),
        invitation_token(invitation)[:-1],
        invitation_token(invitation).replace(f"{invitation.pk}.", f"{used.pk}.", 1),
        "x" * 300,
    ]

    answers = [client.get(reverse("workshops:join", args=[token])) for token in tokens]

    assert {answer.status_code for answer in answers} == {404}
    assert len({re.sub(r"nonce=\S+", "", answer.content.decode()) for answer in answers}) == 1


def test_point_19_page_is_private(client, url):
    headers = client.get(url).headers

    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Robots-Tag"] == "noindex, nofollow"


def test_point_20_a_wrong_link_stands_in_no_log(client, caplog):
    client.get(reverse("workshops:join", args=["1.abc:secret"]))
    client.delete(reverse("workshops:join", args=["1.abc:secret"]))

    assert "secret" not in caplog.text


def test_point_27_without_the_csrf_token_nothing_is_made(url):
    strict = Client(enforce_csrf_checks=True)

    answer = strict.post(url, {"name": "Ada Quill", "password": PASSWORD, "again": PASSWORD})

    assert answer.status_code == 403
    assert not User.objects.filter(email="ada@example.org").exists()
