"""Lists that are none to Markdown: with marks typed by hand, `a) …`, `• …`, `10:00 …`, or HTML's tags.

So are tables drawn with signs.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from .blocks import Block, Item
from .grid_tables import with_grid_tables
from .html_lists import with_html_lists

_MARKS: Final = (
    re.compile(r"\s*[•●▪■◦‣⁃·➢➤✔✓]\s*(?=\S)"),
    re.compile(r"\s*[–—]\s+(?=\S)"),
    re.compile(r"\s*\(?[a-h][.)]\s+(?=\S)", re.I),
    re.compile(r"\s*\(?[ivx]{1,5}[.)]\s+(?=\S)", re.I),
    re.compile(r"\s*\(\d{1,2}\)\s+(?=\S)"),
    # The clock time is part of the words: it says how long the point before lasts.
    re.compile(r"\s*(?=[*_]*\d{1,2}[:.][0-5]\d\b)"),
)


def with_typed_lists(blocks: Sequence[Block], lines: Sequence[str]) -> Iterator[Block]:
    """The blocks, paragraphs that are such lists made lists; a line above that announces one stays apart."""
    for block in with_html_lists([*with_grid_tables(blocks, lines)], lines):
        own = lines[block.start : block.end]
        mark, first = (_mark_of(own) if block.kind == "paragraph" else None), 0
        if block.kind == "paragraph" and mark is None and _announces(own[0]):
            mark, first = _mark_of(own[1:]), 1
        if mark is None:
            yield block
            continue
        if first:
            title = own[0].strip()
            yield replace(block, end=block.start + 1, text=title, lines=(title,))
        items = tuple(_items(mark, block.start + first, own[first:]))
        yield Block("bullets", block.start + first, block.end, items=items)


def _mark_of(lines: Sequence[str]) -> re.Pattern[str] | None:
    """The kind of mark with which all of these lines begin, where there are several."""
    if len(lines) < 2:
        return None
    return next((mark for mark in _MARKS if all(map(mark.match, lines))), None)


def _announces(line: str) -> bool:
    return line.rstrip("*_ ").endswith(":") or bool(re.fullmatch(r"\s*(\*\*|__)[^*_]+\1\s*", line))


def _items(mark: re.Pattern[str], start: int, lines: Sequence[str]) -> Iterator[Item]:
    for number, line in enumerate(lines, start=start):
        text = mark.sub("", line, count=1).strip().rstrip("\\").rstrip()
        yield Item(number, number + 1, number + 1, text, lines=(text,))
