from hypothesis import given
from hypothesis import strategies as st

from workshops.recap_changes import LineChange, SectionChange, SectionText, as_markdown, changes_between


def section(text, heading="Decisions"):
    return SectionText(heading, text)


def lines_of(before, after):
    return [line for change in changes_between([section(before)], [section(after)]) for line in change.lines]


def test_the_same_text_has_no_changes():
    assert changes_between([section("- One\n- Two")], [section("* One\n\n* Two")]) == []


def test_a_line_that_came_and_one_that_went_are_told():
    assert lines_of("- Load at night", "- Load at night\n- Use one tool") == [
        LineChange("added", "", "Use one tool")
    ]
    assert lines_of("1. Load at night\n2. Use one tool", "1. Use one tool") == [
        LineChange("removed", "Load at night", "")
    ]


def test_a_reworded_line_is_told_as_one():
    assert lines_of("- Load at 02:00 every night", "- Load at 03:00 every night") == [
        LineChange("changed", "Load at 02:00 every night", "Load at 03:00 every night")
    ]


def test_lines_that_have_nothing_in_common_are_two():
    assert lines_of("- abc", "- xyz") == [LineChange("removed", "abc", ""), LineChange("added", "", "xyz")]


def test_sections_that_came_and_went_are_told_whole():
    changes = changes_between([section("- Old", "Risks")], [section("- New", "Owners")])

    assert changes == [
        SectionChange("Owners", "added", (LineChange("added", "", "New"),)),
        SectionChange("Risks", "removed", (LineChange("removed", "Old", ""),)),
    ]


def test_empty_sections_are_not_worth_a_word():
    assert changes_between([section("", "Risks")], [section(" \n", "Owners")]) == []


def test_rows_of_a_table_are_lines():
    before = "| What | Who |\n| --- | --- |\n| Loads | Ada |"

    assert lines_of(before, before.replace("Ada", "Bo")) == [
        LineChange("changed", "Loads – Ada", "Loads – Bo")
    ]


def test_a_mail_says_it_in_words():
    changes = changes_between(
        [section("- Load at 02:00\n- Keep the files"), section("- x", "Risks")],
        [section("- Load at 03:00\n- Alert the team by mail at once"), section("- y", "Owners")],
    )

    assert as_markdown(changes) == (
        "**Decisions**\n\n- Now: Load at 03:00 (before: Load at 02:00)\n- No longer: Keep the files\n"
        "- Added: Alert the team by mail at once\n\n**Owners** (new)\n\n- Added: y\n\n"
        "**Risks** (taken out)\n\n- No longer: x"
    )


TEXTS = st.lists(st.text(alphabet="ab -*#|1.\n", max_size=40), max_size=4)


@given(TEXTS, TEXTS)
def test_changes_are_told_of_any_texts(before, after):
    old = [section(text, f"H{n}") for n, text in enumerate(before)]
    new = [section(text, f"H{n}") for n, text in enumerate(after)]

    assert bool(changes_between(old, new)) == bool(changes_between(new, old))
    assert changes_between(old, old) == []
    as_markdown(changes_between(old, new))
