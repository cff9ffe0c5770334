"""The touchpoint editor in a real browser: the preview beside it, and the placeholders that it offers."""

from collections.abc import Callable

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from tests.browser.looking import violations
from tests.factories.workshops import ParticipantFactory, TouchpointFactory, WorkshopFactory
from workshops.models import Project, Touchpoint, User


@pytest.fixture
def touchpoint(transactional_db: None, project: Project) -> Touchpoint:
    """A mail to Ada and Bo, a century before it leaves."""
    workshop = WorkshopFactory(project=project, start="2126-12-16T09:00:00+00:00")
    for name in ("Ada Quill", "Bo Finch"):
        ParticipantFactory(workshop=workshop, person__name=name)
    touchpoint: Touchpoint = TouchpointFactory(workshop=workshop)
    return touchpoint


@pytest.fixture
def editor(page: Page, manager: User, touchpoint: Touchpoint, sign_in: Callable[[Page, User], None]) -> Page:
    sign_in(page, manager)
    page.goto(touchpoint.get_absolute_url())
    return page


def mail(page: Page) -> FrameLocator:
    return page.frame_locator("[data-preview-stage] iframe:not(.is-coming)")


def test_preview_follows_what_is_typed_and_as_whom_it_is_seen(editor: Page, touchpoint: Touchpoint):
    expect(mail(editor).get_by_text("Hi Ada,")).to_be_visible()

    editor.get_by_label("Text", exact=True).fill("Dear {{ person.name }}, **come**.")
    expect(mail(editor).get_by_text("Dear Ada Quill, come.")).to_be_visible()
    editor.get_by_label("As", exact=True).select_option(label="Bo Finch")
    expect(mail(editor).get_by_text("Dear Bo Finch, come.")).to_be_visible()
    editor.get_by_label("Subject", exact=True).fill("For {{ person.first_name }}")
    expect(editor.get_by_text("For Bo", exact=True)).to_be_visible()

    weight = mail(editor).locator("h1").evaluate("heading => getComputedStyle(heading).fontSize")
    touchpoint.refresh_from_db()
    assert weight == "22px"
    assert touchpoint.body.startswith("Hi ")
    # The way back leads to where one came from, not through every look at the draft.
    assert editor.evaluate("history.length") == 2


def test_editor_keeps_to_the_page_beside_a_long_name(editor: Page, touchpoint: Touchpoint):
    ParticipantFactory(workshop=touchpoint.workshop, person__name="Wolfeschlegelsteinhausen" * 5)

    for width in (1280, 360):
        editor.set_viewport_size({"width": width, "height": 800})
        editor.reload()
        assert editor.evaluate("document.documentElement.scrollWidth") == width


def test_unknown_placeholder_is_told_beside_the_text_while_one_types_on(editor: Page):
    editor.get_by_label("Text", exact=True).fill("Dear {{ person.nam }}")

    told = editor.locator("#problems-body")
    expect(told).to_contain_text("Did you mean {{ person.name }}?")
    expect(mail(editor).get_by_text("Dear {{ person.nam }}")).to_be_visible()
    editor.get_by_label("Text", exact=True).fill("Dear {{ person.name }}")
    expect(told).to_be_empty()


def test_what_is_wrong_when_it_is_saved_is_said_once_until_one_types_on(editor: Page):
    editor.get_by_label("Text", exact=True).fill("Dear {{ person.nam }}")
    editor.get_by_role("button", name="Save touchpoint").click()

    expect(mail(editor).get_by_text("Dear {{ person.nam }}")).to_be_visible()
    told = editor.get_by_text("Did you mean {{ person.name }}?").filter(visible=True)
    expect(told).to_have_count(1)
    editor.get_by_label("Text", exact=True).fill("Dear {{ person.name }}")
    expect(told).to_have_count(0)


def test_placeholder_is_offered_chosen_and_put_in_by_the_keyboard(editor: Page):
    text = editor.get_by_label("Text", exact=True)
    offers = editor.locator("#placeholder-offer").get_by_role("option")
    text.fill("Dear ")

    text.press("End")
    text.press_sequentially("{{pers")
    expect(offers).to_have_text(
        [
            "person.nameThe recipient's name",
            "person.first_nameThe recipient's first name",
            "person.preworkThe recipient's own pre-work",
            "person.actionsThe recipient's own open actions",
        ]
    )
    text.press("ArrowDown")
    expect(offers.nth(1)).to_have_attribute("aria-selected", "true")
    active = text.get_attribute("aria-activedescendant")
    found = violations(editor)
    text.press("Enter")

    expect(text).to_have_value("Dear {{ person.first_name }}")
    expect(text).to_be_focused()
    expect(offers).to_have_count(0)
    assert active == "placeholder-offer-1"
    assert found == []
    expect(mail(editor).get_by_text("Dear Ada")).to_be_visible()
    text.press("Control+z")
    expect(text).to_have_value("Dear {{pers")


def test_offer_closes_by_escape_and_what_is_typed_stays(editor: Page):
    text = editor.get_by_label("Text", exact=True)
    text.fill("")

    text.press_sequentially("{{ works")
    expect(editor.get_by_role("listbox", name="Placeholders")).to_be_visible()
    text.press("Escape")

    expect(editor.get_by_role("listbox", name="Placeholders")).to_be_hidden()
    expect(text).to_have_value("{{ works")


def test_subject_is_offered_no_lists_and_takes_a_click(editor: Page):
    subject = editor.get_by_label("Subject", exact=True)
    subject.fill("")

    subject.press_sequentially("{{ agenda")
    expect(editor.get_by_role("listbox", name="Placeholders")).to_be_hidden()
    subject.fill("")
    subject.press_sequentially("{{ title")
    editor.get_by_role("option", name="workshop.title").click()

    expect(subject).to_have_value("{{ workshop.title }}")


def test_test_mail_is_sent_without_leaving_the_page(editor: Page, manager: User, mailoutbox: list):
    editor.get_by_label("Text", exact=True).fill("Not saved yet")

    editor.get_by_role("button", name="Send a test to me").click()

    expect(editor.get_by_text(f"The test is on its way to {manager.email}")).to_be_visible()
    expect(editor.get_by_label("Text", exact=True)).to_have_value("Not saved yet")
    assert [message.subject for message in mailoutbox] == ["[Test] Pipeline Design: hold the date"]


@pytest.mark.parametrize("width", [360, 1280])
def test_editor_with_its_preview_is_accessible_and_fits_its_width(editor: Page, width: int):
    editor.set_viewport_size({"width": width, "height": 800})
    expect(mail(editor).get_by_text("Hi Ada,")).to_be_visible()

    found = violations(editor)

    assert found == []
    assert editor.evaluate("document.documentElement.scrollWidth") == width
