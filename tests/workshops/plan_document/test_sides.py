"""On which side of the workshop a mail of its own day leaves."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workshops.plan_document import TouchpointSpec, parse, write
from workshops.timing import WorkCalendar, plan_times

START = datetime(2026, 12, 14, 10, tzinfo=UTC)
END = datetime(2026, 12, 14, 11, 30, tzinfo=UTC)
# Of the day itself, without a sign and without an hour that is late.
OPEN_DAYS = [
    "Same day",
    "Workshop day",
    "On the day",
    "Day of the workshop",
    "T0",
    "D-Day",
    "Same day, 14:00",
]
LATE_DAYS = [
    "Same day, 17:00",
    "Workshop day, evening",
    "Same evening",
    "On the day, 5 pm",
    "Day of workshop 18:00",
    "T-0 evening",
    "T-0 (end of day)",
    "T0, 16:30",
]
AFTERWARDS = [
    "Thank you and recap",
    "Summary",
    "Follow-up",
    "Minutes of the workshop",
    "Notes and next steps",
]
BEFOREHAND = ["Reminder", "Join us today", "Agenda and room", "Reminder with notes on the tables"]


def _touchpoint(day: str, words: str) -> TouchpointSpec:
    [touchpoint] = parse(f"# Plan\n\n## Timeline\n\n- {day}: {words}\n").touchpoints
    return touchpoint


def _opens_at(touchpoint: TouchpointSpec) -> datetime:
    [times] = plan_times(
        [touchpoint.timing], start=START, end=END, zone=ZoneInfo("UTC"), calendar=WorkCalendar()
    )
    return times.opens_at


@pytest.mark.parametrize("words", AFTERWARDS)
@pytest.mark.parametrize("day", OPEN_DAYS + LATE_DAYS)
def test_recap_of_the_day_itself_leaves_after_the_workshop(day: str, words: str) -> None:
    assert _opens_at(_touchpoint(day, words)) >= END


@pytest.mark.parametrize("words", BEFOREHAND)
@pytest.mark.parametrize("day", OPEN_DAYS + LATE_DAYS)
def test_reminder_of_the_day_itself_leaves_before_the_workshop(day: str, words: str) -> None:
    assert _opens_at(_touchpoint(day, words)) < START


@pytest.mark.parametrize("day", LATE_DAYS)
def test_what_leaves_in_the_evening_is_not_sent_in_the_morning(day: str) -> None:
    assert _opens_at(_touchpoint(day, "message to all")) >= END


@pytest.mark.parametrize("day", OPEN_DAYS)
def test_words_that_tell_nothing_leave_the_day_before_the_workshop(day: str) -> None:
    assert _opens_at(_touchpoint(day, "message to all")) < START


@pytest.mark.parametrize(
    ("day", "is_after"), [("T-0", False), ("T-0 morning", False), ("T+0", True), ("T-0 after the end", True)]
)
@pytest.mark.parametrize("words", AFTERWARDS + BEFOREHAND)
def test_side_that_the_plan_tells_stays(day: str, is_after: bool, words: str) -> None:
    assert _touchpoint(day, words).is_after == is_after


@pytest.mark.parametrize("day", ["T0 / T+1", "T-0 to T+1"])
def test_window_that_ends_after_the_workshop_lies_after_it(day: str) -> None:
    assert _opens_at(_touchpoint(day, "what comes now")) >= END
    assert _opens_at(_touchpoint(day, "reminder")) < START


def test_length_of_a_mail_is_no_record_of_the_workshop() -> None:
    assert not _touchpoint("Same day", "call of 5 minutes").is_after


MAILS = "# Plan\n\n{rows}## {heading}\n\nTo: All\nSubject: {subject}\n\nHello\n"


@pytest.mark.parametrize(
    ("heading", "subject"),
    [
        ("Thank you and recap (same day, 17:00)", "[Port] Tides"),
        ("Email 4 – Message (same day)", "[Port] Thank you for coming today"),
    ],
)
@pytest.mark.parametrize("rows", ["", "## Timeline\n\n- Same day: mail to all\n- T-0 morning: reminder\n\n"])
def test_words_of_the_mail_tell_where_the_row_does_not(heading: str, subject: str, rows: str) -> None:
    plan = parse(MAILS.format(heading=heading, subject=subject, rows=rows))

    [recap] = [touchpoint for touchpoint in plan.touchpoints if touchpoint.email]
    assert _opens_at(recap) >= END
    assert parse(write(plan)) == plan


MAIL = st.tuples(
    st.sampled_from(AFTERWARDS + BEFOREHAND + ["Mail 4", "Mail 5"]),
    st.sampled_from(OPEN_DAYS + LATE_DAYS),
    st.sampled_from(AFTERWARDS + BEFOREHAND + ["Tides"]),
)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(OPEN_DAYS + LATE_DAYS),
            st.sampled_from(AFTERWARDS + BEFOREHAND + ["Mail", "message"]),
        ),
        min_size=1,
        max_size=4,
    ),
    st.lists(MAIL, min_size=1, max_size=3),
)
@settings(max_examples=150, deadline=None)
def test_side_is_read_back_as_it_was_written(
    rows: list[tuple[str, str]], mails: list[tuple[str, str, str]]
) -> None:
    timeline = "".join(f"- {day}: {words}\n" for day, words in rows)
    texts = [
        f"## {heading} ({day})\n\nTo: All\nSubject: {subject}\n\nHello {number}\n"
        for number, (heading, day, subject) in enumerate(mails)
    ]
    plan = parse("\n".join(["# Plan\n\n## Timeline\n", timeline, *texts]))

    assert parse(write(plan)) == plan


def test_parentheses_around_a_day_with_an_aside_are_none_of_the_name() -> None:
    plan = parse(MAILS.format(heading="Recap (T-0 (end of day))", subject="Tides", rows=""))

    [recap] = plan.touchpoints
    assert (recap.name, recap.label, recap.is_after) == ("Recap", "T-0 (end of day)", True)
