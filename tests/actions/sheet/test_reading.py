"""What a file of actions may look like, and what is said where it cannot be read."""

import csv
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.sheet import COLUMNS, Sheet, SheetError, SheetRow, WrongRow, read, write
from tests.actions.broken_files import BROKEN_FILES

HEADER = "id,action,owner,due_date,status,source,notes"
LINE = "A-1,Größe klären,Ada,2026-12-14,open,Workshop 2a,erst fragen"
GIVEN = frozenset(COLUMNS)
ROW = SheetRow(
    number=2,
    given=GIVEN,
    key="A-1",
    action="Größe klären",
    owner="Ada",
    due_on=date(2026, 12, 14),
    state="open",
    source="Workshop 2a",
    notes="erst fragen",
)


def text_of(*lines: str) -> bytes:
    return "\n".join([HEADER, *lines]).encode()


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("cp1252", "Windows-1252"),
    ],
)
def test_any_encoding_that_a_spreadsheet_writes_is_read(encoding, name):
    data = f"{HEADER}\r\n{LINE}\r\n".encode(encoding)

    sheet = read(data)

    assert (sheet.encoding, sheet.rows, sheet.wrong) == (name, [ROW], [])


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_found(separator):
    data = f"{HEADER}\n{LINE}\n".replace(",", separator).encode()

    sheet = read(data)

    assert (sheet.separator, sheet.rows) == (separator, [ROW])


def test_quoted_line_breaks_stay_in_notes_and_become_spaces_elsewhere():
    sheet = read(text_of('A-1,"Ask\nagain",Ada,,open,,"first\r\n\r\nsecond"'))

    assert [(row.action, row.notes) for row in sheet.rows] == [("Ask again", "first\n\nsecond")]


@pytest.mark.parametrize(
    "text", ["2026-12-14", "2026/12/14", "14.12.2026", "14/12/2026", "12/14/2026", "2026-12-14 00:00:00"]
)
def test_a_date_that_can_mean_one_day_only_is_understood(text):
    sheet = read(text_of(f"A-1,Ask,,{text},,,"))

    assert [row.due_on for row in sheet.rows] == [date(2026, 12, 14)]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("02/03/2026", "The due date “02/03/2026” may be read in two ways; write it like 2026-12-14."),
        ("31.2.2026", "The due date “31.2.2026” is no day of the calendar; write it like 2026-12-14."),
        ("soon", "The due date “soon” is no date; write it like 2026-12-14."),
        ("0206-01-01", "The due date “0206-01-01” is no likely date; write it like 2026-12-14."),
    ],
)
def test_a_doubtful_date_is_a_wrong_row(text, reason):
    sheet = read(text_of(f"A-1,Ask,,{text},,,"))

    assert (sheet.rows, sheet.wrong) == ([], [WrongRow(2, reason)])


def test_each_wrong_row_has_its_number_and_its_reason_and_the_good_ones_are_kept():
    sheet = read(
        text_of(
            "A-1,Ask,,,open,,",
            "A-2,,,,open,,",
            "",
            "A-3,Ask,,,waiting,,",
            "A-1,Ask twice,,,open,,",
            "A-4,Ask,,,open,,,more",
            'A-5,"Ask"x,,,open,,',
            "A-6,Ask,,,In Progress,,",
        )
    )

    states = "open, in-progress, blocked, done, cancelled"
    assert sheet.wrong == [
        WrongRow(3, "The action is missing."),
        WrongRow(5, f"“waiting” is no status; use one of {states}."),
        WrongRow(6, "The id “A-1” stands in row 2 already."),
        WrongRow(7, "The row has 8 cells, the first row 7."),
        WrongRow(8, "The quotes do not match: a cell is not closed, or text follows a closing quote."),
    ]
    assert [(row.key, row.state) for row in sheet.rows] == [("A-1", "open"), ("A-6", "in-progress")]


def test_columns_come_in_any_order_and_unknown_ones_are_named():
    sheet = read(b"Due Date,Effort,ACTION\n2026-12-14,3 d,Ask\n")

    assert sheet.other_columns == ["Effort"]
    assert sheet.rows == [
        SheetRow(
            2,
            frozenset({"due_date", "action"}),
            action="Ask",
            due_on=date(2026, 12, 14),
            extra=(("Effort", "3 d"),),
        )
    ]


def test_columns_of_one_name_or_of_none_are_told_apart_and_empty_ones_without_a_name_are_no_columns():
    sheet = read(b"action,Effort,effort,Effort,,\nAsk,1,2,3,x,\n")

    assert sheet.other_columns == ["Effort", "effort", "Effort (4)", "Column 5"]
    assert sheet.rows[0].extra == (("Effort", "1"), ("effort", "2"), ("Effort (4)", "3"), ("Column 5", "x"))


