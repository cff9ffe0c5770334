"""Points of a list read as what they stand for: a group, an agenda item, pre-work, a check."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from .blocks import Block, Item
from .entities import shown
from .inline import (
    DASH,
    DASHES,
    bold_lead,
    split_label,
    split_list,
    split_separator,
    strip_emphasis,
    trailing_parenthesis,
    word_set,
    words,
)
from .model import CheckSpec, GroupSpec, PreWorkSpec
from .tables import Table, cell, table_of

# "Primary: A, B" names groups A and B; "Sponsor: pays, decides" says what the sponsor does.
_CATEGORIES: Final = word_set(
    "primary secondary tertiary core extended optional required informed consulted accountable internal "
    "external other others additional business technical key must attend fyi main audience audiences "
    "groups stakeholders attendees participants cc decision"
)
_BESIDE_CATEGORIES: Final = word_set(
    "and or the of to be side makers only team teams members parties people roles stakeholder group for in "
    "involved interested affected support supporting invitees guests list afterwards after workshop"
)
# Such a label in bold, or without where it begins a sentence.
_SORT_LABEL: Final = re.compile(
    r"(?:(?P<mark>\*\*|__)(?P<bold>[^*_:\n]{1,60})(?::\s?(?P=mark)|(?P=mark)\s?:)"
    r"|(?:^|(?<=[.;|*_]\s))(?P<plain>[A-Z][\w &/-]{0,40}):)(?=\s)"
)
# What is longer is prose, not a group's name.
_NAME_WORDS: Final = 5
_WHEN_NEEDED: Final = re.compile(
    r",\s*((?:(?:if|as|when|where) (?:needed|required|necessary)|optional)[^,]{0,60})$", re.I
)
_WHO_COLUMNS: Final = word_set("who group groups audience role owner for participant participants team")
_WORK_COLUMNS: Final = word_set("what task tasks pre-work work preparation document action activity")
_NO_WORK: Final = frozenset(
    {
        *(
            "none",
            "none yet",
            "no pre-work",
            "no prework",
            "n/a",
            "na",
            "nothing",
            "empty",
            "tbd",
            "tba",
            "tbc",
        ),
        *("todo", "to do", "to be defined", "to be confirmed", "to be done", "-", "–", "—", "", "…"),
    }
)


def full_text(item: Item) -> tuple[str, int]:
    """A point's words with those nested below it, and the line after the last that is in them."""
    nested = texts_below(item)
    return (join_texts([item.text, *nested]), item.end) if nested else (item.text, item.text_end)


def texts_below(item: Item) -> list[str]:
    """The words of the points nested below a point; none where something else than points is below it."""
    return list(_nested(item.children)) if all(block.is_list for block in item.children) else []


def join_texts(texts: Iterable[str]) -> str:
    """A point's words and those below it on one line."""
    first, *rest = [text for text in texts if text] or [""]
    if not rest:
        return first
    return first + (" " if strip_emphasis(first).endswith((":", ",")) else "; ") + "; ".join(rest)


def read_groups(text: str) -> list[GroupSpec]:
    """The group that a point names, or all of them where it lists several on one line."""
    sorts = _split_sorts(text)
    if len(sorts) > 1:
        return [group for sort in sorts for group in read_groups(sort)]
    text = shown(text)
    label = split_label(text)
    if (
        label
        and label[1]
        and is_category(label[0])
        and (":" in text.partition(label[1])[0] or "," in label[1])
    ):
        return [_one_of(part, note=label[0]) for part in _names(label[1])]
    several = _names(text) if not bold_lead(text) and not split_separator(text) else []
    if len(several) > 1 and all(len(name.split()) <= _NAME_WORDS and name[:1].isupper() for name in several):
        return [_one_of(name, note="") for name in several]
    return [read_group(text)]


