"""The stakeholder groups of a document, read into the account: listed, in a table, or on a line."""

from collections.abc import Sequence
from typing import Final

from .account import Reading
from .audience import base_of
from .blocks import Block, Item
from .headings import section_kind
from .inline import bold_lead, split_label, split_list, split_separator, strip_emphasis, word_set, words
from .items import full_text, read_group, read_group_line, read_groups, says_something
from .model import GroupSpec
from .tables import Table, cell, says_no, table_of

_NAME_COLUMNS: Final = word_set("group groups stakeholder stakeholders team teams audience who department")
# What is longer is prose.
_NAME_WORDS: Final = 6
# A table of two columns needs no names beside what it says of a group.
_NAME_AND_NOTE: Final = 2


def read_groups_block(reading: Reading, block: Block) -> None:
    """The groups in a block of their section."""
    if block.is_list:
        for item in block.items:
            _read_group_item(reading, item)
        reading.take("groups", block.start, block.end)
    elif table := table_of(block):
        first = table.telling[0] if table.telling else 0
        named = table.find(_NAME_COLUMNS)
        name_at = first if named is None else named
        is_described = len(table.telling) == _NAME_AND_NOTE and name_at == first
        for row in table.rows:
            name = strip_emphasis(cell(row, name_at))
            notes = _described(table, row) if is_described else table.others(row, {name_at})
            if name and says_something(name):
                reading.groups.append(GroupSpec(name, "; ".join(filter(None, notes))))
                reading.claim(row.start, row.end)
        reading.claim(block.start, min(block.start + 2, block.end))
        reading.take("groups", block.start, block.end)
    elif block.kind == "paragraph" and _is_name_and_note(reading.source.lines[block.start : block.end]):
        for number in range(block.start, block.end):
            reading.groups.append(read_group(reading.source.lines[number].strip().removesuffix("\\")))
        reading.claim(block.start, block.end)
        reading.take("groups", block.start, block.end)
    elif block.kind == "paragraph":
        for number in range(block.start, block.end):
            text = reading.source.lines[number].strip().removesuffix("\\")
            found = read_group_line(text)
            if found:
                reading.groups += found
                reading.claim(number, number + 1)
                reading.take("groups", number, number + 1)


def _described(table: Table, row: Item) -> list[str]:
    """The note in a table of names and notes; a bare no says something with its column's name alone."""
    said = cell(row, table.telling[1])
    return [table.answer(row, table.telling[1]) if says_no(said) else said]


def _is_name_and_note(lines: Sequence[str]) -> bool:
    """Whether each of several lines is a short name, a dash or colon, and what is said of it."""
    cuts = [split_separator(line.strip()) for line in lines]
    return len(cuts) > 1 and all(
        cut and cut[1] and len(cut[0].split()) <= _NAME_WORDS and not cut[0][:1].islower() for cut in cuts
    )


def _read_group_item(reading: Reading, item: Item) -> None:
    if not words(item.text) or not says_something(item.text):
        return
    is_category = item.text.rstrip("*_ ").endswith(":") and all(child.is_list for child in item.children)
    if is_category and item.children:
        label = strip_emphasis(item.text).rstrip(": ")
        nested = [inner for child in item.children for inner in child.items if inner.text]
        for inner in nested:
            reading.groups += [with_label(label, group) for group in read_groups(inner.text)]
            reading.claim(inner.start, inner.text_end)
        reading.claim(item.start, item.text_end)
        return
    found = read_groups(item.text)
    text, end = full_text(item)
    if len(found) == 1 and end > item.text_end:
        nested_text = text[len(item.text) :].lstrip("; ")
        found = [GroupSpec(found[0].name, "; ".join(filter(None, (found[0].note, nested_text))))]
        reading.claim(item.text_end, end)
    reading.groups += found
    reading.claim(item.start, item.text_end)


def read_labelled_groups(reading: Reading, block: Block) -> None:
    """`**Stakeholders:** Pilots; Clerks` on a line outside of the groups' own section."""
    for number in range(block.start, block.end):
        line = reading.source.lines[number].strip().removesuffix("\\")
        label = split_label(line) if number not in reading.claimed and bold_lead(line) else None
        if label and label[1] and section_kind(label[0]) == "groups" and not base_of(label[1]):
            found = read_group_line(label[1])
            if found:
                reading.groups += found
                reading.claim(number, number + 1)


def read_named_groups(value: str) -> list[GroupSpec]:
    """The groups of `who: platform, SRE (on-call)` above all sections; none where these are sentences."""
    names = split_list(value.removesuffix("."))
    are_names = (
        len(names) > 1 and not base_of(value) and all(len(name.split()) <= _NAME_WORDS for name in names)
    )
    return [group for name in names for group in read_groups(name)] if are_names else []


def with_label(label: str, group: GroupSpec) -> GroupSpec:
    """The group with the word under which the plan sorts it."""
    return GroupSpec(group.name, "; ".join(filter(None, (label, group.note))))