def test_a_cell_that_a_short_row_leaves_out_is_not_given():
    sheet = read(text_of("A-1,Ask"))

    assert sheet.rows == [SheetRow(2, frozenset({"id", "action"}), key="A-1", action="Ask")]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "The first row names no column “action”. The columns are " + HEADER.replace(",", ", ") + "."),
        (b"\x89PNG\r\n\x1a\n\x00\x81\x8d", "The file is not text. Save it as CSV (UTF-8) and upload that."),
        (b"action,action\nx,y\n", "The first row names a column twice."),
        (b"action" + b",x" * 200, "The first row has more than 100 columns."),
        (b"action\n" + b"x" * 1024 * 1024, "The file is larger than 1 MB. Split it."),
        (b"action\n" + b"x\n" * 20_001, "The file has more than 20,000 rows. Split it."),
        (
            "id,action".encode("utf-16") + b"\n",
            "The file looks like UTF-16 text but ends in the middle of a letter.",
        ),
    ],
)
def test_a_file_that_is_no_action_log_is_refused_with_a_sentence(data, message):
    with pytest.raises(SheetError) as refused:
        read(data)

    assert str(refused.value) == message


# What a hostile or broken file is made of: pieces that mean something to one of the layers.
CELL_PIECES = [
    HEADER,
    "A-1",
    "open",
    "2026-12-14",
    ",",
    ";",
    "\t",
    "'",
    "=1+1",
    "\x00",
    "\ufeff",
    "\ud800",
    "\u2028",
]
PIECES = [
    *CELL_PIECES,
    '"',
    '""',
    "\n",
    "\r",
    "\r\n",
    "é",
    "x" * 600,
    "," * 200,
    "-",
    "@",
    "done",
    "14/12/2026",
]


@settings(max_examples=BROKEN_FILES)
@given(
    st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=30),
    st.sampled_from(["utf-8", "utf-16", "utf-16-be"]),
)
def test_no_text_breaks_the_reader_and_every_reason_can_be_shown(pieces, encoding):
    data = (HEADER + "\n" + "".join(pieces)).encode(encoding, "surrogatepass")

    sheet = read(data)

    numbers = [row.number for row in sheet.rows] + [wrong.row for wrong in sheet.wrong]
    assert len(set(numbers)) == len(numbers)
    assert all(wrong.reason.encode() for wrong in sheet.wrong)


@settings(max_examples=BROKEN_FILES)
@given(st.lists(st.lists(st.sampled_from(CELL_PIECES), min_size=1, max_size=9).map("".join), max_size=9))
def test_every_row_of_a_broken_file_that_is_not_blank_is_kept_or_named(lines):
    data = "\n".join([HEADER, *lines]).encode("utf-8", "surrogatepass")

    sheet = read(data)

    filled = [number for number, line in enumerate(lines, start=2) if line.replace(",", "").strip()]
    assert sorted([row.number for row in sheet.rows] + [wrong.row for wrong in sheet.wrong]) == filled


def outcome(data: bytes) -> Sheet | str:
    try:
        return read(data)
    except SheetError as refused:
        return str(refused)


@given(
    st.binary(max_size=300), st.sampled_from([b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"action,id\n"])
)
def test_any_bytes_are_read_or_refused_with_a_sentence(data, start):
    result = outcome(start + data)

    assert isinstance(result, Sheet) or result.endswith(".")


LINES = st.text(st.characters(exclude_categories=["C", "Z"], include_characters=" "), max_size=30).map(
    lambda text: " ".join(text.split())
)
WORDS = LINES.filter(bool)


FORMULAS = st.sampled_from(["=1+1", "+49", "-x", "@ada", "'=x", "''@", "'tis", "＝1", '=HYPERLINK("x")'])


@given(WORDS | FORMULAS, LINES, LINES | FORMULAS)
def test_what_is_written_comes_back_the_same_and_no_cell_is_a_formula(action, owner, notes):
    written = write([["A-1", action, owner, "2026-12-14", "open", "", notes]])

    sheet = read(written.encode())

    assert [(row.action, row.owner, row.notes) for row in sheet.rows] == [(action, owner, notes)]
    cells = list(csv.reader(written.splitlines()))[1]
    assert [cell for cell in cells if cell.startswith(tuple("=+-@\t\r\0＝＋－＠"))] == []


def test_the_written_header_is_exact():
    assert write([]) == "id,action,owner,due_date,status,source,notes\n"
