"""The structure of a Markdown text, as blocks that know their lines.

Only a real parser's tokens decide where a heading, a list or a code fence begins and ends. The words are then
read from the source lines themselves, so that nothing is lost or prettified on the way.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

from .reading import normalise

# A plan has some hundred lines. What comes after these is kept as not understood: a file made to keep the
# server busy (a quarter of a million list items fit into 1 MB) then costs no more than a long plan does.
MAX_LINES: Final = 5_000
# For the same reason a longer line opens nothing: no heading, no list, no table of a thousand columns.
MAX_WIDTH: Final = 10_000
# What is longer is a paragraph that only looks like a heading.
MAX_HEADING: Final = 500
# And so long a gap within a line is read as a short one: white space that ends in nothing is looked through
# from each of its places.
MAX_GAP: Final = 100

_GAP: Final = re.compile(rf"(?<=\S)[^\S\n]{{{MAX_GAP},}}")
_COMMENT: Final = re.compile(r"\s*<!--(?:(?!-->)[^\n]){0,300}-->\s*")
_BREAK: Final = re.compile(r"(?:\s*<br\s*/?>)+$", re.I)
# `# Objectives {#objectives .unnumbered}`, as Pandoc writes it.
_ATTRIBUTES: Final = re.compile(r"\s*\{(?:[#.][\w:-]*\s*)+\}$")
# Before these marks exporters put a backslash that means nothing but where the mark could open a list.
_ESCAPED: Final = re.compile(
    r"(?<!^)\\(?=[.,;:?'\")+\u2010-\u2015-]|&(?!#?\w+;))|(?<=[^\W\d_])\\(?=!)|(?<=\w)\\(?=_\w)"
)
_NUMBER_ESCAPED: Final = re.compile(r"\d{1,9}\\[.)]")
_LEAD_ESCAPED: Final = re.compile(r"(\*\*|__)?(\d{1,3}(?:\\?\.\d{1,3})*)\\(?=[.)])")
_KINDS: Final = {
    "heading_open": "heading",
    "paragraph_open": "paragraph",
    "bullet_list_open": "bullets",
    "ordered_list_open": "numbers",
    "table_open": "table",
    "blockquote_open": "quote",
    "fence": "fence",
    "code_block": "code",
    "comment": "comment",
    "hr": "rule",
}


@dataclass(frozen=True, slots=True)
class Item:
    """A list item or a table row: its lines, those of its own words, its words, and what is nested in it."""

    start: int
    text_end: int
    end: int
    text: str
    cells: tuple[str, ...] = ()
    children: tuple["Block", ...] = ()
    # Its own words as they are broken into lines.
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A top-level piece of the text; lines are counted from 0, `end` is the first that is no longer in it."""

    kind: str
    start: int
    end: int
    text: str = ""
    level: int = 0
    items: tuple[Item, ...] = ()
    lines: tuple[str, ...] = ()

    @property
    def is_list(self) -> bool:
        """Whether its items are points one below the other."""
        return self.kind in {"bullets", "numbers"}


@dataclass(frozen=True, slots=True)
class Source:
    """A text, its lines as they are read and as they are written, and its top-level blocks.

    `frontmatter` is the number of lines taken by metadata.
    """

    lines: tuple[str, ...]
    written: tuple[str, ...]
    blocks: tuple[Block, ...]
    frontmatter: int = 0


def read_source(text: str, *, is_document: bool = True) -> Source:
    """The blocks of any text whatever; only a document can begin with metadata between dashes."""
    written = normalise(text)
    lines = _GAP.sub("  ", written).split("\n")
    frontmatter = _frontmatter_length(lines) if is_document else 0
    kept = [line if len(line) <= MAX_WIDTH else "" for line in lines[frontmatter:MAX_LINES]]
    readable = [""] * frontmatter + kept
    tokens = _MARKDOWN.parse("\n".join(readable))
    blocks = [_without_accidental_heading(block, readable) for block in _blocks(tokens)]
    return Source(tuple(lines), tuple(written.split("\n")), tuple(blocks), frontmatter)


