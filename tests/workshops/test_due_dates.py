from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshops.due_dates import parse_date, parse_due

FRIDAY = date(2026, 12, 11)
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", FRIDAY),
        ("Tomorrow", date(2026, 12, 12)),
        ("fri", date(2026, 12, 18)),
        ("Monday", date(2026, 12, 14)),
        ("thurs", date(2026, 12, 17)),
        ("+7d", date(2026, 12, 18)),
        ("+ 2 weeks", date(2026, 12, 25)),
        ("+3", date(2026, 12, 14)),
        ("14.12.", date(2026, 12, 14)),
        ("2.1.", date(2027, 1, 2)),
        ("2026-12-14", date(2026, 12, 14)),
        ("14.12.2026", date(2026, 12, 14)),
        (" 12/14/2026 ", date(2026, 12, 14)),
    ],
)
def test_a_due_date_is_read_as_it_is_typed(text, day):
    assert parse_due(text, today=FRIDAY) == day


@pytest.mark.parametrize(
    "text", ["", "f", "soon", "+", "+1y", "31.2.", "29.2.", "02/03/2026", "0206-01-01", "²"]
)
def test_what_names_no_day_for_certain_is_refused(text):
    with pytest.raises(ValueError, match="write fri, "):
        parse_due(text, today=FRIDAY)


@given(DAYS, st.sampled_from(["mon", "tuesday", "wed", "thu", "fri", "satur", "sun"]))
def test_a_weekday_is_one_of_the_next_seven_days(today, name):
    day = parse_due(name, today=today)

    assert timedelta(days=1) <= day - today <= timedelta(days=7)
    assert f"{day:%A}".casefold().startswith(name)


@given(DAYS)
def test_a_date_written_in_iso_or_with_dots_is_that_date(day):
    read = [
        parse_date(day.isoformat()),
        parse_date(f"{day:%d.%m.%Y}"),
        parse_date(f"{day.day}.{day.month}.{day.year}"),
    ]

    assert read == [day, day, day]


@given(st.text(max_size=20) | st.from_regex(r"[+0-9./ -]{1,12}", fullmatch=True))
def test_any_text_is_a_day_or_refused_with_the_end_of_a_sentence(text):
    found = ""
    try:
        found = parse_due(text, today=FRIDAY).isoformat()
    except ValueError as error:
        found = str(error)

    assert len(found) == len("2026-12-11") or found.endswith(".")
