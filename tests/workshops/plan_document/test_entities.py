"""Characters written as HTML writes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshops.plan_document import parse, write
from workshops.plan_document.entities import shown

SOURCE = """# Communication plan &ndash; Workshop 4: Tides &amp; Currents

## Stakeholders

- R&amp;D team
- Pilots

## Timeline

- T&ndash;14: Save &amp; hold the date
- **T&minus;3 to T&#8722;2:** Agenda (To: R&amp;D team; Channel: mail)

| When | What |
|---|---|
| T&#43;1 | &nbsp;Recap &amp; actions |

## Save the date (T&ndash;14)

To: Pilots
Subject: Tides &ndash; save the date

Tides &amp; currents &ndash; come
"""


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("T&ndash;14", "T–14"),
        ("T&#8211;14", "T–14"),
        ("T&#x2013;14", "T–14"),
        ("R&amp;D &quot;lab&quot;", 'R&D "lab"'),
        ("two&nbsp;words", "two\u00a0words"),
        ("`T&ndash;14` T&ndash;14", "`T&ndash;14` T–14"),
        (r"\&ndash; &ndash;", r"\&ndash; –"),
        ("&copy 2026 &nosuch; &notes;", "&copy 2026 &nosuch; &notes;"),
        ("&lt;time&gt; &#42;", "&lt;time&gt; &#42;"),
        ("&amp;ndash;", "&amp;ndash;"),
    ],
)
def test_entities_are_read_as_markdown_shows_them(text: str, read: str) -> None:
    assert shown(text) == read


@given(st.text(st.sampled_from("&ampndsh;#x39`\\ lt"), max_size=30))
def test_what_was_read_is_read_no_further(text: str) -> None:
    assert shown(shown(text)) == shown(text)


def test_rows_headings_and_subjects_show_no_entities_and_texts_stay() -> None:
    plan = parse(SOURCE)

    assert plan.workshop.title == "Tides & Currents"
    assert [group.name for group in plan.groups] == ["R&D team", "Pilots"]
    assert [(t.name, t.label, t.opens_day, t.closes_day, t.purpose) for t in plan.touchpoints] == [
        ("Save the date", "T–14", -14, -14, "Save & hold the date"),
        ("Agenda", "T−3 to T−2", -3, -2, "Agenda (To: R&D team; Channel: mail)"),
        ("Recap & actions", "T+1", 1, 1, "Recap & actions"),
    ]
    email = plan.touchpoints[0].email
    assert email
    assert email.subject == "Tides – save the date"
    assert email.body == "Tides &amp; currents &ndash; come"
    assert plan.unparsed == ()


def test_entities_come_through_an_export() -> None:
    plan = parse(SOURCE)

    assert parse(write(plan)) == plan
    assert write(plan, SOURCE) == SOURCE


def test_subject_written_as_code_is_one_to_the_letter() -> None:
    plan = parse("# Plan\n\n## Save the date (T-7)\n\nTo: all\nSubject: `A &amp; B`\n\nHello\n")

    [touchpoint] = plan.touchpoints
    assert touchpoint.email
    assert touchpoint.email.subject == "A &amp; B"
