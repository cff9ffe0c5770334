from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from emails.message.calendar import Attendee, Event, Method, invitation

BERLIN = ZoneInfo("Europe/Berlin")
EVENT = Event(
    uid="workshop-7@plan.example.org",
    sequence=2,
    start=datetime(2026, 12, 14, 10, tzinfo=BERLIN),
    end=datetime(2026, 12, 14, 12, tzinfo=BERLIN),
    zone=BERLIN,
    summary="Harbour Forecast: Pipeline design",
    description="Agree on the flows.\nName the owners.",
    location="Room Mole 2, first floor",
    organizer_name="Robin Vale",
    organizer_email="robin.vale@example.org",
    stamp=datetime(2026, 12, 1, 7, 30, tzinfo=UTC),
    url="https://plan.example.org/r/abc",
)
ADA = Attendee("Ada Quill", "ada@example.org", partstat="needs-action")

# Line ends, separators and quotes far more often than plain chance would bring them.
nasty_texts = st.lists(
    st.sampled_from(
        ["\r\n", "\r", "\n", ";", ",", ":", '"', "^n", "\\", "\\N", "\\n", "\u2028", "\x85", "\0", "\ud800"]
    )
    | st.sampled_from(["ATTENDEE:mailto:eve@example.org", "END:VEVENT", "RRULE:FREQ=DAILY", " "])
    | st.text(max_size=30),
    max_size=12,
).map("".join)


def unfolded(data: bytes) -> list[str]:
    return data.decode().replace("\r\n ", "").split("\r\n")


def test_an_invitation_says_everything_a_calendar_needs():
    lines = unfolded(invitation(EVENT, method="REQUEST", attendee=ADA))

    vevent = lines[lines.index("BEGIN:VEVENT") :]
    assert lines[:5] == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//CommPlan//Workshops//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:REQUEST",
    ]
    assert sorted(vevent) == sorted(
        [
            "BEGIN:VEVENT",
            "UID:workshop-7@plan.example.org",
            "DTSTAMP:20261201T073000Z",
            "SEQUENCE:2",
            "STATUS:CONFIRMED",
            "DTSTART;TZID=Europe/Berlin:20261214T100000",
            "DTEND;TZID=Europe/Berlin:20261214T120000",
            "SUMMARY:Harbour Forecast: Pipeline design",
            "LOCATION:Room Mole 2\\, first floor",
            "DESCRIPTION:Agree on the flows.\\nName the owners.",
            "URL:https://plan.example.org/r/abc",
            'ORGANIZER;CN="Robin Vale":mailto:robin.vale@example.org',
            'ATTENDEE;CN="Ada Quill";PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT;RSVP=TRUE'
            ":mailto:ada@example.org",
            "TRANSP:OPAQUE",
            "END:VEVENT",
            "END:VCALENDAR",
            "",
        ]
    )


def test_a_cancellation_says_so_under_the_same_uid_and_asks_for_no_answer():
    lines = unfolded(invitation(replace(EVENT, sequence=3), method="CANCEL", attendee=ADA))

    assert {"METHOD:CANCEL", "STATUS:CANCELLED", "SEQUENCE:3", f"UID:{EVENT.uid}"} <= set(lines)
    assert not any("RSVP" in line for line in lines)


def test_the_same_arguments_give_the_same_bytes():
    first = invitation(EVENT, method="REQUEST", attendee=ADA)

    assert invitation(EVENT, method="REQUEST", attendee=ADA) == first


def test_what_is_empty_is_left_out():
    bare = replace(EVENT, location="", description="", url="")

    lines = unfolded(invitation(bare, method="REQUEST", attendee=replace(ADA, name="")))

    assert not [line for line in lines if line.startswith(("LOCATION", "DESCRIPTION", "URL"))]
    assert "ATTENDEE;PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT;RSVP=TRUE:mailto:ada@example.org" in lines


def test_no_alarm_is_set_on_somebody_elses_device():
    assert b"VALARM" not in invitation(EVENT, method="REQUEST", attendee=ADA)


