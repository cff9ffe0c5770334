"""What is somebody's, settled by their own link alone: with the keyboard, and without a script."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.settling import settle
from tests.factories.actions import ActionItemFactory
from tests.factories.workshops import ApprovalFactory, OpenQuestionFactory, PersonFactory, WorkshopFactory
from workshops.links import person_path
from workshops.models import Person


@pytest.fixture
def ada(transactional_db: None) -> Person:
    workshop = WorkshopFactory()
    person = PersonFactory(project=workshop.project, name="Ada Quill")
    ApprovalFactory(workshop=workshop, owner=person, text="Zone access")
    OpenQuestionFactory(workshop=workshop, owner=person, text="How long do we keep it?")
    ActionItemFactory(project=workshop.project, owner=person, action="Write the runbook")
    return person


def path(person: Person) -> str:
    return person_path(person, on=timezone.now().date())


def test_everything_is_settled_with_the_keyboard(page: Page, ada: Person):
    page.goto(path(ada))
    reject = page.get_by_role("button", name="Reject : Zone access")
    reject.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Say why: it is what the others act on.")).to_be_visible()
    settle(page)
    page.get_by_label("Reason").fill("The zone is full.")
    reject.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nothing waits for your approval.")).to_be_visible()

    settle(page)
    page.get_by_label("Your answer").fill("Thirteen months.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("No question waits for you.")).to_be_visible()

    settle(page)
    page.get_by_role("button", name="Mark done").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Not done yet")).to_be_visible()

    states = [ada.approvals.get().state, ada.open_questions.get().state, ada.action_items.get().state]
    assert states == ["rejected", "answered", "done"]


def test_without_a_script_it_is_the_same_with_a_page_more(
    new_context: Callable[[], BrowserContext], ada: Person
):
    page = new_context().new_page()
    page.route("**/*.js", lambda route: route.abort())
    page.goto(path(ada))
    page.get_by_role("button", name="Approve : Zone access").click()
    expect(page.get_by_text("Nothing waits for your approval.")).to_be_visible()

    page.get_by_role("link", name="See what you agreed to do").click()
    page.get_by_role("button", name="In progress").click()
    expect(page.get_by_text("In progress", exact=True)).to_be_visible()
    page.get_by_role("link", name="Back").click()
    page.get_by_role("link", name="How often mails remind you").click()
    page.get_by_role("button", name="Once a week").click()
    expect(page.get_by_text("You chose “Once a week” now.")).to_be_visible()

    assert [ada.approvals.get().state, ada.action_items.get().state] == ["approved", "in-progress"]
