"""The timeline of a document, read into the account: in a list, a table, or lines of their own."""

from .account import Reading
from .blocks import Block
from .nested_rows import rows_of_list
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
