"""The page on which a meeting is run, and the recap that comes of it, in a real browser."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.looking import violations
from tests.browser.settling import settle
from tests.factories.actions import ActionItemFactory
from tests.factories.workshops import (
    AgendaItemFactory,
    ParticipantFactory,
    RecapFactory,
    RecapSectionFactory,
    RecapVersionFactory,
    WorkshopFactory,
)
from workshops.links import participant_token
from workshops.models import Project, User, Workshop


@pytest.fixture
def workshop(transactional_db: None, project: Project) -> Workshop:
    workshop: Workshop = WorkshopFactory(project=project, start=timezone.now() - timedelta(hours=3))
    AgendaItemFactory(workshop=workshop, position=0, title="Welcome", minutes_min=None, minutes_max=1)
    AgendaItemFactory(workshop=workshop, position=1, title="Flows", minutes_min=30, minutes_max=40)
    ParticipantFactory(workshop=workshop, person__name="Ada Quill")
    RecapSectionFactory(recap=RecapFactory(workshop=workshop), heading="Decisions", text="- Use one tool")
    return workshop


@pytest.fixture
def manager_page(
    page: Page, manager: User, workshop: Workshop, sign_in: Callable[[Page, User], None]
) -> Page:
    sign_in(page, manager)
    return page


def item(page: Page, title: str):
    return page.locator(".meeting-item", has=page.get_by_role("heading", name=title))


def test_timers_count_one_at_a_time_and_outlive_a_reload(manager_page: Page, workshop: Workshop):
    now = timezone.now()
    manager_page.clock.install(time=now)
    manager_page.goto(f"/workshops/{workshop.pk}/meeting/")
    # From here on the page's clock goes when it is told to.
    manager_page.clock.pause_at(now + timedelta(minutes=5))

    item(manager_page, "Welcome").get_by_role("button", name="Start").click()
    manager_page.clock.run_for(30_000)
    expect(item(manager_page, "Welcome").locator("[data-used]")).to_have_text("0:30")
    manager_page.clock.run_for(50_000)
    expect(item(manager_page, "Welcome").locator("[data-used]")).to_have_text("1:20, over by 1 min")
    expect(manager_page.locator("[data-said]")).to_have_text("1. Welcome has used its 1 minutes.")
    item(manager_page, "Flows").get_by_role("button", name="Start").click()
    # A hidden tab runs its timers seldom or never: the clock goes on all the same.
    manager_page.clock.fast_forward(600_000)
    expect(item(manager_page, "Flows").locator("[data-used]")).to_have_text("10:00")
    expect(item(manager_page, "Welcome").locator("[data-used]")).to_have_text("1:20, over by 1 min")
    expect(manager_page.locator("[data-total]")).to_have_text("11:20 of 120 min used")
    manager_page.reload()

    expect(item(manager_page, "Flows").locator("[data-used]")).to_have_text(re.compile("^10:0"))
    expect(item(manager_page, "Flows").get_by_role("button", name="Pause")).to_be_visible()


def test_notes_are_saved_while_they_are_typed_and_two_writers_lose_nothing(
    manager_page: Page,
    workshop: Workshop,
    manager: User,
    new_context: Callable[[], BrowserContext],
    sign_in: Callable[[Page, User], None],
):
    other = new_context().new_page()
    sign_in(other, manager)
    for page in (manager_page, other):
        page.goto(f"/workshops/{workshop.pk}/meeting/")

    item(manager_page, "Flows").get_by_label("Notes").fill("We load at night.")
    expect(item(manager_page, "Flows").get_by_text("Saved")).to_be_visible()
    settle(manager_page)
    item(manager_page, "Flows").get_by_label("Notes").press_sequentially(" Every night.")
    expect(item(manager_page, "Flows").locator("[name=version]")).to_have_value("2")
    item(other, "Flows").get_by_label("Notes").fill("We load at noon.")
    expect(item(other, "Flows").get_by_text("changed these notes in the meantime")).to_be_visible()
    item(other, "Flows").get_by_role("button", name="Keep both").click()
    both = "We load at night. Every night.\n\nWe load at noon."
    expect(item(other, "Flows").get_by_label("Notes")).to_have_value(both)
    settle(other)
    item(other, "Flows").get_by_label("Notes").press("Control+End")
    item(other, "Flows").get_by_label("Notes").press_sequentially(" Done.")
    expect(item(other, "Flows").locator("[name=version]")).to_have_value("4")

    assert workshop.meeting_notes.get().text == both + " Done."


def test_lines_are_caught_one_after_the_other_by_the_keyboard_alone(manager_page: Page, workshop: Workshop):
    manager_page.goto(f"/workshops/{workshop.pk}/meeting/")
    manager_page.get_by_label("Put into").select_option("decision")
    said = manager_page.get_by_label("What was said")

    for text in ("Load at night", "Use one tool"):
        said.fill(text)
        said.press("Enter")
        expect(manager_page.locator("#caught").get_by_text(text)).to_be_visible()
        expect(said).to_be_focused()
    manager_page.get_by_label("Put into").select_option("action")
    said.fill("Write the runbook")
    said.press("Enter")
    expect(manager_page.locator("#actions").get_by_text("Write the runbook")).to_be_visible()

    assert [row.text for row in workshop.decisions.all()] == ["Load at night", "Use one tool"]


def test_attendance_is_one_click(manager_page: Page, workshop: Workshop):
    manager_page.goto(f"/workshops/{workshop.pk}/meeting/")

    manager_page.get_by_role("button", name="There Ada Quill").click()

    expect(manager_page.get_by_text("1 there, 0 absent")).to_be_visible()
    expect(manager_page.get_by_role("button", name="There Ada Quill")).to_have_attribute(
        "aria-pressed", "true"
    )


def test_page_without_script_serves_all_the_same(
    browser, live_url, manager: User, workshop: Workshop, sign_in: Callable[[Page, User], None]
):
    context = browser.new_context(base_url=live_url, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, manager)
    page.goto(f"/workshops/{workshop.pk}/meeting/")

    item(page, "Flows").get_by_label("Notes").fill("We load at night.")
    item(page, "Flows").get_by_role("button", name="Save notes").click()

    expect(page.get_by_text("The notes are saved.")).to_be_visible()
    expect(item(page, "Flows").get_by_label("Notes")).to_have_value("We load at night.")
    expect(item(page, "Flows").get_by_role("button", name="Start")).to_be_hidden()
    context.close()


def test_notes_go_into_the_recap_by_a_click(manager_page: Page, workshop: Workshop):
    manager_page.goto(f"/workshops/{workshop.pk}/meeting/")
    item(manager_page, "Flows").get_by_label("Notes").fill("- Load at night")
    expect(item(manager_page, "Flows").get_by_text("Saved")).to_be_visible()
    manager_page.get_by_role("link", name="Close it: write the recap").click()

    manager_page.get_by_role("button", name="Add to this section").click()

    expect(manager_page.get_by_label("Decisions")).to_have_value("- Use one tool\n- Load at night")
    expect(manager_page.get_by_text("In “Decisions”", exact=True)).to_be_visible()


def test_recap_is_printed_without_the_pages_frame(page: Page, workshop: Workshop):
    RecapVersionFactory(recap=workshop.recap)
    token = participant_token(workshop.participants.get())
    page.goto(f"/p/{token}/recap/")
    expect(page.get_by_role("button", name="Print or save as PDF")).to_be_visible()

    page.emulate_media(media="print", color_scheme="dark")

    colours = page.evaluate(
        "(({backgroundColor, color}) => [backgroundColor, color])(getComputedStyle(document.body))"
    )
    assert colours == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]
    expect(page.get_by_role("heading", name="Recap: Pipeline Design")).to_be_visible()
    expect(page.get_by_text("Load at night.")).to_be_visible()
    expect(page.get_by_role("button", name="Print or save as PDF")).to_be_hidden()
    expect(page.get_by_text("Back to your page")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_can_be_used_by_everybody(manager_page: Page, workshop: Workshop, scheme):
    RecapVersionFactory(recap=workshop.recap)
    manager_page.emulate_media(color_scheme=scheme)
    ActionItemFactory(project=workshop.project, workshop=workshop)
    token = participant_token(workshop.participants.get())
    of_workshop = ["meeting/", "recap/", "recap/versions/", "recap/correction/"]
    for path in [*(f"/workshops/{workshop.pk}/{page}" for page in of_workshop), f"/p/{token}/recap/"]:
        manager_page.goto(path)
        manager_page.wait_for_load_state("networkidle")
        for width in (360, 1280):
            manager_page.set_viewport_size({"width": width, "height": 900})
            widths = manager_page.evaluate(
                "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
            )
            assert widths[0] <= widths[1], (path, width)
        assert violations(manager_page) == [], path
