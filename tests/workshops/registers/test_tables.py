from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshops.registers.tables import TableError, WrongRow, read, write_csv, write_markdown

RISK = ["R-1", "The gauge fails", "High", "Low", "BI Lead", "A spare\nin the shed"]
WORDS = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), max_size=20).map(
    lambda text: " ".join(text.split())
)


def test_the_headers_are_those_that_teams_keep():
    assert write_csv("decision", []) == "ID,Date,Decision,Rationale,Owner,Impacted Artifacts\n"
    assert write_markdown("risk", []) == (
        "| ID | Risk | Impact | Likelihood | Owner | Mitigation |\n| --- | --- | --- | --- | --- | --- |\n"
    )


@pytest.mark.parametrize("write", [write_csv, write_markdown])
def test_what_goes_out_comes_in_again(write):
    table = read("risk", write("risk", [RISK]))

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
    table = read("risk", write_csv("risk", [["R-1", text, "", "", owner, ""]]))

    assert [(row.values["text"], row.values["owner"]) for row in table.rows] == [(text, owner)]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@sum", "'=1"])
def test_a_cell_that_a_spreadsheet_would_calculate_is_made_harmless(cell):
    text = write_csv("risk", [["R-1", cell, "", "", "", ""]])

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


@pytest.mark.parametrize("text", ["", "Name,Age\na,1\n", "Risk,Risk\na,b\n", 'Risk\n"a'])
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
