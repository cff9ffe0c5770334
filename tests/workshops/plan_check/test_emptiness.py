import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshops.plan_check.emptiness import empty_labels, empty_sections


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
        ("Only words.", []),
        ("", []),
    ],
)
def test_heading_without_words_is_empty(document, found):
    assert empty_sections(document) == found


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
        ("Read it.\n\nBest regards,\n\n**Tech Manager**", []),
        ("", []),
    ],
)
def test_label_without_words_is_empty(text, found):
    assert empty_labels(text) == found


@given(st.text(alphabet="#*_ab:\n -`", max_size=200))
def test_any_text_has_an_answer(text):
    assert isinstance(empty_sections(text), list)
    assert isinstance(empty_labels(text), list)
