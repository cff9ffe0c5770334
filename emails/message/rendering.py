"""From a manager's Markdown to the mail that a person reads, as HTML and as text: values in, values out.

A template engine draws our own layout only; what people wrote reaches it finished, as a value.
"""

import re
import textwrap
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final
from urllib.parse import urlsplit

import css_inline
import nh3
from django.conf import settings
from django.template import Engine
from django.utils.safestring import mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from emails.message.markup import without_html
from emails.message.plain_text import to_text
from workshops.placeholders import BY_NAME, names_in, substitute

# People break lines in a mail where they want them broken: below the greeting, in the signature.
_MARKDOWN: Final = MarkdownIt("commonmark", {"html": False, "linkify": False, "breaks": True}).enable("table")

_SCHEMES: Final = frozenset({"http", "https", "mailto"})
_SANITIZER: Final = nh3.Cleaner(
    tags={
        *("p", "br", "hr", "strong", "em", "code", "pre", "blockquote", "ul", "ol", "li", "a"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
    },
    attributes={"a": {"href", "title"}, "ol": {"start"}, "th": {"style"}, "td": {"style"}},
    filter_style_properties={"text-align"},
    url_schemes=set(_SCHEMES),
    link_rel="noopener noreferrer",
)
# The media queries for dark mode and small screens stay in the head; nothing is fetched from anywhere.
_INLINER: Final = css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)

_WEB_ADDRESS: Final = re.compile(r"https?://[^\s<>\"\\]+")
# In a sentence the punctuation after an address is the sentence's.
_ADDRESS_IN_WORDS: Final = re.compile(r"(https?://[^\s<>\"\\]*[^\s<>\"\\.,;:!?)\]}'])")
_MARKUP: Final = re.compile(r"[\\`*_\[\]<>&|#]")
# What makes a list, a rule, a heading or a table of a line that starts with it.
_LINE_START: Final = re.compile(r"^(\d*)([-+=~:.)])")
_LEAD: Final = re.compile(r"[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?")
_QUOTED_PLACEHOLDER: Final = re.compile(r"(?<!`)`(\{\{[^{}`\n]*\}\})`(?!`)")


@dataclass(frozen=True, slots=True)
class Button:
    """A link drawn as a button; the first one of a mail is the one to press."""

    label: str
    url: str

    def __post_init__(self) -> None:
        if not _WEB_ADDRESS.fullmatch(self.url):
            raise ValueError("A button leads to a web address.")


@dataclass(frozen=True, slots=True)
class Layout:
    """What stands around the body: plain text throughout, the same for both parts of the mail."""

    project_name: str
    heading: str
    details: tuple[tuple[str, str], ...] = ()
    buttons: tuple[Button, ...] = ()
    footer: tuple[str, ...] = ()
    preheader: str = ""
    lang: str = "en"


@dataclass(frozen=True, slots=True)
class RenderedMail:
    """A mail as it leaves: one line of subject, and the same words as text and as HTML."""

    subject: str
    text: str
    html: str


def render_mail(
    *, subject: str, body: str, values: Mapping[str, str], blocks: Mapping[str, str], layout: Layout
) -> RenderedMail:
    """The mail, with `values` put in as plain words and `blocks` as Markdown: a list, or words with `linked`.

    Raises UnfilledPlaceholder where the subject or the body asks for more than is given, and ValueError for
    a subject that would not be one line.
    """
    tokens = _tokens(_fill(body, values, blocks))
    body_text = _text(tokens)
    # A link that the text names itself needs no line below it.
    named = {word.strip("<>().,;:!?") for word in body_text.split()}
    context = {
        "layout": layout,
        "links": [button for button in layout.buttons if button.url not in named],
        "details": [_detail(label, value) for label, value in layout.details],
        "body_html": mark_safe(_html(tokens)),
        "body_text": body_text,
    }
    text = _layouts().render_to_string("emails/mail.txt", context)
    return RenderedMail(
        subject=subject_line(substitute(subject, values)),
        text=re.sub(r"\n{3,}", "\n\n", text).strip("\n") + "\n",
        html=_INLINER.inline(_layouts().render_to_string("emails/mail.html", context)),
    )


@cache
def _layouts() -> Engine:
    """With no tags but Django's own: that of the pages loads those of every app."""
    return Engine(dirs=[str(settings.BASE_DIR / "templates")])


