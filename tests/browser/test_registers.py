"""The registers by keyboard, in a real browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import violations
from tests.factories.workshops import (
    START,
    OpenQuestionFactory,
    PersonFactory,
    PipelineFactory,
    ProjectFactory,
    RiskFactory,
    UserFactory,
    WorkshopFactory,
)
from workshops.models import User, Workshop


@pytest.fixture
def workshop(transactional_db: None) -> Workshop:
    project = ProjectFactory(manager=UserFactory())
    PersonFactory(project=project, name="Ada Quill")
    workshop: Workshop = WorkshopFactory(project=project)
    return workshop


@pytest.fixture
def manager_page(page: Page, sign_in: Callable[[Page, User], None], workshop: Workshop) -> Page:
    sign_in(page, workshop.project.memberships.get().user)
    return page


def test_one_line_enter_next(manager_page: Page, workshop: Workshop):
    manager_page.goto(f"{workshop.get_absolute_url()}registers/")
    register = manager_page.locator("#register-question")
    register.get_by_label("Question").focus()

    for text in ("Which gauge do we trust?", "Who calls the pilots?"):
        expect(register.get_by_label("Question")).to_be_focused()
        manager_page.keyboard.type(text)
        manager_page.keyboard.press("Tab")
        manager_page.keyboard.type("ada quill")
        manager_page.keyboard.press("Tab")
        manager_page.keyboard.type("+7d")
        manager_page.keyboard.press("Enter")
        expect(register.get_by_role("listitem").filter(has_text=text)).to_contain_text("Ada Quill")

    expect(register.get_by_label("Question")).to_be_focused()
    assert workshop.open_questions.filter(owner__name="Ada Quill").count() == 2


def test_what_is_wrong_is_said_beside_the_field_and_the_line_is_kept(manager_page: Page, workshop: Workshop):
    manager_page.goto(f"{workshop.get_absolute_url()}registers/")
    register = manager_page.locator("#register-question")

    register.get_by_label("Question").fill("Which gauge?")
    register.get_by_label("Due").fill("soon")
    manager_page.keyboard.press("Enter")

    expect(register).to_contain_text("“soon” is no date")
    expect(register.get_by_label("Question")).to_have_value("Which gauge?")
    assert violations(manager_page) == []


def test_lines_work_without_a_script(page: Page, sign_in: Callable[[Page, User], None], workshop: Workshop):
    page.route("**/*.js", lambda route: route.abort())
    sign_in(page, workshop.project.memberships.get().user)
    page.goto(f"{workshop.get_absolute_url()}registers/")

    page.locator("#register-decision").get_by_label("What was decided").fill("Load at night")
    page.keyboard.press("Enter")

    expect(page.locator("#register-decision")).to_contain_text("Load at night")
    expect(page.get_by_role("status").first).to_contain_text("The decision is added.")


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_pages_of_the_registers_are_readable(manager_page: Page, workshop: Workshop, width: int, scheme: str):
    later = WorkshopFactory(project=workshop.project, start=START.replace(day=28))
    question = OpenQuestionFactory(workshop=workshop, text="Which gauge? " * 30)
    RiskFactory(workshop=workshop, impact="high", likelihood="high")
    first = PipelineFactory(workshop=workshop, text="Landing")
    PipelineFactory(workshop=workshop, text="Core " * 60).depends_on.add(first)
    manager_page.set_viewport_size({"width": width, "height": 800})
    manager_page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]

    faults = {}
    for path in (
        f"{workshop.get_absolute_url()}registers/",
        f"{workshop.get_absolute_url()}registers/risk/table/",
        f"/projects/{workshop.project_id}/registers/",
        f"{later.get_absolute_url()}carry/",
        f"/questions/{question.pk}/",
        f"/registers/pipeline/{first.pk}/",
        f"/questions/{question.pk}/delete/",
    ):
        manager_page.goto(path, wait_until="networkidle")
        found = violations(manager_page)
        if manager_page.evaluate("document.documentElement.scrollWidth") > width:
            found.append("wider than the window")
        if found:
            faults[path] = found

    assert faults == {}


def test_tables_of_the_project_are_whole_on_a_phone(manager_page: Page, workshop: Workshop):
    RiskFactory(workshop=workshop, impact="medium", likelihood="high")
    manager_page.set_viewport_size({"width": 360, "height": 800})

    manager_page.goto(f"/projects/{workshop.project_id}/registers/")

    ends = manager_page.get_by_role("link", name="Markdown").evaluate_all(
        "links => links.map(link => link.getBoundingClientRect().right)"
    )
    assert max(ends) < 360
    # A word is on one line: how many boxes each heading's first text takes.
    lines = manager_page.locator(".heat th[scope=row]").evaluate_all(
        """cells => cells.map(cell => {
            const text = document.createRange();
            text.setStart(cell.firstChild, 0);
            text.setEnd(cell.firstChild, cell.firstChild.textContent.split(" ")[0].length);
            return text.getClientRects().length;
        })"""
    )
    assert lines == [1, 1, 1]