def test_times_in_utc_need_no_zone_beside_them():
    lines = unfolded(invitation(replace(EVENT, zone=ZoneInfo("UTC")), method="REQUEST", attendee=ADA))

    assert "BEGIN:VTIMEZONE" not in lines
    assert {"DTSTART:20261214T090000Z", "DTEND:20261214T110000Z"} <= set(lines)


def test_the_second_coming_of_an_hour_is_told_in_utc():
    start = datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=BERLIN)
    twice = replace(EVENT, start=start, end=datetime(2026, 10, 25, 4, tzinfo=BERLIN))

    lines = unfolded(invitation(twice, method="REQUEST", attendee=ADA))

    assert "DTSTART:20261025T013000Z" in lines


@pytest.mark.parametrize(
    "address",
    ["", "ada", "a@b@c", "a b@example.org", "a@example.org, b@example.org", "a@x\r\nX:1", "<a@x>", "a@x\n"],
)
def test_what_is_not_one_plain_address_is_refused(address: str):
    with pytest.raises(ValueError, match="not one plain address"):
        invitation(EVENT, method="REQUEST", attendee=replace(ADA, email=address))


@pytest.mark.parametrize("wrong", [{"partstat": "maybe"}, {"role": "BOSS"}])
def test_words_that_no_calendar_knows_are_refused(wrong: dict[str, str]):
    with pytest.raises(ValueError, match="words of iCalendar"):
        invitation(EVENT, method="REQUEST", attendee=Attendee("Ada", "ada@example.org", **wrong))


@given(
    st.sampled_from(sorted(available_timezones())).map(ZoneInfo),
    st.integers(0, 12 * 365 * 24 * 4).map(
        lambda n: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=15 * n)
    ),
    st.timedeltas(min_value=timedelta(minutes=15), max_value=timedelta(days=2)),
)
def test_a_calendar_without_time_zones_of_its_own_reads_the_right_instant(
    zone: ZoneInfo, start: datetime, length: timedelta
):
    end = (start + length).replace(microsecond=0)
    event = replace(EVENT, zone=zone, start=start, end=end)

    data = invitation(event, method="REQUEST", attendee=ADA)

    calendar = icalendar.Calendar.from_ical(data)
    vevent: Any = calendar.events[0]
    rules = {zone.tz_name: zone.to_tz(lookup_tzid=False) for zone in calendar.timezones}
    for name, instant in [("DTSTART", start), ("DTEND", end)]:
        written = vevent[name]
        naive = written.dt.replace(tzinfo=None)
        tzinfo = rules[written.params["TZID"]] if "TZID" in written.params else UTC
        assert naive.replace(tzinfo=tzinfo).astimezone(UTC) == instant


@given(
    st.builds(
        replace,
        st.just(EVENT),
        uid=nasty_texts,
        summary=nasty_texts,
        description=nasty_texts,
        location=nasty_texts,
        organizer_name=nasty_texts,
        url=nasty_texts,
    ),
    nasty_texts,
    st.sampled_from(["REQUEST", "CANCEL"]),
)
def test_no_text_adds_a_property_or_a_second_person(event: Event, name: str, method: Method):
    data = invitation(event, method=method, attendee=replace(ADA, name=name))

    vevent = icalendar.Calendar.from_ical(data).events[0]
    always = {"UID", "DTSTAMP", "SEQUENCE", "STATUS", "DTSTART", "DTEND", "SUMMARY"}
    assert set(vevent) - {"LOCATION", "DESCRIPTION", "URL"} == always | {"ORGANIZER", "ATTENDEE", "TRANSP"}
    assert vevent["ATTENDEE"] == "mailto:ada@example.org"
    assert vevent["ORGANIZER"] == "mailto:robin.vale@example.org"
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    # However freely a program takes a line's end: every line is one of ours or goes on from the one before.
    assert data.decode().splitlines() == data.decode().split("\r\n")[:-1]


@given(nasty_texts)
def test_a_text_comes_out_as_it_went_in(text: str):
    shown = "".join(char for char in text if char.isprintable() or char == "\n").strip()

    data = invitation(replace(EVENT, description=shown), method="REQUEST", attendee=ADA)

    read = icalendar.Calendar.from_ical(data).events[0].get("DESCRIPTION", "")
    assert str(read) == shown
