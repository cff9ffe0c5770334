import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshops.plan_check.blanks import blanks_in, says_nothing


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Moderator: TBD", ["TBD"]),
        ("Room: tba", []),
        ("Cost: XX EUR, ____ hours", ["XX", "____"]),
        ("When: ???", ["???"]),
        ("TODO: ask", ["TODO"]),
        ("Go through the TODO list", []),
        ("Really??", []),
        ("___\n\n____", []),
        ("It is ___very___ good", []),
        ("Call `/api/${id}` and `TBD`", []),
        ("Sizes XL and XXL, part XX-12", []),
        ("TBD, then TBD", ["TBD"]),
        ("| Decisions | _to be filled_ |", ["to be filled"]),
        ("* Decisions: …\n- **Owners:** ...\n- ...", ["…", "..."]),
        ("Thanks for all ... and more…", []),
        ("| Room | To be confirmed |", ["To be confirmed"]),
        ("All of it is to be completed by Friday (to be sure)", []),
        ("The sponsor is [Sponsor Name], on [start date].", ["[Sponsor Name]", "[start date]"]),
        ("[Name](https://x.example) and [Portal] and [1] and [ ]", []),
        ("Dear \\{{ sponsor.name }}, at {{ workshop.time }}", ["{{ sponsor.name }}"]),
    ],
)
def test_blank_is_told_from_words(text, found):
    assert blanks_in(text) == found


@pytest.mark.parametrize(
    "text", ["", " \n", "- TBD", "1. ____\n2. ???", "- [ ]", "---", "<!-- who? -->", "| | |\n|---|"]
)
def test_text_of_blanks_says_nothing(text):
    assert says_nothing(text)


@pytest.mark.parametrize("text", ["None", "- n/a", "{{ workshop.agenda }}", "<who>", "42"])
def test_any_word_says_something(text):
    assert not says_nothing(text)


@given(st.text(alphabet="TBDXO?_-<!>`[] \n{}$.", max_size=200))
def test_any_text_has_an_answer(text):
    assert isinstance(blanks_in(text), list)
    assert isinstance(says_nothing(text), bool)
