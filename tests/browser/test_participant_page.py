"""The participant's page in each of its states, on a phone and by keyboard."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.looking import looks
from tests.factories.actions import ActionItemFactory
from tests.factories.workshops import (
    AgendaItemFactory,
    ConstraintFactory,
    ParticipantFactory,
    PreWorkFactory,
    RecapFactory,
    RecapSectionFactory,
    WorkshopFactory,
)
from workshops import services
from workshops.links import participant_path
from workshops.models import Participant, Project, Workshop
from workshops.states import PartStat

LONG_PATH = "`docs/a_folder_with_a_long_name/CONFIGURATION_MANAGEMENT_OF_ALL_ENVIRONMENTS.md`"


@pytest.fixture
def visitor(new_context: Callable[[], BrowserContext]) -> Page:
    return new_context().new_page()


@pytest.fixture
def workshop(transactional_db: None, project: Project) -> Workshop:
    # Far enough away for every clock that this test may meet.
    made: Workshop = WorkshopFactory(project=project, start="2126-12-16T09:00:00+00:00")
    made.refresh_from_db()
    return made


def participant_at(project: Project, start: datetime, **values: object) -> Participant:
    workshop = WorkshopFactory(
        project=project,
        start=start,
        objectives=["Agree on the **flows**"],
        preparation=["Your risks"],
        location="https://meet.example.org/a-room-with-a-long-name/12345",
        **values,
    )
    AgendaItemFactory(workshop=workshop, title="Welcome", presenter="Ada Quill")
    PreWorkFactory(workshop=workshop, text=f"Read {LONG_PATH}.")
    participant: Participant = ParticipantFactory(workshop=workshop)
    ConstraintFactory(workshop=workshop, flagged_by=participant.person)
    return participant


def test_page_looks_right_before_an_answer_and_after_each(
    visitor: Page, project: Project, transactional_db: None
):
    participant = participant_at(project, timezone.now() + timedelta(days=7))
    visitor.goto(participant_path(participant))
    found = {"open": looks(visitor, "participant-open")}

    for button, told in (
        ("I will come", "You are coming"),
        ("Maybe", "Perhaps you are coming"),
        ("I cannot come", "You are not coming"),
    ):
        visitor.get_by_role("button", name=button).click()
        expect(visitor.get_by_role("heading", name=told)).to_be_visible()
        expect(visitor.get_by_role("button", name=button)).to_have_attribute("aria-pressed", "true")
        found[button] = looks(visitor, f"participant-{button.lower().replace(' ', '-')}")

    assert found == {name: [] for name in found}


def test_agenda_shows_the_clock_of_the_reader_s_own_zone(
    visitor: Page, project: Project, transactional_db: None
):
    participant = participant_at(project, datetime(2126, 12, 16, 9, tzinfo=UTC))
    AgendaItemFactory(workshop=participant.workshop, title="Questions", position=30_000)

    visitor.goto(participant_path(participant))

    # The browser of the tests is in UTC, the workshop in Berlin.
    expect(visitor.get_by_role("listitem").filter(has_text="Questions")).to_contain_text("09:10–09:15")
    expect(visitor.get_by_text("When each item begins, in your time (UTC).")).to_be_visible()


# The longest that a day is written; past midnight in the reader's own zone, UTC, and not.
@pytest.mark.parametrize("hour", [9, 23])
def test_all_three_answers_are_on_the_first_screen_of_a_phone(
    visitor: Page, project: Project, transactional_db: None, hour: int
):
    participant = participant_at(project, datetime(2126, 9, 25, hour, 45, tzinfo=UTC))
    visitor.set_viewport_size({"width": 360, "height": 740})

    visitor.goto(participant_path(participant))

    ends = {9: "Wed, 25 Sept 2126, 09:45–11:45 UTC", 23: "Wed, 25 Sept 2126, 23:45–01:45 UTC"}
    expect(visitor.get_by_text(f"For you: {ends[hour]}", exact=True)).to_be_visible()
    for button in ("I will come", "Maybe", "I cannot come"):
        expect(visitor.get_by_role("button", name=button)).to_be_in_viewport(ratio=1)


def test_page_looks_right_once_the_workshop_runs_is_over_or_is_cancelled(
    visitor: Page, project: Project, transactional_db: None
):
    now = timezone.now()
    running = participant_at(project, now - timedelta(minutes=10))
    over = participant_at(project, now - timedelta(days=1))
    cancelled = participant_at(project, now + timedelta(days=7), state="cancelled")
    recap = RecapFactory(workshop=over.workshop)
    RecapSectionFactory(recap=recap, heading="Decisions", text=f"We keep {LONG_PATH}.")
    services.mark_recap_ready(workshop_id=over.workshop_id, by=None, now=now)
    ActionItemFactory(project=project, workshop=over.workshop, owner=over.person, action="Write it down")

    found = {}
    for name, participant in (("running", running), ("over", over), ("cancelled", cancelled)):
        visitor.goto(participant_path(participant))
        if name == "over":
            expect(visitor.get_by_role("button", name="Mark done")).to_be_visible()
            expect(visitor.get_by_text("Agree on the flows")).to_be_hidden()
            visitor.get_by_text("What was planned").click()
            expect(visitor.get_by_text("Agree on the flows")).to_be_visible()
        found[name] = looks(visitor, f"participant-{name}")

    assert found == {"running": [], "over": [], "cancelled": []}


def test_answer_and_constraint_are_given_by_keyboard_alone(
    visitor: Page, project: Project, transactional_db: None
):
    participant = participant_at(project, timezone.now() + timedelta(days=7))
    visitor.goto(participant_path(participant))

    visitor.get_by_label("Comment for the organizer").focus()
    visitor.keyboard.type("By train")
    visitor.keyboard.press("Tab")
    expect(visitor.get_by_role("button", name="I will come")).to_be_focused()
    visitor.keyboard.press("Enter")
    expect(visitor.get_by_role("heading", name="You are coming")).to_be_visible()
    visitor.get_by_label("Flag a constraint").focus()
    visitor.keyboard.type("No deployment in June")
    visitor.keyboard.press("Enter")
    expect(visitor.get_by_text("No deployment in June")).to_be_visible()

    participant.refresh_from_db()
    assert (participant.partstat, participant.comment) == ("accepted", "By train")


def test_participant_answers_on_a_phone_and_changes_the_answer(
    new_context: Callable[[], BrowserContext], workshop: Workshop
):
    participant = ParticipantFactory(workshop=workshop)
    phone = new_context().new_page()
    phone.set_viewport_size({"width": 360, "height": 740})
    phone.goto(participant_path(participant))

    phone.get_by_label("Comment for the organizer").fill("From noon on")
    phone.get_by_role("button", name="Maybe").click()
    expect(phone.locator("[role=status] .state")).to_have_text("Tentative")
    participant.refresh_from_db()
    first = (participant.partstat, participant.comment)
    phone.get_by_role("button", name="I will come").click()
    expect(phone.locator("[role=status] .state")).to_have_text("Accepted")

    participant.refresh_from_db()
    assert first == (PartStat.TENTATIVE, "From noon on")
    assert participant.partstat == PartStat.ACCEPTED
    # The words are there before the stylesheets of the page that follows the answer are.
    phone.wait_for_load_state("load")
    assert phone.evaluate("document.documentElement.scrollWidth") == 360


def test_participant_ticks_pre_work_by_the_keyboard_without_leaving_the_page(
    new_context: Callable[[], BrowserContext], workshop: Workshop
):
    participant = ParticipantFactory(workshop=workshop)
    PreWorkFactory(workshop=workshop, text="Read the overview.")
    phone = new_context().new_page()
    phone.goto(participant_path(participant))
    box = phone.get_by_role("checkbox", name="Read the overview.")

    phone.evaluate("window.isTheSamePage = true")
    box.focus()
    phone.keyboard.press("Space")
    expect(box).to_be_checked()
    expect(box).to_be_focused()
    first = (participant.prework_ticks.count(), phone.evaluate("window.isTheSamePage"))
    phone.keyboard.press("Space")
    expect(box).not_to_be_checked()

    assert first == (1, True)
    assert participant.prework_ticks.count() == 0


def test_time_is_told_in_the_readers_own_zone_where_it_differs(
    browser: Browser, live_url: str, workshop: Workshop
):
    participant = ParticipantFactory(workshop=workshop)
    told = {}
    for zone in ("America/New_York", "Europe/Rome"):
        context = browser.new_context(base_url=live_url, timezone_id=zone)
        page = context.new_page()
        page.goto(participant_path(participant))
        told[zone] = page.locator(".own-time").all_inner_texts()
        context.close()

    assert told["America/New_York"] == ["For you: Mon, 16 Dec 2126, 04:00–06:00 GMT-5"]
    assert told["Europe/Rome"] == []
