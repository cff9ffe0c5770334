"""The timeline of a document, read into the account: in a list, a table, lines of their own, or headings."""

from collections.abc import Iterable
from itertools import takewhile

from .account import Reading
from .blocks import Block, Item
from .inline import strip_number
from .nested_rows import rows_of_list, rows_of_point
from .sections import Section
from .tables import table_of
from .timeline import read_rows, read_table_rows


def read_timeline_block(reading: Reading, block: Block, *, is_timeline: bool) -> bool:
    """Whether the block holds rows of a timeline; elsewhere than in its section all points must be rows."""
    if block.kind == "paragraph":
        return _read_lines(reading, block, is_timeline=is_timeline)
    table = table_of(block)
    if not (block.is_list or table):
        return False
    found = read_table_rows(table) if table else rows_of_list(block, is_timeline=is_timeline)
    understood = [row for _, row, _ in found if row]
    if not understood or (not is_timeline and (len(understood) < 2 or len(understood) < len(found))):
        return False
    for item, row, end in found:
        if row:
            reading.rows.append(row)
            reading.claim(item.start, end)
    if block.kind == "table":
        reading.claim(block.start, min(block.start + 2, block.end))
    reading.take("timeline", block.start, block.end)
    return True


def _read_lines(reading: Reading, block: Block, *, is_timeline: bool) -> bool:
    """As `read_timeline_block` for a timeline written without a list, one row on each line or all on one."""
    lines = reading.source.lines[block.start : block.end]
    found = [read_rows(line.strip().removesuffix("\\")) for line in lines]
    rows = [row for on_line in found for row in on_line]
    if not rows or (not is_timeline and (len(rows) < 2 or not all(found))):
        return False
    reading.rows += rows
    for number, on_line in enumerate(found, start=block.start):
        if on_line:
            reading.claim(number, number + 1)
            reading.take("timeline", number, number + 1)
    return True


def read_timeline_heading(reading: Reading, section: Section) -> bool:
    """Whether a section is a row of the timeline itself: its heading names the day, and what for.

    The words and points below it are more of the row's purpose, as they are below the point of a list.
    """
    heading = section.heading
    if heading is None or section.mail:
        return False
    below = tuple(_as_points(section.blocks))
    end = max((block.end for block in below), default=heading.end)
    point = Item(heading.start, heading.end, end, strip_number(heading.text), (), below)
    found = [(item, row, end) for item, row, end in rows_of_point(point, is_timeline=True) if row]
    if not any(row.purpose or row.name for _, row, _ in found):
        return False
    for item, row, end in found:
        reading.rows.append(row)
        reading.claim(item.start, end)
    reading.claim(heading.start, heading.end)
    reading.take("timeline", heading.start, point.end)
    return True


def _as_points(blocks: Iterable[Block]) -> Iterable[Block]:
    """The paragraphs and lists that stand first, all as lists."""
    for block in takewhile(lambda block: block.is_list or block.kind == "paragraph", blocks):
        own = Item(block.start, block.end, block.end, block.text)
        yield block if block.is_list else Block("bullets", block.start, block.end, items=(own,))