def _detail(label: str, value: str) -> tuple[str, str, bool]:
    line = " ".join(value.split())
    return label, line, _WEB_ADDRESS.fullmatch(line) is not None


def subject_line(text: str) -> str:
    """The text as a subject. Raises ValueError where it is empty or holds a line break or the like."""
    if any(unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"} for char in text):
        raise ValueError("A subject is one line without control characters.")
    if not text.strip():
        raise ValueError("A subject is not empty.")
    return text.strip()


def markdown_to_html(text: str) -> str:
    """The Markdown as HTML from a closed list of elements: no script, no style of its own, nothing loaded."""
    return _html(_tokens(text))


def markdown_to_text(text: str) -> str:
    """The Markdown as text without markup; a link is followed by its address in brackets."""
    return _text(_tokens(text))


def escape_markdown(value: str) -> str:
    """The value as one line of Markdown that renders as the very same words, wherever in a line it stands."""
    return _escape_start(_escape_inner(" ".join(value.split())))


def linked(value: str) -> str:
    """Like escape_markdown, but web addresses become links: for a manager's words, not a participant's."""
    parts = _ADDRESS_IN_WORDS.split(" ".join(value.split()))
    return _escape_start(
        "".join(link(part) if n % 2 else _escape_inner(part) for n, part in enumerate(parts))
    )


def _escape_inner(words: str) -> str:
    return _MARKUP.sub(r"\\\g<0>", words)


def _escape_start(line: str) -> str:
    return _LINE_START.sub(r"\1\\\2", line)


def link(url: str) -> str:
    """The web address as Markdown that works in a sentence and in the brackets of a link alike."""
    if not _WEB_ADDRESS.fullmatch(url):
        raise ValueError("Only a web address can be a link.")
    return f"<{url}>"


def _fill(body: str, values: Mapping[str, str], blocks: Mapping[str, str]) -> str:
    # A value in a code span would show its backslashes: the backticks around a lone placeholder go.
    body = _QUOTED_PLACEHOLDER.sub(r"\1", body.replace("\r\n", "\n").replace("\r", "\n"))
    inline = {name: escape_markdown(value) for name, value in values.items()} | dict(blocks)
    # Once for the whole, so that everything that is missing is named together.
    substitute(body, inline)
    return "\n".join(_fill_line(line, inline) for line in body.split("\n"))


def _fill_line(line: str, values: Mapping[str, str]) -> str:
    """The line filled in; a list or a table gets lines of its own, as deep as the line it stands in."""
    placed = {name: values[name] for name in names_in(line) if BY_NAME[name].is_block}
    if not placed:
        return substitute(line, values)
    lead = _LEAD.match(line)[0]  # type: ignore[index]  # the pattern matches every line
    indent = " " * len(lead)
    placed = {name: f"\n\n{textwrap.indent(text, indent)}\n\n{indent}" for name, text in placed.items()}
    filled = substitute(line[len(lead) :], {**values, **placed})
    # An item whose mark is followed by an empty line would be an empty item.
    return lead + (filled.lstrip() if lead.strip() else filled)


def _html(tokens: list[Token]) -> str:
    return _SANITIZER.clean(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}))


def _text(tokens: list[Token]) -> str:
    return to_text(SyntaxTreeNode(tokens))


def _tokens(text: str) -> list[Token]:
    """The Markdown's tokens, with images and links that lead nowhere turned into words."""
    tokens = _MARKDOWN.parse(without_html(text))
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            # The mail's own heading is the first; a reader's outline has one.
            token.tag = f"h{min(int(token.tag[1]) + 1, 6)}"
        if token.children:
            token.children = list(_tamed(token.children))
    return tokens


def _tamed(children: list[Token]) -> Iterator[Token]:
    # None where no link is being dropped: what a link leads to may be empty.
    dropped_href: str | None = None
    for token in children:
        if token.type == "image":
            yield Token("text", "", 0, content=token.content)
        elif token.type == "link_open" and urlsplit(str(token.attrs["href"])).scheme not in _SCHEMES:
            dropped_href = str(token.attrs["href"])
        elif token.type == "link_close" and dropped_href is not None:
            if dropped_href:
                yield Token("text", "", 0, content=f" ({dropped_href})")
            dropped_href = None
        else:
            yield token
