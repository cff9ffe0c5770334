"""Tables drawn with `+---+` and `|`, as converters write them where a cell has several lines."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from .blocks import Block, Item

_BORDER: Final = re.compile(r"\s*\+(?:[:=-]+\+)+\s*")
_ROW: Final = re.compile(r"\s*\|.*\|\s*")


def with_grid_tables(blocks: Sequence[Block], lines: Sequence[str]) -> Iterator[Block]:
    """The blocks, with a paragraph that is such a table made one."""
    for block in blocks:
        rows = _rows(block, lines) if block.kind == "paragraph" else ()
        yield replace(block, kind="table", items=rows, text="", lines=()) if rows else block


def _rows(block: Block, lines: Sequence[str]) -> tuple[Item, ...]:
    own = range(block.start, block.end)
    borders = [number for number in own if _BORDER.fullmatch(lines[number])]
    others = [number for number in own if number not in set(borders)]
    is_grid = len(borders) > 1 and borders[0] == block.start and borders[-1] == block.end - 1
    if not is_grid or not all(_ROW.fullmatch(lines[number]) for number in others):
        return ()
    rows = [_row(above + 1, below, lines) for above, below in pairwise(borders) if below > above + 1]
    # What spans columns is no table of rows.
    return tuple(rows) if len({len(row.cells) for row in rows}) == 1 else ()


def _row(start: int, end: int, lines: Sequence[str]) -> Item:
    pieces = [
        [cell.strip() for cell in lines[number].strip()[1:-1].split("|")] for number in range(start, end)
    ]
    width = max(map(len, pieces))
    cells = tuple(
        " ".join(filter(None, (piece[at] for piece in pieces if at < len(piece)))) for at in range(width)
    )
    return Item(start, end, end, " ".join(filter(None, cells)), cells)
