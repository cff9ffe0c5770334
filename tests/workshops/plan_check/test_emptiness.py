import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshops.plan_check.emptiness import empty_labels, empty_sections
from workshops.plan_document import section_outline


@pytest.mark.parametrize(
    ("document", "found"),
    [
        ("# Plan\n\n## Objectives\n\n- One\n", []),
        ("# Plan\n\n## 1. Objectives\n\n---\n\n## Agenda\n\n1. Talk\n", [("1. Objectives", "objectives")]),
        ("# Plan\n\n## Mails\n\n### Note\n\nWords.\n", []),
        ("# Plan\n\nWords.\n\n## Budget", [("Budget", "")]),
        ("# Plan\n", [("Plan", "")]),
        ("# Plan\n\n# Agenda\n\n1. Talk\n", []),
        ("## Objectives\n\n## Agenda\n\n1. Talk\n", [("Objectives", "objectives")]),
        ("# Plan\n\n## Budget\n\nTBD\n", [("Budget", "")]),
        ("# Plan\n\n## Budget\n\n- [ ]\n-\n", [("Budget", "")]),
        ("# Plan\n\n## Budget\n\n<!-- ask\nfinance -->\n", [("Budget", "")]),
        ("# Plan\n\n## Budget\n\nNone.\n", []),
        ("Only words.", []),
        ("", []),
    ],
)
def test_heading_without_words_is_empty(document, found):
    assert empty_sections(section_outline(document)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("**Agenda**\n\n1. Talk", []),
        ("**Agenda:**\n1. Talk", []),
        ("**Agenda:**\n\n**Pre-work**:\n\n- Read", ["Agenda"]),
        ("Hello,\n\n**Pre-work**\n\nBest regards,\nRobin", ["Pre-work"]),
        ("**Pre-work**", ["Pre-work"]),
        ("**When:** today\n\n**Where:** here", []),
        ("### Agenda\n\n### Pre-work\n\nRead it.", ["Agenda"]),
        ("Please bring:\n\nCheers", ["Please bring"]),
        ("Please bring:\n\n**Your list**\n- of sources", []),
        ("Thank you for joining us today in the harbour.\n\n**Actions**", ["Actions"]),
        ("Agenda:\n\nPre-work:\n- Read it.", ["Agenda"]),
        ("**Pre-work**\n\n- TBD", ["Pre-work"]),
        ("Read it.\n\nBest regards,\n\n**Tech Manager**", []),
        ("", []),
    ],
)
def test_label_without_words_is_empty(text, found):
    assert empty_labels(text) == found


@pytest.mark.parametrize("name", ["Robin Vale", "**robin vale**", "– Robin Vale"])
def test_senders_name_fills_no_label(name):
    assert empty_labels(f"Pre-work:\n\n{name}", "Robin Vale") == ["Pre-work"]


@given(st.text(alphabet="#*_ab:\n -`", max_size=200))
def test_any_text_has_an_answer(text):
    assert isinstance(empty_sections(section_outline(text)), list)
    assert isinstance(empty_labels(text), list)