def _comment_rule(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """An HTML comment that begins a line, up to where it closes.

    Stands in for the parser's own rule for HTML, which would take a line such as `<time>` and more with it.
    """
    begin = state.bMarks[start] + state.tShift[start]
    if state.is_code_block(start) or not state.src.startswith("<!--", begin):
        return False
    if silent:
        return True
    line, offset = start, begin + 4
    while line < end and (line == start or state.isEmpty(line) or state.sCount[line] >= state.blkIndent):
        closed = state.src.find("-->", offset, state.eMarks[line]) >= 0
        line += 1
        if closed or line >= end:
            break
        offset = state.bMarks[line]
    state.line = line
    token = state.push("comment", "", 0)
    token.map = [start, line]
    return True


def _make_parser() -> MarkdownIt:
    # A reference definition would vanish from the tokens; inline parsing is not needed at all.
    markdown = MarkdownIt("commonmark").enable("table").disable(["reference", "html_block"])
    markdown.core.ruler.enableOnly(["normalize", "block"])
    interrupts: RuleOptionsType = {"alt": ["paragraph", "blockquote", "table"]}
    markdown.block.ruler.before("heading", "comment", _comment_rule, interrupts)
    return markdown


_MARKDOWN: Final = _make_parser()


def _frontmatter_length(lines: Sequence[str]) -> int:
    if not lines or lines[0].rstrip() != "---":
        return 0
    for number, line in enumerate(islice(lines, 1, 100), start=1):
        if line.rstrip() in {"---", "..."}:
            return number + 1
        if line.strip() and not re.match(r"\s*(?:[\w-]+\s*:|-\s|#)", line):
            return 0
    return 0


def _without_accidental_heading(block: Block, lines: Sequence[str]) -> Block:
    """A rule of three dashes right below a text is meant as a rule, not as the text's underline.

    What is as long as a paragraph is one.
    """
    is_accidental = lines[block.end - 1].strip() == "---" or len(block.text) > MAX_HEADING
    if block.kind != "heading" or not is_accidental:
        return block
    return Block("paragraph", block.start, block.end, block.text)


def _closing(tokens: Sequence[Token], start: int, end: int) -> int:
    """The index of the token that closes the one at `start`."""
    if tokens[start].nesting != 1:
        return start
    level = tokens[start].level
    return next(
        (i for i in range(start + 1, end) if tokens[i].nesting == -1 and tokens[i].level == level), end - 1
    )


def _blocks(tokens: Sequence[Token], start: int = 0, end: int | None = None) -> list[Block]:
    end = len(tokens) if end is None else end
    blocks = []
    while start < end:
        close = _closing(tokens, start, end)
        token = tokens[start]
        if token.type in _KINDS and token.map:
            blocks.append(_block(tokens, start, close))
        start = close + 1
    return blocks


def _block(tokens: Sequence[Token], start: int, close: int) -> Block:
    token = tokens[start]
    kind = _KINDS[token.type]
    first, last = token.map or (0, 0)
    if kind in {"bullets", "numbers"}:
        items = _items(tokens, start + 1, close)
        return Block(kind, first, max((item.end for item in items), default=last), items=items)
    if kind == "table":
        return Block(kind, first, last, items=_rows(tokens, start + 1, close))
    has_words = kind in {"paragraph", "heading"}
    level = int(token.tag[1]) if kind == "heading" else 0
    if not has_words:
        return Block(kind, first, last)
    lines = tuple(line.strip().rstrip("\\") for line in tokens[start + 1].content.split("\n"))
    words = " ".join(line.strip() for line in tokens[start + 1].content.split("\n")).strip()
    if level:
        words = _ATTRIBUTES.sub("", _LEAD_ESCAPED.sub(r"\1\2", words, count=1))
    return Block(kind, first, last, unescaped(words), level, lines=lines)


def unescaped(words: str) -> str:
    """The words without backslashes that mean nothing: `T\\-3`, `Q\\&A`; code keeps its own.

    Where the mark would open a list if the words stood alone, the backslash stays.
    """
    if "\\" not in words:
        return words
    lead = _NUMBER_ESCAPED.match(words)
    begin = lead.end() if lead else 0
    parts = re.split(r"(`+[^`]*`+)", words[begin:])
    return words[:begin] + "".join(
        part if at % 2 else _ESCAPED.sub("", part) for at, part in enumerate(parts)
    )


def _said(words: str) -> str:
    """A point's or a cell's words without comments, and without the break that ends them."""
    if "<" not in words:
        return words
    return _BREAK.sub("", _COMMENT.sub(" ", words)).strip()


def _items(tokens: Sequence[Token], start: int, end: int) -> tuple[Item, ...]:
    items = []
    while start < end:
        close = _closing(tokens, start, end)
        first, last = tokens[start].map or (0, 0)
        children = _blocks(tokens, start + 1, close)
        text, text_end, lines = "", first + 1, tuple[str, ...]()
        if children and children[0].kind == "paragraph":
            text, text_end, lines = _said(children[0].text), children[0].end, children[0].lines
            children = children[1:]
        last = max((child.end for child in children), default=text_end)
        items.append(Item(first, text_end, max(last, text_end), text, (), tuple(children), lines))
        start = close + 1
    return tuple(items)


def _rows(tokens: Sequence[Token], start: int, end: int) -> tuple[Item, ...]:
    rows = []
    while start < end:
        if tokens[start].type == "tr_open":
            close = _closing(tokens, start, end)
            first, last = tokens[start].map or (0, 0)
            cells = tuple(
                unescaped(_said(token.content.strip()))
                for token in tokens[start:close]
                if token.type == "inline"
            )
            rows.append(Item(first, last, last, " ".join(filter(None, cells)), cells))
            start = close
        start += 1
    return tuple(rows)
