"""The sign-in link of the local run: one machine, one process, one user."""

from collections.abc import Iterator

import pytest
from django.test import Client

from commplan.views import local_signin
from tests.factories.workshops import UserFactory
from workshops.models import User

LINK = "/signin/right-token/"


@pytest.fixture
def allowed(db: None) -> Iterator[User]:
    user = UserFactory()
    local_signin.allow(token="right-token", user_id=user.pk, bind="192.0.2.7")
    yield user
    local_signin.forbid()


def test_link_signs_in_and_opens_the_dashboard(client: Client, allowed: User):
    response = client.get(LINK)

    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(allowed.pk)


def test_link_is_kept_by_nobody(client: Client, allowed: User):
    response = client.get(LINK)

    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response["Cache-Control"]


def test_link_opens_nothing_where_no_local_run_made_one(client: Client, db: None):
    response = client.get(LINK)

    assert response.status_code == 404
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("token", ["wrong-token", "right-toke", "right-token2", "ü"])
def test_other_token_opens_nothing(client: Client, allowed: User, token: str):
    response = client.get(f"/signin/{token}/")

    assert response.status_code == 404
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    ("remote", "status"),
    [("127.0.0.1", 302), ("::1", 302), ("192.0.2.7", 302), ("192.0.2.8", 404), ("", 404)],
)
def test_link_opens_on_the_serving_machine_only(client: Client, allowed: User, remote: str, status: int):
    response = client.get(LINK, REMOTE_ADDR=remote)

    assert response.status_code == status


def test_forwarded_address_does_not_make_a_stranger_local(client: Client, allowed: User):
    response = client.get(LINK, REMOTE_ADDR="192.0.2.8", headers={"X-Forwarded-For": "127.0.0.1"})

    assert response.status_code == 404


@pytest.mark.parametrize("method", ["head", "post", "options"])
def test_other_methods_sign_nobody_in(client: Client, allowed: User, method: str):
    response = getattr(client, method)(LINK)

    assert response.status_code == 405
    assert "_auth_user_id" not in client.session


def test_user_who_was_deactivated_is_not_signed_in(client: Client, allowed: User):
    allowed.is_active = False
    allowed.save()

    response = client.get(LINK)

    assert response.status_code == 404
