"""Lists that are none to Markdown: with marks typed by hand, `a) …`, `• …`, `10:00 …`, or HTML's tags.

So are tables drawn with signs.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from .blocks import Block, Item
from .grid_tables import with_grid_tables
from .headings import section_kind
from .html_lists import with_html_lists
from .inline import unbroken

_MARKS: Final = (
    re.compile(r"\s*[•●▪■◦‣⁃·➢➤✔✓]\s*(?=\S)"),
    re.compile(r"\s*[–—]\s+(?=\S)"),
    re.compile(r"\s*\(?[a-h][.)]\s+(?=\S)", re.I),
    re.compile(r"\s*\(?[ivx]{1,5}[.)]\s+(?=\S)", re.I),
    re.compile(r"\s*\(\d{1,2}\)\s+(?=\S)"),
    # The clock time is part of the words: it says how long the point before lasts.
    re.compile(r"\s*(?=[*_]*\d{1,2}[:.][0-5]\d\b)"),
)


# Lists typed in an editor that takes no mark for Markdown's.
_ESCAPED: Final = (re.compile(r"\s{0,3}\\[-*+]\s+(?=\S)"), re.compile(r"\s{0,3}\d{1,3}\\[.)]\s+(?=\S)"))
_FEWEST_ESCAPED: Final = 2
# The meaning of the term on the line above, as some kinds of Markdown write it.
_DEFINES: Final = re.compile(r"\s{0,3}:\s+(?=\S)")


def with_typed_lists(blocks: Sequence[Block], lines: Sequence[str]) -> Iterator[Block]:
    """The blocks, paragraphs that are such lists made lists; a line above that announces one stays apart."""
    listed = with_html_lists([*with_grid_tables(blocks, lines)], lines)
    for block in _with_escaped_lists(listed, lines):
        own = lines[block.start : block.end]
        if block.kind == "paragraph" and len(own) > 1 and all(map(_DEFINES.match, own[1:])):
            yield from _definitions(block, own)
            continue
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


def _with_escaped_lists(blocks: Iterable[Block], lines: Sequence[str]) -> Iterator[Block]:
    """The blocks, with each run of paragraphs such as `\\- maps` and `1\\. Welcome` made a list."""
    run: list[Block] = []
    for block in (*blocks, None):
        own = lines[block.start : block.end] if block and block.kind == "paragraph" else ()
        mark = next((mark for mark in _ESCAPED if own and all(map(mark.match, own))), None)
        if run and (mark is None or not mark.match(lines[run[0].start])):
            yield from _escaped_list(run, lines)
            run = []
        if block and mark:
            run.append(block)
        elif block:
            yield block


def _escaped_list(run: Sequence[Block], lines: Sequence[str]) -> Iterator[Block]:
    numbers = [number for block in run for number in range(block.start, block.end)]
    mark = next(mark for mark in _ESCAPED if mark.match(lines[numbers[0]]))
    if len(numbers) < _FEWEST_ESCAPED:
        # One alone may be a heading, or a sentence.
        yield from run
        return
    found = [mark.sub("", lines[number], count=1) for number in numbers]
    items = (
        Item(number, number + 1, number + 1, text, lines=(text,))
        for number, text in zip(numbers, map(unbroken, found), strict=True)
    )
    yield Block("bullets", run[0].start, run[-1].end, items=tuple(items))


def _definitions(block: Block, lines: Sequence[str]) -> Iterator[Block]:
    """`Pilots` with `: bring maps` on the line below: points of a section by that name, or a point itself."""
    term, *below = (line.strip() for line in lines)
    said = [_DEFINES.sub("", line, count=1).rstrip("\\").rstrip() for line in below]
    if section_kind(term):
        yield replace(block, end=block.start + 1, text=term, lines=(term,))
        items = tuple(
            Item(number, number + 1, number + 1, text, lines=(text,))
            for number, text in enumerate(said, start=block.start + 1)
        )
        yield Block("bullets", block.start + 1, block.end, items=items)
        return
    text = f"{term}: {'; '.join(said)}"
    yield Block("bullets", block.start, block.end, items=(Item(block.start, block.end, block.end, text),))


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
