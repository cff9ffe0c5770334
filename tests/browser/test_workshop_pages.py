"""A workshop's pages, its agenda and pre-work above all, in a real browser."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.looking import violations
from tests.browser.settling import settle
from tests.factories.actions import ActionItemFactory
from tests.factories.workshops import (
    AgendaItemFactory,
    ParticipantFactory,
    PreWorkFactory,
    StakeholderGroupFactory,
    TouchpointFactory,
    WorkshopFactory,
)
from workshops import services
from workshops.agenda import agenda_total
from workshops.links import participant_path
from workshops.models import Project, User, Workshop
from workshops.services import AgendaEntry, PreWorkEntry


@pytest.fixture
def workshop(transactional_db: None, project: Project) -> Workshop:
    # Far enough away for every clock that this test may meet.
    workshop: Workshop = WorkshopFactory(project=project, start="2126-12-16T09:00:00+00:00")
    AgendaItemFactory(workshop=workshop, position=0, title="Welcome", minutes_min=40, minutes_max=55)
    AgendaItemFactory(workshop=workshop, position=1, title="Flows", minutes_min=30, minutes_max=40)
    workshop.refresh_from_db()
    return workshop


@pytest.fixture
def manager_page(
    page: Page, manager: User, workshop: Workshop, sign_in: Callable[[Page, User], None]
) -> Page:
    sign_in(page, manager)
    return page


def agenda_of(workshop: Workshop) -> list[tuple[str, int | None, int | None]]:
    return list(workshop.agenda_items.values_list("title", "minutes_min", "minutes_max"))


def agenda_of_browser(page: Page) -> list[str]:
    rows = page.locator("[data-row]:visible").get_by_label("Item", exact=True)
    return [rows.nth(index).input_value() for index in range(rows.count())]


def saved(page: Page) -> Locator:
    return page.get_by_text("The agenda is saved.")


def test_agenda_is_added_to_moved_and_removed_and_its_total_runs_along(
    manager_page: Page, workshop: Workshop
):
    manager_page.goto(f"/workshops/{workshop.pk}/agenda/")
    total = manager_page.locator("#agenda-total")
    expect(total).to_have_text("70–95 of 90–120 min: fits")

    manager_page.get_by_role("button", name="Add an item").click()
    row = manager_page.locator("[data-row]").last
    row.get_by_label("Item", exact=True).fill("Next steps")
    expect(total).to_have_text("70–95 of 90–120 min: fits (1 item without minutes)")
    row.get_by_label("from").fill("60")
    expect(total).to_have_text("130–155 of 90–120 min: over by 10 min")
    row.get_by_role("button", name="up").click()
    row_moved = manager_page.locator("[data-row]").nth(1)
    expect(row_moved.get_by_label("Item", exact=True)).to_have_value("Next steps")
    manager_page.locator("[data-row]").first.get_by_role("button", name="Remove").click()
    expect(total).to_have_text("90–100 of 90–120 min: fits")
    expect(manager_page.get_by_text("The agenda is saved.")).to_be_visible()
    expect(manager_page.locator("[data-clock]").nth(2)).to_have_text("11:00")

    manager_page.get_by_role("button", name="Undo").click()
    expect(total).to_have_text("130–155 of 90–120 min: over by 10 min")
    back = agenda_of_browser(manager_page)
    manager_page.get_by_role("button", name="Save agenda").click()
    expect(manager_page.get_by_text("The agenda is saved.")).to_be_visible()
    manager_page.goto(f"/workshops/{workshop.pk}/agenda/")

    assert back == ["Welcome", "Next steps", "Flows"]
    assert agenda_of(workshop) == [("Welcome", 40, 55), ("Next steps", 60, 60), ("Flows", 30, 40)]


@pytest.mark.parametrize(
    ("low", "high"),
    [("", ""), ("10", ""), ("", "20"), ("10", "45"), ("80", "90"), ("100", "100"), ("0", "0")],
)
def test_total_in_the_browser_says_what_the_server_says(
    manager_page: Page, workshop: Workshop, low: str, high: str
):
    manager_page.goto(f"/workshops/{workshop.pk}/agenda/")
    row = manager_page.locator("[data-row]").first

    row.get_by_label("from").fill(low)
    row.get_by_label("to", exact=True).fill(high)

    items = [(int(low) if low else None, int(high) if high else None), (30, 40)]
    said = agenda_total(items, slot_min=90, slot_max=120).text
    expect(manager_page.locator("#agenda-total")).to_have_text(said)


def test_agenda_item_is_dragged_to_its_place(manager_page: Page, workshop: Workshop):
    manager_page.goto(f"/workshops/{workshop.pk}/agenda/")
    handles = manager_page.locator("[data-handle]")

    handles.nth(1).drag_to(manager_page.locator("[data-row]").first, target_position={"x": 60, "y": 4})

    expect(saved(manager_page)).to_be_visible()
    assert agenda_of(workshop) == [("Flows", 30, 40), ("Welcome", 40, 55)]


def test_agenda_item_is_moved_by_the_keyboard_and_saved_by_itself(manager_page: Page, workshop: Workshop):
    manager_page.goto(f"/workshops/{workshop.pk}/agenda/")
    field = manager_page.get_by_label("Item", exact=True).nth(1)

    field.focus()
    field.press("Alt+ArrowUp")
    expect(saved(manager_page)).to_be_visible()

    assert agenda_of(workshop) == [("Flows", 30, 40), ("Welcome", 40, 55)]
    focused = manager_page.evaluate("document.activeElement.value")
    assert focused == "Flows"
    expect(manager_page.locator("[data-clock]").nth(1)).to_have_text("10:30–10:40")


def test_saving_while_one_works_leaves_no_error_in_the_console(manager_page: Page, workshop: Workshop):
    said: list[str] = []
    manager_page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    manager_page.goto(f"/workshops/{workshop.pk}/agenda/")

    manager_page.get_by_label("Item", exact=True).first.fill("Hello")
    expect(saved(manager_page)).to_be_visible()
    with manager_page.expect_response("**/agenda/"):
        manager_page.get_by_role("button", name="Add an item").click()
    with manager_page.expect_response("**/agenda/"):
        manager_page.get_by_label("Item", exact=True).last.fill("One more")

    assert agenda_of(workshop) == [("Hello", 40, 55), ("Flows", 30, 40), ("One more", None, None)]
    assert said == []


def test_enter_in_an_agenda_item_saves_and_breaks_no_line(manager_page: Page, workshop: Workshop):
    manager_page.goto(f"/workshops/{workshop.pk}/agenda/")
    field = manager_page.get_by_label("Item", exact=True).first

    field.fill("Welcome, and what we want to reach together by the end of these two hours of design")
    with manager_page.expect_response("**/agenda/"):
        field.press("Enter")
    expect(saved(manager_page)).to_be_visible()

    title = "Welcome, and what we want to reach together by the end of these two hours of design"
    assert field.input_value() == title
    assert agenda_of(workshop)[0] == (title, 40, 55)
    # All of it is seen.
    assert field.evaluate("field => field.scrollHeight <= field.clientHeight + 1")


def test_second_click_on_a_slow_network_sends_nothing_twice(manager_page: Page, workshop: Workshop):
    manager_page.goto(f"/workshops/{workshop.pk}/touchpoints/new/")
    for label, words in (("Name*", "Parking"), ("Subject", "Where to park"), ("Text", "At the pier.")):
        manager_page.get_by_label(label, exact=True).fill(words)
    network = manager_page.context.new_cdp_session(manager_page)
    network.send("Network.enable")
    slow = {"offline": False, "latency": 1_000, "downloadThroughput": -1, "uploadThroughput": -1}
    network.send("Network.emulateNetworkConditions", slow)

    add = manager_page.get_by_role("button", name="Add touchpoint")
    add.evaluate("button => { button.click(); setTimeout(() => button.click(), 200); }")

    expect(manager_page.get_by_role("heading", name="Time line")).to_be_visible()
    assert workshop.touchpoints.filter(name="Parking").count() == 1


def test_further_actions_of_a_workshop_are_in_a_menu_that_escape_closes(
    manager_page: Page, workshop: Workshop
):
    manager_page.set_viewport_size({"width": 360, "height": 740})
    manager_page.goto(workshop.get_absolute_url())
    more = manager_page.locator("summary", has_text="More")

    more.focus()
    more.press("Enter")
    download = manager_page.get_by_role("link", name="Download plan")
    expect(download).to_be_visible()
    box = download.bounding_box()
    manager_page.keyboard.press("Escape")

    expect(download).to_be_hidden()
    expect(more).to_be_focused()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360


def test_new_project_is_offered_the_time_zone_of_who_makes_it(
    browser: Browser, live_url: str, manager: User, workshop: Workshop, sign_in: Callable[[Page, User], None]
):
    context = browser.new_context(base_url=live_url, timezone_id="Europe/Lisbon")
    page = context.new_page()
    sign_in(page, manager)

    page.goto("/projects/new/")

    expect(page.get_by_label("Time zone")).to_have_value("Europe/Lisbon")
    context.close()


def test_removed_agenda_item_comes_back_after_the_page_was_left(manager_page: Page, workshop: Workshop):
    manager_page.goto(f"/workshops/{workshop.pk}/agenda/")
    manager_page.locator("[data-row]").first.get_by_role("button", name="Remove").click()
    expect(saved(manager_page)).to_be_visible()
    removed = agenda_of(workshop)
    manager_page.goto(f"/workshops/{workshop.pk}/agenda/")

    manager_page.get_by_role("button", name="Bring back").click()

    expect(manager_page.get_by_text("“Welcome” is back.")).to_be_visible()
    assert removed == [("Flows", 30, 40)]
    assert agenda_of(workshop) == [("Welcome", 40, 55), ("Flows", 30, 40)]


def test_fault_in_an_agenda_item_is_told_beside_it_while_one_types_on(manager_page: Page, workshop: Workshop):
    manager_page.goto(f"/workshops/{workshop.pk}/agenda/")
    row = manager_page.locator("[data-row]").first

    row.get_by_label("to", exact=True).fill("3")
    expect(row.get_by_text("To: “To” is less than “from”.")).to_be_visible()
    expect(row.get_by_label("to", exact=True)).to_have_attribute("aria-invalid", "true")
    row.get_by_label("to", exact=True).fill("45")
    expect(saved(manager_page)).to_be_visible()

    expect(row.get_by_text("To: “To” is less than “from”.")).to_be_hidden()
    assert agenda_of(workshop) == [("Welcome", 40, 45), ("Flows", 30, 40)]


def test_agenda_of_two_who_work_at_once_is_lost_by_neither(
    manager_page: Page, manager: User, workshop: Workshop
):
    manager_page.goto(f"/workshops/{workshop.pk}/agenda/")
    theirs = [AgendaEntry("Theirs", 5, 5)]
    services.save_agenda(workshop_id=workshop.pk, items=theirs, by=manager, now=timezone.now())

    manager_page.get_by_label("Item", exact=True).first.fill("Mine")
    told = manager_page.get_by_role("heading", name="changed this agenda in the meantime")
    expect(told).to_be_visible()
    expect(manager_page.get_by_text("Theirs, 5 min")).to_be_visible()
    kept = agenda_of(workshop)
    manager_page.get_by_role("button", name="Replace it by mine").click()
    expect(saved(manager_page)).to_be_visible()

    assert kept == [("Theirs", 5, 5)]
    assert agenda_of(workshop) == [("Mine", 40, 55), ("Flows", 30, 40)]


def prework_of(workshop: Workshop) -> list[tuple[str, str]]:
    return list(workshop.prework.values_list("audience", "text"))


def test_pre_work_is_added_moved_removed_and_brought_back_and_saves_itself(
    manager_page: Page, workshop: Workshop
):
    PreWorkFactory(workshop=workshop, audience="All", text="Read the overview.")
    manager_page.goto(f"/workshops/{workshop.pk}/prework/")
    rows = manager_page.locator("[data-row]")

    with manager_page.expect_response("**/prework/"):
        manager_page.get_by_role("button", name="Add pre-work").click()
    with manager_page.expect_response("**/prework/"):
        rows.last.get_by_label("What to do").fill("List the jobs.")
    added = prework_of(workshop)
    with manager_page.expect_response("**/prework/"):
        rows.last.get_by_label("What to do").press("Alt+ArrowUp")
    expect(rows.first.get_by_label("What to do")).to_be_focused()
    with manager_page.expect_response("**/prework/"):
        rows.last.get_by_role("button", name="Remove").click()
    expect(manager_page.get_by_text("Removed “Read the overview.”.", exact=True)).to_be_visible()
    removed = prework_of(workshop)
    with manager_page.expect_response("**/prework/"):
        manager_page.get_by_role("button", name="Undo").click()
    expect(manager_page.get_by_text("The pre-work is saved.")).to_be_visible()

    assert added == [("All", "Read the overview."), ("All", "List the jobs.")]
    assert removed == [("All", "List the jobs.")]
    assert prework_of(workshop) == [("All", "List the jobs."), ("All", "Read the overview.")]


def test_pre_work_begun_with_its_group_is_no_fault_until_one_leaves_the_row(
    manager_page: Page, workshop: Workshop
):
    group = StakeholderGroupFactory(project=workshop.project, name="BI Lead")
    manager_page.goto(f"/workshops/{workshop.pk}/prework/")
    row = manager_page.locator("[data-row]").first

    row.get_by_label("For the group").focus()
    row.get_by_label("For the group").select_option("BI Lead")
    # Longer than the pause after which it is saved.
    manager_page.wait_for_timeout(1500)
    expect(row.get_by_text("What should they do?")).to_be_hidden()
    manager_page.get_by_role("link", name="Back to the workshop").focus()
    expect(row.get_by_text("What should they do?")).to_be_visible()
    row.get_by_label("What to do").fill("List the jobs.")
    expect(manager_page.get_by_text("The pre-work is saved.")).to_be_visible()

    expect(row.get_by_text("What should they do?")).to_be_hidden()
    assert list(workshop.prework.values_list("group", "text")) == [(group.pk, "List the jobs.")]


def test_pre_work_of_two_who_work_at_once_is_lost_by_neither(
    manager_page: Page, manager: User, workshop: Workshop
):
    PreWorkFactory(workshop=workshop, audience="All", text="Read the overview.")
    manager_page.goto(f"/workshops/{workshop.pk}/prework/")
    theirs = [PreWorkEntry("All", None, "Theirs")]
    services.save_prework(workshop_id=workshop.pk, items=theirs, by=manager, now=timezone.now())

    manager_page.get_by_label("What to do").first.fill("Mine")
    told = manager_page.get_by_role("heading", name="changed this pre-work in the meantime")
    expect(told).to_be_visible()
    kept = prework_of(workshop)
    manager_page.get_by_role("button", name="Replace it by mine").click()
    expect(manager_page.get_by_text("The pre-work is saved.")).to_be_visible()

    assert kept == [("All", "Theirs")]
    assert prework_of(workshop) == [("All", "Mine")]


def test_actions_after_the_workshop_are_marked_done_on_the_page(
    new_context: Callable[[], BrowserContext], project: Project, transactional_db: None
):
    workshop = WorkshopFactory(project=project, start=timezone.now() - timedelta(days=1))
    participant = ParticipantFactory(workshop=workshop)
    item = ActionItemFactory(
        project=project, workshop=workshop, owner=participant.person, action="Write the runbook"
    )
    phone = new_context().new_page()
    phone.set_viewport_size({"width": 360, "height": 740})
    phone.goto(participant_path(participant))

    phone.get_by_label("Comment on “Write the runbook”").fill("Merged")
    phone.get_by_role("button", name="Mark done").click()
    expect(phone.get_by_role("button", name="Not done yet")).to_be_visible()

    item.refresh_from_db()
    assert item.state == "done"
    assert [comment.text for comment in item.comments.all()] == ["Merged"]
    assert phone.evaluate("document.documentElement.scrollWidth") == 360
    assert violations(phone) == []


@pytest.mark.parametrize(
    "name", ["workshop", "slot", "agenda", "prework", "participants", "registers", "touchpoint"]
)
@pytest.mark.parametrize("width", [360, 1280])
def test_page_is_accessible_and_fits_its_width(manager_page: Page, workshop: Workshop, name: str, width: int):
    touchpoint = TouchpointFactory(workshop=workshop)
    ParticipantFactory(workshop=workshop)
    manager_page.set_viewport_size({"width": width, "height": 800})
    path = {"workshop": "", "touchpoint": None}.get(name, f"{name}/")

    manager_page.goto(
        touchpoint.get_absolute_url() if path is None else f"{workshop.get_absolute_url()}{path}"
    )
    manager_page.wait_for_load_state("networkidle")

    assert violations(manager_page) == []
    assert manager_page.evaluate("document.documentElement.scrollWidth") == width


def test_time_line_shows_today_on_a_phone(manager_page: Page, project: Project):
    now = timezone.now()
    workshop = WorkshopFactory(project=project, start=now - timedelta(days=1))
    for days in (-7, -3, 0, 3):
        opens_at = workshop.start + timedelta(days=days)
        TouchpointFactory(workshop=workshop, first_day=days, last_day=days, opens_at=opens_at)
    manager_page.set_viewport_size({"width": 360, "height": 640})

    manager_page.goto(workshop.get_absolute_url())
    settle(manager_page)

    place = manager_page.locator(".timeline-now").evaluate("it => it.getBoundingClientRect().left")
    assert 0 < place < 360
