"""The action log in a real browser: changed in place, caught on the recap, and all without a script."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, expect

from actions import services
from actions.models import ActionItem
from tests.actions.services.test_items import NOW
from tests.browser.looking import violations
from tests.factories.actions import ActionItemFactory
from tests.factories.workshops import PersonFactory, RecapSectionFactory, RiskFactory, WorkshopFactory
from workshops.models import Person, Project, User, Workshop

# Faster than any finger: the editor is sent as soon as it stands in the page.
SUBMIT_AT_ONCE = """() => { window.isStill = true; new MutationObserver((_, observer) => {
    const editor = document.querySelector("form.cell-editor");
    if (editor) { observer.disconnect(); editor.requestSubmit(); }
}).observe(document.body, {childList: true, subtree: true}); }"""


@pytest.fixture
def workshop(transactional_db: None, project: Project) -> Workshop:
    workshop: Workshop = WorkshopFactory(project=project, code="4", title="Pipeline Design")
    RecapSectionFactory(recap__workshop=workshop)
    return workshop


@pytest.fixture
def item(workshop: Workshop) -> ActionItem:
    """Overdue by any clock that this test may meet."""
    ada = PersonFactory(project=workshop.project, name="Ada Quill")
    item: ActionItem = ActionItemFactory(
        project=workshop.project, workshop=workshop, key="A-1", owner=ada, due_on="2020-01-02"
    )
    return item


@pytest.fixture
def log(item: ActionItem) -> str:
    return reverse("actions:action-log", args=[item.project_id])


@pytest.fixture
def manager_page(page: Page, manager: User, item: ActionItem, sign_in: Callable[[Page, User], None]) -> Page:
    sign_in(page, manager)
    return page


def in_words(page: Page) -> str:
    """What of the table has the focus: the row and its cell."""
    found = """() => {
        const cell = document.activeElement.closest("[data-cell]");
        return cell ? `${cell.closest("tr").id} ${cell.dataset.cell}` : document.activeElement.tagName;
    }"""
    return str(page.evaluate(found))


def test_cells_are_saved_in_place_by_the_mouse(manager_page: Page, item: ActionItem, log: str):
    manager_page.goto(log)
    row = manager_page.locator(f"#action-{item.pk}")
    expect(row.get_by_text("Overdue")).to_be_visible()

    row.get_by_role("link", name="2 Jan 2020").click()
    row.get_by_label("Due of A-1").fill("+7d")
    row.get_by_role("button", name="Save").click()
    expect(row.get_by_role("status")).to_have_text("Saved")
    expect(row.get_by_text("Overdue")).to_have_count(0)
    row.get_by_role("link", name="Open").click()
    row.get_by_label("State of A-1").select_option("Blocked")
    row.get_by_label("What blocks it of A-1").fill("No access")
    row.get_by_role("button", name="Save").click()
    expect(row.get_by_text("No access")).to_be_visible()

    item.refresh_from_db()
    assert manager_page.url.endswith(log)
    assert (item.state, item.blocked_reason, item.version) == ("blocked", "No access", 3)


def test_cells_are_changed_by_the_keyboard_alone(manager_page: Page, item: ActionItem, log: str):
    other = ActionItemFactory(
        project=item.project, key="A-2", action="Order", due_on="2020-01-03", owner=None
    )
    manager_page.goto(log)
    keys = manager_page.keyboard
    manager_page.locator(f"#action-{item.pk} a.cell").first.focus()

    keys.press("Enter")
    expect(manager_page.get_by_label("Action of A-1")).to_be_focused()
    keys.press("ControlOrMeta+a")
    keys.type("Write it")
    keys.press("Enter")
    expect(manager_page.get_by_role("link", name="Write it")).to_be_focused()
    keys.press("ArrowRight")
    after_right = in_words(manager_page)
    keys.press("ArrowRight")
    keys.press("Enter")
    expect(manager_page.get_by_label("Owner of A-1")).to_be_focused()
    keys.press("ControlOrMeta+a")
    keys.type("BI Lead")
    keys.press("Tab")
    expect(manager_page.get_by_role("link", name="BI Lead")).to_be_visible()
    expect(manager_page.locator(f'#action-{item.pk} [data-cell="workshop"]')).to_be_focused()
    keys.press("ArrowDown")
    after_down = in_words(manager_page)
    keys.press("ArrowLeft")
    keys.press("F2")
    expect(manager_page.get_by_label("Owner of A-2")).to_be_focused()
    keys.type("nobody will see this")
    keys.press("Escape")
    expect(manager_page.locator(f'#action-{other.pk} [data-cell="owner"]')).to_be_focused()

    assert after_right == f"action-{item.pk} notes"
    assert after_down == f"action-{other.pk} workshop"
    item.refresh_from_db()
    other.refresh_from_db()
    assert (item.action, item.owner, item.owner_text, item.version) == ("Write it", None, "BI Lead", 3)
    assert (other.owner_text, other.version) == ("", 1)


def test_cell_that_just_came_is_saved_in_its_place(manager_page: Page, item: ActionItem, log: str):
    manager_page.goto(log)
    manager_page.evaluate(SUBMIT_AT_ONCE)
    row = manager_page.locator(f"#action-{item.pk}")
    row.locator("a.cell").first.click()

    expect(row.get_by_role("status")).to_have_text("Saved")
    assert manager_page.evaluate("window.isStill"), "the page was loaded anew"


def test_two_at_once_are_told_and_lose_nothing(manager_page: Page, item: ActionItem, log: str):
    manager_page.goto(log)
    row = manager_page.locator(f"#action-{item.pk}")
    row.get_by_role("link", name="Open").click()
    row.get_by_label("State of A-1").select_option("Done")
    values = {"state": "blocked", "blocked_reason": "No access"}
    services.update_action(action_id=item.pk, version=1, values=values, by=None, now=NOW)
    row.get_by_role("button", name="Save").click()

    expect(row.get_by_role("alert")).to_contain_text("It is now “Blocked”")
    expect(row.get_by_label("State of A-1")).to_have_value("done")
    row.get_by_role("button", name="Save").click()
    expect(row.get_by_role("status")).to_have_text("Saved")
    item.refresh_from_db()
    assert (item.state, item.version) == ("done", 3)


def test_several_are_selected_and_changed_after_a_yes(manager_page: Page, item: ActionItem, log: str):
    ActionItemFactory(project=item.project, key="A-2", owner=None)
    manager_page.goto(log)

    manager_page.get_by_label("Select all on this page").check()
    manager_page.get_by_text("Change several at once").click()
    expect(manager_page.get_by_text("(2 selected)")).to_be_visible()
    manager_page.locator("#bulk").get_by_label("State").select_option("Done")
    manager_page.get_by_role("button", name="Change selected actions").click()
    expect(manager_page.get_by_role("heading", name="Change 2 actions?")).to_be_visible()
    manager_page.get_by_role("button", name="Change 2 actions").click()

    expect(manager_page.get_by_text("2 actions changed.")).to_be_visible()
    assert set(ActionItem.objects.values_list("state", flat=True)) == {"done"}


def test_filters_are_kept_under_a_name(manager_page: Page, item: ActionItem, log: str):
    manager_page.goto(log)

    manager_page.get_by_label("Overdue").check()
    manager_page.get_by_role("button", name="Filter").click()
    manager_page.get_by_role("link", name="Save these filters").click()
    manager_page.get_by_label("Name").fill("Late")
    manager_page.get_by_role("button", name="Save filters").click()
    manager_page.goto(log)
    manager_page.get_by_role("link", name="Late").click()

    expect(manager_page.get_by_label("Overdue")).to_be_checked()


def test_a_cell_of_a_panel_is_changed_in_its_page(manager_page: Page, item: ActionItem, workshop: Workshop):
    address = reverse("workshops:workshop", args=[workshop.pk])
    manager_page.goto(address)
    row = manager_page.locator(f"#action-{item.pk}")

    row.get_by_role("link", name="Ada Quill").click()
    row.get_by_label("Owner of A-1").fill("BI Lead")
    row.get_by_label("Owner of A-1").press("Enter")

    expect(row.get_by_role("link", name="BI Lead")).to_be_focused()
    assert manager_page.url.endswith(address)


@pytest.mark.parametrize("name", ["recap", "workshop"])
def test_an_action_is_caught_on_the_pages_of_the_workshop(
    manager_page: Page, item: ActionItem, workshop: Workshop, name: str
):
    address = reverse(f"workshops:{name}", args=[workshop.pk])
    manager_page.goto(address)
    panel = manager_page.locator("#actions-panel")
    panel.get_by_label("Action*").fill("Order the storage")
    panel.get_by_label("Owner").fill("BI Lead")
    panel.get_by_label("Due", exact=True).fill("2126-12-21")
    panel.get_by_role("button", name="Add action").click()

    expect(panel.get_by_role("status")).to_have_text("A-2 is added.")
    expect(panel.get_by_role("row")).to_have_count(3)
    added = ActionItem.objects.get(key="A-2")
    assert manager_page.url.endswith(address)
    assert (added.action, added.owner_text, str(added.due_on), added.workshop) == (
        "Order the storage",
        "BI Lead",
        "2126-12-21",
        workshop,
    )


def test_everything_works_without_a_script(
    browser: Browser,
    live_url: str,
    manager: User,
    item: ActionItem,
    log: str,
    sign_in: Callable[[Page, User], None],
):
    page = browser.new_context(base_url=live_url, java_script_enabled=False).new_page()
    sign_in(page, manager)
    page.goto(log + "?q=runbook")

    page.locator(f"#action-{item.pk}").get_by_role("link", name="Open").click()
    page.get_by_label("State*").select_option("Done")
    page.get_by_role("button", name="Save action").click()
    expect(page.get_by_text("A-1 is saved.")).to_be_visible()
    expect(page.get_by_label("Words in the action")).to_have_value("runbook")
    page.get_by_label("Action*").fill("Ask")
    page.get_by_role("button", name="Add action").click()
    expect(page.get_by_text("A-2 is added.")).to_be_visible()
    page.goto(reverse("actions:workshop-panel", args=[item.workshop_id]))
    page.get_by_label("Action*").fill("Tell")
    page.get_by_role("button", name="Add action").click()
    expect(page.get_by_text("A-3 is added.")).to_be_visible()
    page.context.close()

    assert list(ActionItem.objects.order_by("pk").values_list("key", "state", "workshop")) == [
        ("A-1", "done", item.workshop_id),
        ("A-2", "open", None),
        ("A-3", "open", item.workshop_id),
    ]


def test_a_table_is_uploaded_looked_at_and_saved(manager_page: Page, item: ActionItem, log: str):
    table = 'id;action;notes\nA-1;Write it all;\nR-2;=1+1;"eins\r\nzwei"\n;;\n'
    manager_page.goto(log)

    manager_page.get_by_role("link", name="Upload CSV").click()
    manager_page.get_by_label("CSV file").set_input_files(
        {"name": "log.csv", "mimeType": "text/csv", "buffer": table.encode("cp1252")}
    )
    manager_page.get_by_role("button", name="Show what would change").click()
    manager_page.get_by_role("button", name="Save 1 new and 1 changed").click()

    expect(manager_page.get_by_text("The table is imported: 1 new, 1 changed, 0 unchanged.")).to_be_visible()
    assert list(ActionItem.objects.order_by("pk").values_list("key", "action", "notes")) == [
        ("A-1", "Write it all", ""),
        ("R-2", "=1+1", "eins\nzwei"),
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_the_pages_are_whole_and_reachable(
    new_context: Callable[[], BrowserContext],
    manager: User,
    item: ActionItem,
    log: str,
    sign_in: Callable[[Page, User], None],
    width: int,
    scheme: str,
):
    ActionItemFactory(
        project=item.project, owner=None, due_on=None, notes="A long note. " * 40, state="blocked"
    )
    services.update_action(action_id=item.pk, version=1, values={"notes": "New"}, by=manager, now=NOW)
    page = new_context().new_page()
    sign_in(page, manager)
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    addresses = {
        "log": log,
        "nothing": log + "?q=nothing",
        "edit": reverse("actions:action-edit", args=[item.pk]),
        "grouped": log + "?group=owner&overdue=1",
        "panel": reverse("actions:workshop-panel", args=[item.workshop_id]),
        "risk": reverse("actions:risk-panel", args=[RiskFactory(workshop=item.workshop).pk]),
        "person": reverse("actions:person-panel", args=[item.owner_id]),
        "filters": reverse("actions:saved-filters", args=[item.project_id]) + "?state=open",
        "import": reverse("actions:action-import", args=[item.project_id]),
    }

    found = {}
    for name, address in addresses.items():
        page.goto(address)
        overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        found[name] = (max(overflow, 0), violations(page))

    assert found == dict.fromkeys(addresses, (0, []))


def test_a_long_word_pushes_no_column_out_of_sight(manager_page: Page, item: ActionItem, log: str):
    Person.objects.update(name="Wolfeschlegelsteinhausen" * 4)
    ActionItem.objects.update(action="https://tickets.example.org/" + "long" * 60)
    manager_page.set_viewport_size({"width": 1280, "height": 800})

    manager_page.goto(log)

    table = manager_page.get_by_role("table")
    assert table.evaluate("it => it.scrollWidth <= it.parentElement.clientWidth")


def test_newest_week_is_in_sight_on_a_phone(manager_page: Page, item: ActionItem):
    manager_page.set_viewport_size({"width": 360, "height": 640})

    manager_page.goto(reverse("actions:action-charts", args=[item.project_id]))

    weeks = manager_page.get_by_role("region", name="Chart of the weeks")
    expect(weeks.locator("rect").last).to_be_in_viewport()


def test_names_of_the_chart_are_whole(manager_page: Page, item: ActionItem):
    Person.objects.update(name="Gwendolyn O'Brien-Wammhoff")

    manager_page.goto(reverse("actions:action-charts", args=[item.project_id]))

    assert manager_page.locator(".chart-name").first.evaluate("it => it.getBBox().x") >= 0
