"""An agenda in a list or a table: each item with its minutes, who leads it, and what is noted below it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import Final

from .blocks import Block, Item
from .durations import clock_minutes, clock_span, split_minutes, whole_duration
from .inline import DASH, split_label, split_list, strip_emphasis, word_set, words
from .model import AgendaSpec
from .tables import Table, cell, table_of

_TITLE_COLUMNS: Final = word_set("topic item title agenda activity subject what step content session")
_LENGTH_COLUMNS: Final = word_set("duration min mins minutes length")
_CLOCK_COLUMNS: Final = word_set("time slot start begin from when clock")
_END_COLUMNS: Final = word_set("end until till finish")
_PRESENTERS: Final = word_set(
    "presenter presenters lead leads owner speaker facilitator host who responsible moderator"
)
_LED_BY: Final = re.compile(r"[*_]*(?:led by|presented by|moderated by)\b[:\s]*", re.I)
_LAST_WORDS: Final = re.compile(r"(?:end|close|finish|total)\b.{0,20}$", re.I)
_COUNTED: Final = re.compile(r"(?:^|\s)\(?\d{1,2}[.)]\s+")
_FEWEST: Final = 2
# What is longer is a sentence, or several.
_LONGEST_NAME: Final = 80


def read_agenda_item(text: str) -> AgendaSpec:
    """An agenda item with its minutes where it has some."""
    title, low, high = split_minutes(text)
    return AgendaSpec(strip_emphasis(title), low, high)


def read_agenda(block: Block) -> list[tuple[Item, AgendaSpec, bool]]:
    """The agenda items of a list or a table, each with whether all its words were taken."""
    if block.kind == "table":
        table = table_of(block)
        return list(_rows(table)) if table else []
    points = [item for item in block.items if words(item.text)]
    found = [(item, _point(item), True) for item in points]
    return _timed(found)


def listed_on_a_line(text: str) -> tuple[AgendaSpec, ...]:
    """`interfaces (60 min), test window (40 min)`: an agenda in a sentence, counted or with minutes."""
    text = text[:-1] if text.endswith(".") else text
    numbered = [part.strip(" ,;") for part in _COUNTED.split(text)]
    if len(numbered) > _FEWEST and not numbered[0]:
        return tuple(read_agenda_item(part) for part in numbered[1:] if part)
    found = [read_agenda_item(part) for part in split_list(text)]
    timed = [item for item in found if item.min is not None]
    return tuple(found) if len(found) > 1 and len(timed) * 2 > len(found) else ()


def has_minutes(block: Block) -> bool:
    """Whether a list or a table is an agenda by its minutes alone."""
    found = [item for _, item, _ in read_agenda(block)]
    return len(found) > 1 and sum(item.min is not None for item in found) * 2 > len(found)


def _point(item: Item) -> AgendaSpec:
    *above, last = item.lines or (item.text,)
    total = whole_duration(strip_emphasis(last)) if above else None
    if total:
        found = AgendaSpec(strip_emphasis(" ".join(above)), total.min, total.max)
    else:
        found = read_agenda_item(item.text)
        first = read_agenda_item(item.lines[0]) if above else found
        # `5. Close – 5 min` with `Total: 75 min` right below it: Markdown takes both for one point.
        found = first if first.min is not None and _LAST_WORDS.match(last) else found
    notes: list[str] = []
    presenter = ""
    for text in _nested(item.children):
        name = presenter_of(text)
        presenter, notes = (name, notes) if name and not presenter else (presenter, [*notes, text])
    return replace(found, notes=tuple(notes), presenter=presenter)


def presenter_of(text: str) -> str:
    """The name in `Led by: Ada` or `Owner: BI Lead`; nothing where the words say something else."""
    plain = strip_emphasis(text)
    if match := _LED_BY.match(plain):
        name = plain[match.end() :]
    else:
        label = split_label(plain, max_words=2)
        name = label[1] if label and set(words(label[0])) <= _PRESENTERS else ""
    return name if len(name) <= _LONGEST_NAME else ""


def _nested(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        for item in block.items:
            if item.text:
                yield item.text
            yield from _nested(item.children)


def _timed(
    found: Sequence[tuple[Item, AgendaSpec, bool]],
) -> list[tuple[Item, AgendaSpec, bool]]:
    """Items that begin with a clock time last until the next, where they do not say how long they take.

    One at the end that says no more is none.
    """
    starts = [clock_minutes(spec.title) for _, spec, _ in found]
    has_spans = any(clock_span(spec.title) is not None for _, spec, _ in found)
    if not found or has_spans or any(start is None for start in starts):
        return list(found)
    timed = []
    for (item, spec, is_whole), (start, following) in zip(found, _with_next(starts), strict=True):
        title = re.sub(rf"^[\s{DASH}:|.]+", "", spec.title[start[1] :] if start else "")
        if following is None and spec.min is None and _LAST_WORDS.fullmatch(title):
            continue
        spec = replace(spec, title=title or spec.title)
        minutes = following[0] - start[0] if start and following else 0
        if spec.min is None and minutes > 0:
            spec = replace(spec, min=minutes, max=minutes)
        timed.append((item, spec, is_whole))
    return timed


def _with_next(
    starts: Sequence[tuple[int, int] | None],
) -> Iterator[tuple[tuple[int, int] | None, tuple[int, int] | None]]:
    yield from zip_longest(starts, starts[1:])


def _rows(table: Table) -> Iterator[tuple[Item, AgendaSpec, bool]]:
    title_at = table.find(_TITLE_COLUMNS)
    length_at = table.find(_LENGTH_COLUMNS, but=_set(title_at))
    clock_at = table.find(_CLOCK_COLUMNS, but=_set(title_at, length_at))
    end_at = (
        table.find(_END_COLUMNS, but=_set(title_at, length_at, clock_at)) if clock_at is not None else None
    )
    presenter_at = table.find(_PRESENTERS, but=_set(title_at, length_at, clock_at, end_at))
    if title_at is None:
        taken = _set(length_at, clock_at, end_at, presenter_at)
        title_at = next((at for at in table.telling if at not in taken), 0)
    rows = [row for row in table.rows if cell(row, title_at)]
    starts = [clock_minutes(cell(row, clock_at)) for row in rows]
    for row, (start, following) in zip(rows, _with_next(starts), strict=True):
        end = cell(row, end_at)
        low, high = _minutes(
            cell(row, length_at), f"{cell(row, clock_at)}-{end}" if end else cell(row, clock_at)
        )
        if low is None and length_at is None and start and following and following[0] > start[0]:
            low = high = following[0] - start[0]
        columns = {title_at, *_set(presenter_at, clock_at, end_at)} | (
            _set(length_at) if low is not None else set()
        )
        title = strip_emphasis(cell(row, title_at))
        spec = AgendaSpec(title, low, high)
        if low is None and (found := read_agenda_item(cell(row, title_at))).min is not None:
            spec = found
        if spec.min is None and following is None and start and _LAST_WORDS.fullmatch(spec.title):
            continue
        more = table.others(row, columns)
        yield row, replace(spec, presenter=strip_emphasis(cell(row, presenter_at)), notes=tuple(more)), True


def _set(*columns: int | None) -> set[int]:
    return {at for at in columns if at is not None}


def _minutes(length: str, clock: str) -> tuple[int | None, int | None]:
    """The minutes of a row: `20`, `20–30`, `0:15`, `1 h`, or a clock's `10:00–10:15`."""
    if re.fullmatch(rf"\d{{1,3}}(?:\s*[{DASH}]\s*\d{{1,3}})?", length):
        length += " min"
    if match := re.fullmatch(r"(\d{1,2}):([0-5]\d)(?:\s*h)?", length):
        total = int(match[1]) * 60 + int(match[2])
        return total, total
    for text in (length, clock):
        if found := whole_duration(text):
            return found.min, found.max
        if span := clock_span(text):
            return span, span
        if re.fullmatch(rf"\d{{1,3}}(?:\s*[{DASH}]\s*\d{{1,3}})?", text):
            return _minutes(f"{text} min", "")
    return None, None
