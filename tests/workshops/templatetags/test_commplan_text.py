import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshops.templatetags.commplan_text import emphasis, name_only, written


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Agree on **flows**", "Agree on <strong>flows</strong>"),
        ("*soon*, see `docs/a.md`", "<em>soon</em>, see <code>docs/a.md</code>"),
        ("a * b ** c", "a * b ** c"),
        ("<b>bold</b> & more", "&lt;b&gt;bold&lt;/b&gt; &amp; more"),
        ("[x](javascript:alert(1)) ![x](https://example.org/x.png)",) * 2,
        ("`<script>`", "<code>&lt;script&gt;</code>"),
        ("", ""),
    ],
)
def test_emphasis_and_code_are_marked_and_all_else_is_text(text, shown):
    assert emphasis(text) == shown


@given(st.text())
def test_no_other_tag_comes_out(text):
    assert set(re.findall(r"<[^>]*>", emphasis(text))) <= {
        "<strong>",
        "</strong>",
        "<em>",
        "</em>",
        "<code>",
        "</code>",
    }


def test_paragraphs_and_lists_are_told_apart():
    shown = written("Agreed:\n\n- **hourly** loads\n- `retry`")

    assert shown == (
        "<p>Agreed:</p>\n<ul>\n<li><strong>hourly</strong> loads</li>\n<li><code>retry</code></li>\n</ul>\n"
    )


@given(st.text())
def test_no_tag_but_those_of_lists_and_emphasis_comes_out_of_a_written_text(text):
    found = {re.sub(r' start="\d+"', "", tag) for tag in re.findall(r"<[^>]*>", written(text))}

    names = {tag.strip("</> ") for tag in found}
    assert names <= {"p", "ul", "ol", "li", "strong", "em", "code", "br"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("bo@example.org", "bo"),
        ("Bo <bo@example.org>, Ada", "Bo <bo>, Ada"),
        ("Ada Quill", "Ada Quill"),
        ("@home", "@home"),
        ("", ""),
    ],
)
def test_name_only_shows_no_address(text, shown):
    assert name_only(text) == shown
