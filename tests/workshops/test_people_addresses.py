import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshops.people_addresses import addresses_in
from workshops.people_csv import PersonRow, read_people


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ada Quill <ada@example.org>", [(1, "Ada Quill", "ada@example.org")]),
        (
            "Ada Quill <ada@example.org>; Bo Finch <bo@example.org>;",
            [(1, "Ada Quill", "ada@example.org"), (1, "Bo Finch", "bo@example.org")],
        ),
        (
            'Quill, Ada <ada@example.org>;\r\n\r\n"Finch, Bo" <bo@example.org>',
            [(1, "Ada Quill", "ada@example.org"), (3, "Bo Finch", "bo@example.org")],
        ),
        (
            "Ada <ada@example.org>, Bo <bo@example.org>, cy@example.org",
            [(1, "Ada", "ada@example.org"), (1, "Bo", "bo@example.org"), (1, "", "cy@example.org")],
        ),
        ("ada@example.org, bo@example.org", [(1, "", "ada@example.org"), (1, "", "bo@example.org")]),
        ("ada@example.org\nbo@example.org\n", [(1, "", "ada@example.org"), (2, "", "bo@example.org")]),
    ],
)
def test_addresses_of_a_mail_program_are_read(text, found):
    assert addresses_in(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name,email,groups\nAda,ada@example.org,QA",
        "Ada Quill,ada@example.org",
        "Ada;ada@example.org;QA",
        "email\nada@example.org",
        "ada@example.org\nWrite to Bo, too",
    ],
)
def test_other_lists_are_left_to_the_reader_of_rows(text):
    assert addresses_in(text) is None


def test_address_alone_gives_the_name():
    rows, wrong = read_people("ada@example.org; Name <bo@example.org>; ADA@example.org")

    assert rows == [PersonRow(1, "ada", "ada@example.org", ()), PersonRow(1, "Name", "bo@example.org", ())]
    assert [row.reason for row in wrong] == ["ada@example.org stands in line 1 already."]


def test_entry_that_cannot_be_read_is_left_out_and_named():
    rows, wrong = read_people("Ada Quill <ada@example.org>;\nbroken@@x; Bo <bo@example.org>")

    assert [row.email for row in rows] == ["ada@example.org", "bo@example.org"]
    assert [(row.line, row.reason) for row in wrong] == [(2, "“broken@@x”: Enter a valid email address.")]


@given(st.text(alphabet='ab@<>",; \n\r.', max_size=300))
def test_any_text_has_an_answer(text):
    assert addresses_in(text) is None or addresses_in(text)
