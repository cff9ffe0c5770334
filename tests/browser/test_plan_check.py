"""The plan check and the search, as a manager meets them."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.factories.workshops import ParticipantFactory, PlanCheckPointFactory, WorkshopFactory
from workshops.models import Project, User


def test_point_is_ticked_by_keyboard_on_the_way_from_the_workshops_page(
    page: Page, sign_in: Callable[[Page, User], None], transactional_db: None, manager: User, project: Project
):
    workshop = WorkshopFactory(project=project, title="Tide tables")
    ParticipantFactory(workshop=workshop)
    PlanCheckPointFactory(workshop=workshop, name="The tone is friendly")
    sign_in(page, manager)

    page.goto(workshop.get_absolute_url())
    panel = page.get_by_role("region", name="Plan check")
    expect(panel).to_contain_text("6 of 7 points met, 1 to be ticked by a person.")
    panel.get_by_role("link", name="See every point").click()
    tick = page.get_by_role("button", name="Tick: The tone is friendly")
    tick.focus()
    page.keyboard.press("Enter")

    expect(page.get_by_text(re.compile(rf"Ticked by {manager} on \d+ \w+ \d{{4}}\."))).to_be_visible()
    expect(page.get_by_text("7 of 7 points met")).to_be_visible()


def test_search_leads_from_any_page_to_the_workshop(
    page: Page, sign_in: Callable[[Page, User], None], transactional_db: None, manager: User, project: Project
):
    workshop = WorkshopFactory(project=project, title="Tide tables", code="4")
    sign_in(page, manager)
    page.goto(project.get_absolute_url())

    box = page.get_by_role("searchbox", name="Search workshops, people and actions")
    box.fill("workshop 4")
    box.press("Enter")
    expect(page.get_by_role("heading", name="Search", exact=True)).to_be_visible()
    expect(box).to_have_value("workshop 4")
    page.get_by_role("link", name="Workshop 4: Tide tables").click()

    expect(page).to_have_url(re.compile(re.escape(workshop.get_absolute_url()) + "$"))
