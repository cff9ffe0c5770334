"""Where one is after a form was refused: at what is to be mended, however far down it stands."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import FilePayload, Page, expect

from tests.factories.workshops import TouchpointFactory
from workshops.models import Project, User


@pytest.fixture
def manager_page(
    page: Page,
    manager: User,
    transactional_db: None,
    sign_in: Callable[[Page, User], None],
) -> Page:
    sign_in(page, manager)
    page.set_viewport_size({"width": 360, "height": 640})
    return page


def test_field_that_is_wrong_is_in_sight_and_has_the_cursor(manager_page: Page, project: Project):
    touchpoint = TouchpointFactory(workshop__project=project)
    manager_page.goto(touchpoint.get_absolute_url())

    manager_page.get_by_label("Text", exact=True).fill("Dear {{ person.nam }}")
    manager_page.get_by_role("button", name="Save touchpoint").click()

    expect(manager_page.get_by_text("“person.nam” is not a placeholder.").first).to_be_in_viewport()
    expect(manager_page.get_by_label("Text", exact=True)).to_be_focused()


def test_reason_that_belongs_to_no_field_is_in_sight(manager_page: Page, project: Project):
    manager_page.goto(reverse("workshops:people", args=[project.pk]))

    manager_page.get_by_role("button", name="Import people").click()

    reason = manager_page.locator("form .alert", has_text="Choose a file or paste a text.")
    expect(reason).to_be_in_viewport()
    expect(reason).to_be_focused()


def test_file_that_is_no_text_is_refused_beside_its_field(manager_page: Page, project: Project):
    manager_page.goto(reverse("workshops:people", args=[project.pk]))
    document = FilePayload(name="people.xlsx", mimeType="text/csv", buffer=b"PK\x03\x04")

    manager_page.get_by_label("or choose a CSV file").set_input_files(document)
    manager_page.get_by_role("button", name="Import people").click()

    expect(manager_page.get_by_text("This is a Word or Excel document")).to_be_in_viewport()
    expect(manager_page.get_by_label("or choose a CSV file")).to_be_focused()


def test_page_on_which_nothing_is_wrong_begins_at_its_top(manager_page: Page, project: Project):
    manager_page.goto(reverse("workshops:people", args=[project.pk]))

    expect(manager_page.locator("body")).to_be_focused()
