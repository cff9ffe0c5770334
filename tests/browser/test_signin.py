"""Signing in, in a real browser."""

from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import Page, expect

from commplan.views import local_signin
from tests.browser.looking import looks
from tests.factories.workshops import UserFactory, WorkshopFactory
from workshops.models import Project, User


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


PASSWORD = "tidal-gauge-41"


@pytest.fixture
def signed_out(
    page: Page, manager: User, project: Project, sign_in: Callable[[Page, User], None], transactional_db: None
) -> Callable[[], None]:
    """The manager is signed in; what is called ends the session."""
    manager.set_password(PASSWORD)
    manager.save()
    sign_in(page, manager)

    def end() -> None:
        Session.objects.all().delete()

    return end


def sign_in_in_the_other_tab(page: Page, user: User) -> None:
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in in another tab").click()
    tab = opened.value
    tab.get_by_label("Email address").fill(user.email)
    tab.get_by_label("Password").fill(PASSWORD)
    tab.get_by_role("button", name="Sign in").click()
    expect(tab).to_have_url("/")
    tab.close()


def test_what_was_typed_outlives_the_session(
    page: Page, manager: User, project: Project, signed_out: Callable[[], None]
):
    workshop = WorkshopFactory(project=project)
    page.goto(reverse("workshops:workshop-edit", args=[workshop.pk]))
    page.get_by_label("Objectives").fill("- Agree on the gauge\n- Name who reads it")

    signed_out()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Not saved yet")
    assert looks(page, "not-saved-yet") == []
    sign_in_in_the_other_tab(page, manager)
    page.get_by_role("button", name="Send it").click()

    expect(page).to_have_url(workshop.get_absolute_url())
    expect(page.get_by_role("main")).to_contain_text("Name who reads it")


def test_part_of_a_page_is_sent_again_from_where_it_stands(
    page: Page, manager: User, project: Project, signed_out: Callable[[], None]
):
    workshop = WorkshopFactory(project=project)
    page.goto(workshop.get_absolute_url())
    panel = page.locator("#actions")
    panel.locator("[name=action]").fill("Calibrate the gauge")

    signed_out()
    panel.get_by_role("button", name="Add action").click()
    expect(page.get_by_role("alert")).to_contain_text("You are no longer signed in, and nothing was saved.")
    sign_in_in_the_other_tab(page, manager)
    panel.get_by_role("button", name="Add action").click()

    expect(panel).to_contain_text("A-1 is added.")
    expect(page.get_by_role("alert")).to_be_hidden()
