"""The rows of a list whose points have points below them: rows again, or more words of a row."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from .blocks import Block, Item
from .dayparts import QUALIFIER
from .entities import shown
from .inline import split_separator, strip_emphasis
from .items import full_text, join_texts, texts_below
from .offsets import is_optional
from .timeline import Row, read_row, starts_with_day

# So many rows within the days of the point above them make it a phase of the plan.
_FEWEST_IN_PHASE: Final = 2


def rows_of_list(block: Block, *, is_timeline: bool) -> list[tuple[Item, Row | None, int]]:
    """The rows of a list, each with the line after the last that was understood.

    A point above rows, such as `Before the workshop`, is their label: its own line is none of theirs, and
    stays not understood. Where it names a day of its own and says what for, it is a row as they are. Only in
    a timeline are the hours of a day rows, too: elsewhere they are an agenda.
    """
    return [found for item in block.items for found in rows_of_point(item, is_timeline=is_timeline)]


def rows_of_point(item: Item, *, is_timeline: bool) -> Iterator[tuple[Item, Row | None, int]]:
    """As `rows_of_list` for one point of it."""
    below = _points_below(item)
    own = read_row(item.text) or (read_row(f"{item.text}:") if below and item.text else None)
    parts = _parts_of_day(item, below) if own and is_timeline and _is_day_alone(own) else []
    if parts:
        yield from parts
    elif _are_rows(below, own):
        nested = [found for child in below for found in rows_of_point(child, is_timeline=is_timeline)]
        if own and not _is_label(own, [row for _, row, _ in nested if row]):
            yield item, own, item.text_end
        yield from nested
    else:
        yield _with_details(item, own)


def _says_something(row: Row | None) -> bool:
    return bool(row and (row.purpose or row.name))


def _is_day_alone(own: Row) -> bool:
    return len(own.windows) == 1 and not _says_something(own)


def _are_rows(below: Sequence[Item], own: Row | None) -> bool:
    """Whether one of the points begins with a day, or all of them name one and the point above does not."""
    if any(map(_has_row, below)):
        return True
    return own is None and bool(below) and all(_says_something(read_row(child.text)) for child in below)


def _has_row(item: Item) -> bool:
    is_row = starts_with_day(item.text) and _says_something(read_row(item.text))
    return is_row or any(map(_has_row, _points_below(item)))


def _points_below(item: Item) -> list[Item]:
    return [child for block in item.children if block.is_list for child in block.items]


def _is_label(own: Row, rows: list[Row]) -> bool:
    """Whether the point above rows only holds them together: it says nothing, or is the phase they lie in."""
    if not _says_something(own) or len(own.windows) > 1:
        return True
    first, last = own.windows[0].calendar_days
    days = [window.calendar_days for row in rows for window in row.windows]
    is_around = all(first <= opens and closes <= last for opens, closes in days)
    return first < last and is_around and len(days) >= _FEWEST_IN_PHASE


def _parts_of_day(item: Item, below: Sequence[Item]) -> list[tuple[Item, Row | None, int]]:
    """Below a day alone, its parts: `On the day` with `morning: reminder` and `17:00: recap`."""
    parts = [_part_in_front(child.text) for child in below]
    if not parts or not all(parts):
        return []
    day = strip_emphasis(item.text).rstrip(" :")
    found = [_with_details(child, read_row(f"{day}, {child.text}")) for child in below]
    if any(
        not (row and row.windows[0].label.endswith(part))
        for (_, row, _), part in zip(found, parts, strict=True)
    ):
        return []
    # The day's own line is in the first of them.
    first = replace(found[0][0], start=item.start)
    return [(first, *found[0][1:]), *found[1:]]


def _part_in_front(text: str) -> str:
    """The part of the day with which a point begins, nothing where it begins with something else."""
    cut = split_separator(text)
    words = strip_emphasis(cut[0]) if cut else ""
    part = QUALIFIER.match(words)
    return words if part and part.end() == len(words) else ""


def _with_details(item: Item, own: Row | None) -> tuple[Item, Row | None, int]:
    """A row with what the points below it say, as more of its purpose."""
    text, end = full_text(item)
    if own is None:
        return item, None, end
    purpose = shown(join_texts([own.purpose, *texts_below(item)])).strip()
    return item, replace(own, purpose=purpose, is_optional=own.is_optional or is_optional(text)), end