def read_group_line(text: str) -> list[GroupSpec]:
    """The groups that a line outside of any list names, none where the line is prose."""
    sorts = _split_sorts(text)
    if len(sorts) > 1 and all(each := [read_group_line(sort) for sort in sorts]):
        return [group for found in each for group in found]
    text = shown(text)
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
            name = name[:-1].rstrip()
            inner = trailing_parenthesis(name)
            if inner and inner[0]:
                return GroupSpec(inner[0], "; ".join(filter(None, (inner[1], rest))))
            return GroupSpec(name, rest)
        inner = trailing_parenthesis(rest)
        if inner and not inner[0]:
            return GroupSpec(name, inner[1])
        return GroupSpec(name, re.sub(rf"^(?::|,|[{DASH}]+(?=\s|$))\s*", "", rest))
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


def read_prework_points(block: Block) -> list[tuple[Item, PreWorkSpec, int]]:
    """The pre-work of a list or a table, each with the line after the last that was understood."""
    if block.kind == "table":
        table = table_of(block)
        return list(_prework_rows(table)) if table else []
    found = []
    for item in block.items:
        text, end = full_text(item)
        if end > item.text_end and _is_name_alone(item.text):
            # `Platform Engineers` with their tasks below: whether that is a group, the plan's groups tell.
            text = f"{item.text}: {text[len(item.text) :].lstrip('; ')}"
        work = read_prework(text) if text else None
        if work:
            found.append((item, work, end))
    return found


def _is_name_alone(text: str) -> bool:
    return len(text.split()) <= _NAME_WORDS and text[:1].isupper() and text[-1:].isalnum()


def names_who_does_what(table: Table) -> bool:
    """Whether the table has a column of people and one of what they do."""
    who = table.find(_WHO_COLUMNS)
    return who is not None and table.find(_WORK_COLUMNS, but={who}) is not None


def _prework_rows(table: Table) -> Iterator[tuple[Item, PreWorkSpec, int]]:
    who = table.find(_WHO_COLUMNS)
    what = table.find(_WORK_COLUMNS, but=set() if who is None else {who})
    if what is None:
        what = next((at for at in table.telling if at != who), None)
    for row in table.rows:
        work = read_prework(cell(row, what))
        if work:
            more = "; ".join(table.others(row, {at for at in (who, what) if at is not None}))
            text = f"{work.text} ({more})" if more else work.text
            name = strip_emphasis(cell(row, who)) or work.audience
            yield row, PreWorkSpec(name, text), row.end


def is_box(text: str) -> bool:
    """Whether a point has a box to tick."""
    return without_box(text) != text


def without_box(text: str) -> str:
    """The words behind the box of a task list."""
    return re.sub(r"^\[[ xX]\](?:\s+|$)", "", text)


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
    """Whether the label sorts the groups behind it, as in `Primary: A, B`; “Business Leads” is a group."""
    found = words(label)
    is_sort = bool(found) and len(found) <= 4 and any(word in _CATEGORIES for word in found)
    return is_sort and all(word in _CATEGORIES or word in _BESIDE_CATEGORIES for word in found)


def _split_sorts(text: str) -> list[str]:
    """`**Primary:** A, B. **Secondary:** C` cut before each label that sorts groups."""
    found = [match for match in _SORT_LABEL.finditer(text) if is_category(match["bold"] or match["plain"])]
    if len(found) < 2 or text[: found[0].start()].strip():
        return [text]
    ends = [*(match.start() for match in found[1:]), len(text)]
    # A label with another behind it sorts nothing: `**Stakeholders:** Primary: A. Secondary: B`.
    return [
        text[match.start() : end].rstrip(f" .;,|·•{DASHES}")
        for match, end in zip(found, ends, strict=True)
        if text[match.end() : end].strip()
    ]


def _names(text: str) -> list[str]:
    text = text[:-1] if text.endswith(".") else text
    parts = [re.sub(r"^and\s+", "", part) for part in split_list(text)]
    return [part for part in parts if part]


def _one_of(part: str, note: str) -> GroupSpec:
    inner = trailing_parenthesis(part)
    if inner and inner[0]:
        return GroupSpec(strip_emphasis(inner[0]), "; ".join(filter(None, (note, inner[1]))))
    return GroupSpec(strip_emphasis(part), note)
