import time

import pytest

from emails.message.markup import without_html
from emails.message.rendering import escape_markdown, markdown_to_html, markdown_to_text


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Hello,<br>\nplease join.<br/>\n\nBye", "Hello,\nplease join.\n\nBye"),
        ("Hello, <!-- too long? -->all", "Hello, all"),
        ("one\n<!-- not yet\nand this too -->\ntwo", "one\ntwo"),
        ("- once,<br>ten minutes\n- twice", "- once,\n  ten minutes\n- twice"),
        ("> a<BR />b", "> a\n> b"),
        ("| a<br>b | c |", "| a b | c |"),
        ("```\n<br> <!-- code -->\n```", "```\n<br> <!-- code -->\n```"),
        ("`<br>` and ``<!-- ` -->``", "`<br>` and ``<!-- ` -->``"),
        ("open <!-- for ever\nand on", "open <!-- for ever\nand on"),
        ("<!-- closed --> a <!-- open", " a <!-- open"),
        ("a < b and <brand>", "a < b and <brand>"),
    ],
)
def test_comments_are_gone_and_breaks_break_the_line(typed: str, read: str) -> None:
    assert without_html(typed) == read


def test_comment_of_the_writer_reaches_nobody() -> None:
    typed = "Hello,<br>\nplease join.\n<!-- mention the budget? -->\nAda"

    assert "budget" not in markdown_to_html(typed) + markdown_to_text(typed)
    assert markdown_to_text(typed) == "Hello,\nplease join.\nAda"


@pytest.mark.parametrize("typed", ["a<br>b", "a <!-- b --> c", "\\<br>", "<br", "`<br>"])
def test_what_a_participant_typed_stays_what_it_is(typed: str) -> None:
    assert markdown_to_text(f"Hi {escape_markdown(typed)}!") == f"Hi {typed}!"


@pytest.mark.parametrize("hostile", ["<!-- <br> `", "<!-- --> ", "` `` ``` "])
def test_text_full_of_marks_is_read_quickly(hostile: str) -> None:
    began = time.perf_counter()

    without_html(f"<br>{hostile * 100_000}")

    assert time.perf_counter() - began < 2
