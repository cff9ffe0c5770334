"""What stands in a text for something that nobody knew yet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshops.plan_document import unfilled
from workshops.plan_document.left_open import left_open


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Date: TBD\nRoom: tbc", ["Date: TBD", "Room: tbc"]),
        ("**When:** t.b.d.; **Link:** ???", ["???"]),
        ("- **Time (CET):** still TBD", ["Time (CET):** still TBD"]),
        ("| Room | to be confirmed |", ["Room | to be confirmed"]),
        ("Tides, date TBD", ["date TBD"]),
        ("At __:__ in ____", ["__:__", "____"]),
        ("On xx.xx.2026, XX/XX, dd.mm.yyyy at hh:mm", ["xx.xx.2026", "XX/XX", "dd.mm.yyyy", "hh:mm"]),
    ],
)
def test_mark_for_later_is_left_open(text, found):
    assert [mark for _, mark in left_open(text)] == found


@pytest.mark.parametrize(
    "text",
    [
        "The speaker is TBD, we will tell you.",
        "Really?? Yes! It is ___very___ good, and __bold__.",
        "Above\n\n____\n\n_ _ _\n\nBelow",
        "The time to be confirmed by Friday is short.",
        "Call `xx.xx` and `____`, sizes XX and XXL, part XX-12",
        "Rooms: 1, 2",
        "date_of_birth, __init__.py and a__b",
    ],
)
def test_other_words_and_marks_are_not(text):
    assert left_open(text) == []


def test_it_is_told_with_the_gaps_in_order_and_once_and_not_in_code():
    text = "At __:__ on <date>, room ???.\n\n```\n____\n```\n\nAgain at __:__."

    assert unfilled(text) == ["__:__", "<date>", "???"]


@given(st.text(alphabet="TBDdateroom:?_-xX.`| \n*(", max_size=200))
def test_each_mark_stands_where_it_is_said_to(text):
    for at, mark in left_open(text):
        assert text[at : at + len(mark)] == mark
