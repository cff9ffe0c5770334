"""Points of a list read as what they stand for: a group, an agenda item, pre-work, a check."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from .blocks import Block, Item
from .durations import split_minutes
from .inline import (
    DASH,
    bold_lead,
    split_label,
    split_list,
    split_separator,
    strip_emphasis,
    trailing_parenthesis,
    word_set,
    words,
)
from .model import AgendaSpec, CheckSpec, GroupSpec, PreWorkSpec

# "Primary: A, B" names groups A and B; "Sponsor: pays, decides" says what the sponsor does.
_CATEGORIES: Final = word_set(
    "primary secondary tertiary core extended optional required informed consulted accountable internal "
    "external other others additional business technical key must attend fyi main audience audiences "
    "groups stakeholders attendees participants cc decision"
)
# What is longer is prose, not a group's name.
_NAME_WORDS: Final = 5
_WHEN_NEEDED: Final = re.compile(
    r",\s*((?:(?:if|as|when|where) (?:needed|required|necessary)|optional)[^,]{0,60})$", re.I
)
_NO_WORK: Final = frozenset(
    {"none", "none yet", "no pre-work", "no prework", "n/a", "na", "nothing", "-", "–", "—", "tbd", "empty"}
)
_TITLE_COLUMNS: Final = word_set("topic item title agenda activity subject what step content")
_MINUTE_COLUMNS: Final = word_set("duration min mins minutes time length slot")


def full_text(item: Item) -> tuple[str, int]:
    """A point's words with those nested below it, and the line after the last that is in them."""
    nested = list(_nested(item.children))
    if not nested or any(not block.is_list for block in item.children):
        return item.text, item.text_end
    texts = [text for text in (item.text, *nested) if text]
    joined = (
        texts[0] + (" " if texts[0].endswith((":", ",")) else "; ") + "; ".join(texts[1:])
        if texts[1:]
        else texts[0]
    )
    return joined, item.end


def read_groups(text: str) -> list[GroupSpec]:
    """The group that a point names, or all of them where it lists several on one line."""
    label = split_label(text)
    if label and label[1] and is_category(label[0]):
        return [_one_of(part, note=label[0]) for part in _names(label[1])]
    return [read_group(text)]


def read_group_line(text: str) -> list[GroupSpec]:
    """The groups that a line outside of any list names, none where the line is prose."""
    label = split_label(text)
    is_sorted = bool(label and label[1] and is_category(label[0]))
    found = read_groups(text) if is_sorted else [GroupSpec(strip_emphasis(name)) for name in _names(text)]
    is_list = is_sorted or len(found) > 1
    are_names = all(len(one.name.split()) <= _NAME_WORDS and not one.name[:1].islower() for one in found)
    return found if is_list and are_names and not text.endswith(":") else []


def read_group(text: str) -> GroupSpec:
    """One group with its note, in any of the usual forms."""
    lead = bold_lead(text)
    if lead:
        name, rest = lead[0], lead[1]
        if name.endswith(":"):
            return GroupSpec(name[:-1].rstrip(), rest)
        inner = trailing_parenthesis(rest)
        if inner and not inner[0]:
            return GroupSpec(name, inner[1])
        return GroupSpec(name, re.sub(rf"^(?::|[{DASH}]+(?=\s|$))\s*", "", rest))
    cut = split_separator(text)
    if cut and cut[0]:
        return GroupSpec(strip_emphasis(cut[0]), cut[1])
    inner = trailing_parenthesis(text)
    if inner and inner[0]:
        return GroupSpec(strip_emphasis(inner[0]), inner[1])
    when = _WHEN_NEEDED.search(text)
    if when:
        return GroupSpec(strip_emphasis(text[: when.start()]), when[1])
    return GroupSpec(strip_emphasis(text))


def read_agenda_item(text: str) -> AgendaSpec:
    """An agenda item with its minutes where it has some."""
    title, low, high = split_minutes(text)
    return AgendaSpec(strip_emphasis(title), low, high)


def read_agenda(block: Block) -> list[tuple[Item, AgendaSpec, bool]]:
    """The agenda items of a list or a table, each with whether all its words were taken."""
    if block.kind == "table":
        return _agenda_rows(block)
    return [(item, read_agenda_item(item.text), True) for item in block.items if words(item.text)]


def says_something(text: str) -> bool:
    """Whether the words are more than a note that there is nothing yet."""
    return strip_emphasis(text).rstrip(".").casefold() not in _NO_WORK


def read_prework(text: str) -> PreWorkSpec | None:
    """Pre-work with its audience; None where the text says that there is none."""
    text = without_box(text)
    if not says_something(text):
        return None
    label = split_label(text, max_words=6)
    return PreWorkSpec(label[0], label[1]) if label and label[1] else PreWorkSpec("", text)


def without_box(text: str) -> str:
    """The words behind the box of a task list."""
    return re.sub(r"^\[[ xX]\]\s+", "", text)


def read_check(text: str) -> CheckSpec:
    """A point of the checklist: its name, which is all of it where nothing is in bold, and what it asks."""
    text = without_box(text)
    lead = bold_lead(text)
    label = split_label(text) if lead else None
    return CheckSpec(label[0], label[1]) if label else CheckSpec(text)


def _nested(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        for item in block.items:
            if item.text:
                yield item.text
            yield from _nested(item.children)


def is_category(label: str) -> bool:
    """Whether the label sorts the groups behind it, as in `Primary: A, B`."""
    found = words(label)
    return bool(found) and len(found) <= 4 and any(word in _CATEGORIES for word in found)


def _names(text: str) -> list[str]:
    text = text[:-1] if text.endswith(".") else text
    parts = [re.sub(r"^and\s+", "", part) for part in split_list(text)]
    return [part for part in parts if part]


def _one_of(part: str, note: str) -> GroupSpec:
    inner = trailing_parenthesis(part)
    if inner and inner[0]:
        return GroupSpec(strip_emphasis(inner[0]), f"{note}; {inner[1]}")
    return GroupSpec(strip_emphasis(part), note)


def _agenda_rows(block: Block) -> list[tuple[Item, AgendaSpec, bool]]:
    header, rows = block.items[0].cells, block.items[1:]
    names = [set(words(cell)) for cell in header]
    title_at = next((at for at, name in enumerate(names) if name & _TITLE_COLUMNS), None)
    minutes_at = next(
        (at for at, name in enumerate(names) if name & _MINUTE_COLUMNS and at != title_at), None
    )
    if title_at is None:
        title_at = 0 if minutes_at != 0 else 1
    found = []
    for row in rows:
        if title_at >= len(row.cells) or not row.cells[title_at]:
            continue
        title = row.cells[title_at]
        minutes = row.cells[minutes_at] if minutes_at is not None and minutes_at < len(row.cells) else ""
        minutes = minutes + " min" if re.fullmatch(rf"\d+(?:\s*[{DASH}]\s*\d+)?", minutes) else minutes
        _, low, high = split_minutes(f"x ({minutes})")
        taken = {title_at, minutes_at if low is not None else title_at}
        is_whole = not any(
            cell.strip(" #.0123456789") for at, cell in enumerate(row.cells) if at not in taken
        )
        found.append((row, AgendaSpec(strip_emphasis(title), low, high), is_whole))
    return found
