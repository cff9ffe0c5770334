"""Signing in, in a real browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from commplan.views import local_signin
from tests.factories.workshops import UserFactory
from workshops.models import User


@pytest.fixture
def local_token(transactional_db: None) -> str:
    token = "printed-on-the-terminal"
    local_signin.allow(token=token, user_id=UserFactory(email="lead@example.org").pk, bind="127.0.0.1")
    return token


def test_local_link_opens_the_dashboard(page: Page, local_token: str):
    page.goto(f"/signin/{local_token}/")

    expect(page).to_have_url("/")
    expect(page.get_by_role("main")).to_be_visible()


def test_page_of_nobody_leads_to_the_sign_in_form(page: Page):
    page.goto("/")

    expect(page.get_by_label("Password")).to_be_visible()


def test_session_given_by_the_fixture_signs_in(page: Page, sign_in: Callable[[Page, User], None]):
    sign_in(page, UserFactory())

    page.goto("/")

    expect(page).to_have_url("/")
