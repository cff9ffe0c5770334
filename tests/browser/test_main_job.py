"""The whole job as a user does it: from a plan document to mails, answer, recap and action log."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django import Settings

from emails.tasks import tick
from workshops.models import User

PLAN = """\
# Communication Plan – Workshop 2a: Harbour Tide Model

## Objectives
- Agree on the tide model.

## Stakeholder Groups
- **Tide Modellers** (owners of the model)
- **Harbour Pilots**

## Timeline
- **T–7 to T–5:** Invitation.
- **T–3:** Agenda and pre-work.
- **T-0 morning:** Reminder.
- **T+0 / T+1:** Recap and actions.
- **T+3:** Follow-up on open questions and approvals.

## Save the Date (T–7 to T–5)
**From:** Harbour Lead
**To:** Tide modellers; pilots
**Subject:** `[Harbour Tide] Tide Model – hold the date`

Hi all,

please hold the time for our tide workshop.

**Proposed slot:** Week X, Day Y – 60–90 minutes

Harbour Lead

## Agenda & Pre-work (T–3)
**From:** Harbour Lead
**To:** Confirmed participants
**Subject:** `[Harbour Tide] Tide Model – agenda`

Hi all,

**When:** Week X, Day Y
**Where:** `<room>`

**Agenda**
1. Look back (10–15 min)
2. The model (50–70 min)

**Pre-work**
- **Pilots:** Note the last three surprises.
- **All:** Read `docs/tides.md`.

Harbour Lead

## Reminder (T-0 morning)
**From:** Harbour Lead
**To:** Participants
**Subject:** `Reminder – Tide Model today`

Hi all,

today at `<time>`, `<room>`.

Harbour Lead

## Recap (T+0 / T+1)
**From:** Harbour Lead
**To:** Participants
**Subject:** `[Harbour Tide] Tide Model – recap`

Hi all,

this is what came out.

**1. Model**
- `<what was agreed>`

**2. Actions**
- All of them are in the log.

Harbour Lead
"""
PEOPLE = (
    "name,email,groups\nAda Quill,ada@example.org,Tide Modellers\nBo Finch,bo@example.org,Harbour Pilots\n"
)

# T is Monday 14 December 2026, 10:00 in Berlin.
BEFORE = datetime(2026, 12, 5, 12, 0, tzinfo=UTC)
T_MINUS_7 = datetime(2026, 12, 7, 8, 0, tzinfo=UTC)
T_MINUS_3 = datetime(2026, 12, 11, 8, 0, tzinfo=UTC)
T_0_MORNING = datetime(2026, 12, 14, 7, 0, tzinfo=UTC)
T_END = datetime(2026, 12, 14, 10, 30, tzinfo=UTC)
T_PLUS_3 = datetime(2026, 12, 17, 8, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def outbox(settings: Settings) -> None:
    """As in the local run: mails are kept in the database."""
    settings.EMAIL_BACKEND = "emails.backends.OutboxBackend"


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The program's clock; it runs on from where it is set."""
    with time_machine.travel(BEFORE) as traveller:
        yield traveller


def test_manager_carries_out_a_plan_from_the_document_to_the_action_log(
    clock: time_machine.Traveller,
    manager: User,
    project,
    page: Page,
    new_context: Callable[[], BrowserContext],
    sign_in: Callable[[Page, User], None],
    tmp_path: Path,
):
    sign_in(page, manager)
    import_plan(page, project.name, tmp_path)
    add_people(page, project.name)
    schedule(page)
    workshop_url = page.url

    at(clock, T_MINUS_7)
    assert subjects(page) == ["[Harbour Tide] Tide Model – hold the date"] * 2

    answer_from_the_mail(page, new_context().new_page(), "Ada Quill", "I will come")
    at(clock, T_MINUS_3)
    assert sorted(subjects(page)[:2]) == [
        "Will you come? Harbour Tide Model, Monday, 14 December 2026",
        "[Harbour Tide] Tide Model – agenda",
    ]

    at(clock, T_0_MORNING)
    assert subjects(page)[:2] == ["Reminder – Tide Model today"] * 2

    at(clock, T_END)
    page.goto(workshop_url)
    expect(page.locator("#touchpoints")).to_contain_text("The recap is not recorded yet.")
    record_outcomes(page, workshop_url)
    at(clock, T_END)
    assert subjects(page)[:2] == ["[Harbour Tide] Tide Model – recap"] * 2
    expect_recap_mail(page)

    at(clock, T_PLUS_3)
    assert "open questions & approvals" in subjects(page)[0]
    review_the_action_log(page, project.pk)


