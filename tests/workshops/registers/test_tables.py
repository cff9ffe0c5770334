from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshops.registers.columns import columns_of, extra_headings
from workshops.registers.tables import TableError, WrongRow, read, write_csv, write_markdown

HEADINGS = list(columns_of("risk"))
RISK = ["R-1", "The gauge fails", "High", "Low", "BI Lead", "A spare\nin the shed"]
WORDS = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), max_size=20).map(
    lambda text: " ".join(text.split())
)


def test_the_headers_are_those_that_teams_keep():
    assert (
        write_csv(list(columns_of("decision")), []) == "ID,Date,Decision,Rationale,Owner,Impacted Artifacts\n"
    )
    assert write_markdown(HEADINGS, []) == (
        "| ID | Risk | Impact | Likelihood | Owner | Mitigation |\n| --- | --- | --- | --- | --- | --- |\n"
    )


@pytest.mark.parametrize("write", [write_csv, write_markdown])
def test_what_goes_out_comes_in_again(write):
    table = read("risk", write(HEADINGS, [RISK]))

    assert [row.values for row in table.rows] == [
        {
            "key": "R-1",
            "text": "The gauge fails",
            "impact": "high",
            "likelihood": "low",
            "owner": "BI Lead",
            "mitigation": "A spare\nin the shed",
        }
    ]
    assert table.wrong == []


@given(WORDS.filter(bool), WORDS)
def test_any_words_come_back_from_csv_as_they_were(text, owner):
    table = read("risk", write_csv(HEADINGS, [["R-1", text, "", "", owner, ""]]))

    assert [(row.values["text"], row.values["owner"]) for row in table.rows] == [(text, owner)]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@sum", "'=1"])
def test_a_cell_that_a_spreadsheet_would_calculate_is_made_harmless(cell):
    text = write_csv(HEADINGS, [["R-1", cell, "", "", "", ""]])

    assert f"R-1,'{cell}," in text
    assert read("risk", text).rows[0].values["text"] == cell


def test_a_decision_log_is_read_with_other_separators_and_fewer_columns():
    table = read("decision", "Decision;Date\nLoad at night;14.12.2026\n")

    assert [row.values for row in table.rows] == [{"text": "Load at night", "decided_on": date(2026, 12, 14)}]


def test_a_wrong_row_is_named_and_the_good_ones_are_kept():
    table = read("risk", "ID,Risk,Impact\nR-1,Gauge,huge\nR-2,,low\nR-3,Ice,M\nr-3,Fog,low\n")

    assert [row.values["text"] for row in table.rows] == ["Ice"]
    assert table.wrong == [
        WrongRow(2, "“huge” is no level; write low, medium or high."),
        WrongRow(3, "What the row is about is missing."),
        WrongRow(5, "The ID stands in a row above already."),
    ]


def test_a_row_whose_quotes_do_not_match_is_wrong_and_the_others_are_kept():
    table = read("risk", 'ID,Risk\nR-1,"Ice"x\nR-2,Fog\n')

    assert [row.values["text"] for row in table.rows] == ["Fog"]
    assert table.wrong == [WrongRow(2, "The quotes do not match, or a cell is too long.")]


def test_columns_that_have_no_place_here_are_kept_with_their_order():
    table = read("risk", "ID,Status,Risk,Costs\nR-1,'=open,Ice,\n")

    (row,) = table.rows
    assert row.extra == {"Status": (1, "=open"), "Costs": (3, "")}
    assert extra_headings([{"Costs": (3, "")}, row.extra]) == ["Status", "Costs"]


def test_the_table_of_a_markdown_document_is_found_among_its_words():
    text = "# Risks\n\nWhat | we know.\n\n| ID | Risk |\n|:---|:---:|\n| R-1 | Ice |\n\nAnd | more.\n"

    table = read("risk", text)

    assert [row.values for row in table.rows] == [{"key": "R-1", "text": "Ice"}]
    assert table.wrong == []


def test_a_bar_in_a_cell_makes_no_markdown_of_a_csv_file():
    table = read("risk", 'ID,Risk\nR-1,"Ice | Risk | Fog"\n')

    assert [row.values["text"] for row in table.rows] == ["Ice | Risk | Fog"]


@pytest.mark.parametrize("char", ["\x00", "\x0b", "\ud800"])
def test_control_characters_under_another_heading_are_a_row_error(char):
    table = read("risk", f"Risk,Note\nIce,a{char}b\n")

    assert [row.row for row in table.wrong] == [2]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Name,Age\na,1\n",
        "Risk,Risk\na,b\n",
        "Risk,Note,note\na,b,c\n",
        "Risk" + ",x" * 1_000_000,
        "Risk," + "x" * 101,
        '"Risk\na',
    ],
    ids=["empty", "other", "twice", "other twice", "a million columns", "long heading", "open quote"],
)
def test_what_is_no_risk_register_is_refused_as_a_whole(text):
    with pytest.raises(TableError):
        read("risk", text)


@given(st.text(max_size=80), st.sampled_from(["Risk,Impact\n", "| Risk | Impact |\n"]))
def test_any_text_is_read_or_refused(text, header):
    try:
        table = read("risk", header + text)
    except TableError as error:
        told = str(error)
    else:
        told = "".join(str(row.values.get("text")) for row in table.rows) + "."

    assert told.endswith(".")


CELLS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@given(st.lists(st.lists(CELLS, min_size=1, max_size=8), max_size=5), st.sampled_from(",;\t|"))
def test_no_broken_file_is_more_than_an_error_and_no_row_is_lost(rows, separator):
    body = [separator.join(cells) for cells in rows]
    text = "\n".join([separator.join(["ID", "Risk", "Impact", "Note"]), *body])

    with suppress(TableError):
        table = read("risk", text)
        assert all(row.values["text"] for row in table.rows)
        assert all(wrong.reason for wrong in table.wrong)
        numbers = sorted([row.number for row in table.rows] + [wrong.row for wrong in table.wrong])
        assert numbers == list(range(2, len(numbers) + 2))