def at(clock: time_machine.Traveller, moment: datetime) -> None:
    """Move the clock on, and let the beat tick."""
    clock.move_to(moment)
    tick()


def import_plan(page: Page, project: str, folder: Path) -> None:
    file = folder / "plan.md"
    file.write_text(PLAN, encoding="utf-8")
    page.goto("/")
    page.get_by_role("link", name=project, exact=True).first.click()
    page.get_by_role("link", name=re.compile("workshop", re.IGNORECASE)).first.click()
    page.get_by_label("Choose a file").set_input_files(file)
    page.get_by_role("button", name="Read the plan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Workshop 2a: Harbour Tide Model")
    expect(page.locator("#unparsed")).to_contain_text("Every line of the document was understood.")
    page.get_by_label("Date", exact=False).fill("2026-12-14")
    page.get_by_label("Starts at").fill("10:00")
    page.get_by_label("Time zone").fill("Europe/Berlin")
    page.get_by_label("Room or link").fill("Pier 1")
    page.get_by_label("Organizer’s address").fill("lead@example.org")
    page.get_by_role("button", name="Save workshop").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Harbour Tide Model")


def add_people(page: Page, project: str) -> None:
    workshop_url = page.url
    page.get_by_role("link", name=project, exact=True).first.click()
    page.get_by_role("link", name=re.compile("people", re.IGNORECASE)).first.click()
    page.get_by_label("Paste").fill(PEOPLE)
    page.get_by_role("button", name="Import people").click()
    expect(page.get_by_role("main")).to_contain_text("bo@example.org")
    page.goto(workshop_url)


def schedule(page: Page) -> None:
    page.get_by_role("link", name="Review", exact=False).first.click()
    mails = page.get_by_role("listitem").filter(has_text="T–7 to T–5")
    expect(mails).to_contain_text("Mon 7 Dec 2026, 09:00 (Europe/Berlin)")
    expect(mails).to_contain_text("Ada Quill, Bo Finch")
    page.get_by_role("button", name="Schedule workshop").click()
    expect(page.get_by_role("status")).to_contain_text("Scheduled")


def subjects(page: Page) -> list[str]:
    """The subjects of the outbox to participants, the newest first."""
    page.goto("/outbox/")
    rows = page.get_by_role("region", name="Mails").get_by_role("listitem")
    mails = [row for row in rows.all() if "Quill" in row.inner_text() or "Finch" in row.inner_text()]
    return [row.get_by_role("link").inner_text() for row in mails]


def answer_from_the_mail(page: Page, visitor: Page, person: str, answer: str) -> None:
    """Open the person's newest mail, follow its link in another browser, and press the button."""
    page.goto("/outbox/")
    page.get_by_role("listitem").filter(has_text=person).get_by_role("link").first.click()
    link = page.frame_locator("iframe").get_by_role("link", name="Accept or decline").get_attribute("href")
    visitor.goto(link or "")
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Harbour Tide Model")
    visitor.get_by_role("button", name=answer).click()
    expect(visitor.get_by_role("main")).to_contain_text("Accepted")


def record_outcomes(page: Page, workshop_url: str) -> None:
    page.goto(workshop_url)
    page.get_by_role("link", name="Record in the registers").click()
    page.get_by_role("textbox", name="Question").fill("Which gauge do we trust?")
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("Which gauge do we trust?")
    page.goto(f"{workshop_url}recap/")
    actions = page.locator("#actions")
    actions.locator("[name=action]").fill("Compare the two gauges")
    actions.locator("[name=owner]").fill("Bo Finch")
    actions.locator("[name=due_on]").fill("2026-12-16")
    actions.get_by_role("button", name="Add action").click()
    expect(actions).to_contain_text("Compare the two gauges")
    page.get_by_label("Model").fill("- The **simple** tide model holds.")
    page.get_by_role("button", name="Save, then ready to send…").click()
    page.get_by_role("button", name="Ready to send", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("Ready to send")


def expect_recap_mail(page: Page) -> None:
    page.goto("/outbox/")
    page.get_by_role("listitem").filter(has_text="Bo Finch").get_by_role("link").first.click()
    mail = page.frame_locator("iframe").locator("body")
    expect(mail).to_contain_text("The simple tide model holds.")
    expect(mail).to_contain_text("Compare the two gauges")
    expect(mail).to_contain_text("Wed 16 Dec 2026")


def review_the_action_log(page: Page, project: int) -> None:
    page.goto(f"/projects/{project}/actions/?overdue=on")
    row = page.get_by_role("row").filter(has_text="Compare the two gauges")
    expect(row).to_contain_text("Overdue")
