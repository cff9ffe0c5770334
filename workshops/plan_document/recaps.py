"""The sections of a recap inside a mail's text, in whichever form their headings are written."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from .blocks import Block, Item
from .gaps import find_gaps, without_gaps
from .inline import (
    DASHES,
    RULE,
    bold_lead,
    split_label,
    strip_emphasis,
    strip_number,
    unbroken,
    word_set,
    words,
)
from .languages import REGARDS
from .model import RecapSectionSpec
from .tables import cell, table_of

_SIGN_OFF: Final = re.compile(
    r"(?:(?:kind|best|warm|many)?\s*(?:regards|wishes)|best|thanks|many thanks|thank you|cheers|"
    r"sincerely|yours|"
    r"see you|"
    rf"{REGARDS}|"
    r"please|let me|let us|if you|the recording|looking forward)\b",
    re.I,
)
# What a text ends with, whoever's name stands below it.
_REGARDS: Final = re.compile(
    r"(?:(?:with )?(?:kind|best|warm|many|yours)?\s*(?:regards|wishes|thanks|truly|faithfully|sincerely)"
    r"|best|thank you|cheers|yours"
    rf"|{REGARDS})[\s,.!]*$",
    re.I,
)
# Bold labels of the meeting's own data, which are no sections of what came out of it.
_DATA_LABELS: Final = word_set(
    "when where what who time date duration location link place participants attendees objective subject "
    "slot from to cc purpose workshop note important"
)
# “To do” and “What we decided” are sections, “To” and “Where” are labels.
_OPENING_WORDS: Final = word_set("when where what who to from")
_POINT: Final = re.compile(r"\s*(?:[-*+]|\d{1,3}[.)])\s")


@dataclass(frozen=True, slots=True)
class Span:
    """Lines of a mail's text, counted from 0."""

    start: int
    end: int


def trimmed_end(lines: Sequence[str], start: int, end: int) -> int:
    """The end of a range of lines without the blank ones at its end."""
    while end > start and not lines[end - 1].strip():
        end -= 1
    return end


def read_recap(
    lines: Sequence[str], blocks: Sequence[Block]
) -> tuple[tuple[RecapSectionSpec, ...], Span | None]:
    """The sections of a recap, with the lines from the first heading to the end of the last section."""
    heads = _section_heads(lines, blocks)
    if len(heads) < 2:
        return _listed_sections(lines, blocks)
    end = _end_of_last(lines, blocks, heads[-1][0], has_words=bool(heads[-1][2]))
    found = []
    for at, (line, heading, rest) in enumerate(heads):
        until = heads[at + 1][0] if at + 1 < len(heads) else end
        found.append(_section(heading, [rest, *lines[line + 1 : until]]))
    return tuple(found), Span(heads[0][0], end)


def _section_heads(lines: Sequence[str], blocks: Iterable[Block]) -> list[tuple[int, str, str]]:
    heads = []
    for block in blocks:
        if block.kind == "heading":
            heads.append((block.start, strip_number(strip_emphasis(block.text)), ""))
        elif block.kind == "paragraph":
            for number in range(block.start, block.end):
                lead = bold_lead(unbroken(lines[number].strip()))
                if lead and _is_head(*lead):
                    heading = strip_number(lead[0].rstrip(": "))
                    heads.append((number, heading, lead[1].lstrip(f": {DASHES}")))
                elif lead is None and _is_shouted(lines, number):
                    heads.append((number, strip_number(lines[number].strip().rstrip(": ")), ""))
                elif lead is None and (plain := _plain_head(lines, number)):
                    heads.append((number, *plain))
    return [head for head in heads if head[1] and not _is_data_label(words(head[1]))]


def _is_head(heading: str, rest: str) -> bool:
    """Whether bold words open a section: nothing, a colon, or a dash and a hint stands behind them."""
    is_before_hint = rest[:1] in set(DASHES) and bool(find_gaps(rest))
    return not rest or heading.endswith(":") or rest.startswith(":") or is_before_hint


def _is_shouted(lines: Sequence[str], number: int) -> bool:
    """`DECISIONS` on a line of its own, with something right below it."""
    line = lines[number].strip()
    is_first = number == 0 or not lines[number - 1].strip()
    below = lines[number + 1 : number + 2]
    return (
        line.isupper()
        and len(line) > 3
        and len(line.split()) <= 6
        and is_first
        and any(map(str.strip, below))
    )


def _plain_head(lines: Sequence[str], number: int) -> tuple[str, str] | None:
    """`Result: <go or no-go>`, or `Conditions:` above points of which one is a hint."""
    line = unbroken(lines[number].strip())
    is_title = len(line.split()) <= 6 and line[-1:].isalnum() and ":" not in line
    label = (line, "") if is_title else split_label(line, max_words=6)
    if label is None or _REGARDS.match(line):
        return None
    following = next((line for line in lines[number + 1 : number + 3] if line.strip()), "")
    is_all_hint = not without_gaps(following).strip("`.;, ")
    # `decisions:` in small letters, with nothing but its hint below.
    if not label[0][:1].isupper() and not (line.endswith(":") and is_all_hint):
        return None
    is_below = not label[1] and (_POINT.match(following) or is_all_hint)
    below = following if is_below else ""
    has_hint = any(not gap.is_date for gap in find_gaps(f"{label[1]}\n{below}"))
    return (strip_number(label[0]), label[1]) if has_hint else None


def _is_data_label(heading: Sequence[str]) -> bool:
    """“Who” and “Date and place” are labels; “What we decided” is a section."""
    if heading[:1] and heading[0] in _OPENING_WORDS:
        return set(heading) <= _DATA_LABELS
    return bool(set(heading[:1]) & _DATA_LABELS)


def _end_of_last(lines: Sequence[str], blocks: Sequence[Block], head: int, *, has_words: bool) -> int:
    """Where the last section ends; a paragraph behind one that has its words already is the signature."""
    end = head + 1
    for block in blocks:
        if block.end <= head:
            continue
        is_own = block.start <= head
        is_first_words = block.kind == "paragraph" and end == head + 1 and not has_words
        is_first_words = is_first_words and not _SIGN_OFF.match(block.text)
        if is_own:
            end = _before_sign_off(lines, head + 1, block.end) if block.kind == "paragraph" else block.end
        elif (
            block.is_list
            or block.kind in {"table", "fence", "quote"}
            or is_first_words
            or (block.kind == "paragraph" and _has_gaps(lines, block) and not _SIGN_OFF.match(block.text))
        ):
            end = block.end
        else:
            break
    return trimmed_end(lines, head + 1, end)


def _has_gaps(lines: Sequence[str], block: Block) -> bool:
    return bool(find_gaps("\n".join(lines[block.start : block.end])))


def _before_sign_off(lines: Sequence[str], start: int, end: int) -> int:
    return next((number for number in range(start, end) if _SIGN_OFF.match(lines[number].strip())), end)


def _listed_sections(
    lines: Sequence[str], blocks: Iterable[Block]
) -> tuple[tuple[RecapSectionSpec, ...], Span | None]:
    """Sections written as the points of one list: `- **Decisions:** <list them>`."""
    for block in blocks:
        if block.kind == "table" and (rows := _sections_of_table(block)):
            return rows, Span(block.start, block.end)
        if not block.is_list or len(block.items) < 2:
            continue
        labels = [_label_of_section(item) for item in block.items]
        # Beside two that are sure, a point such as `Actions: see the log` is a section too.
        if sum(map(bool, labels)) > 1:
            labels = [
                label or split_label(item.text, max_words=5)
                for label, item in zip(labels, block.items, strict=True)
            ]
        if all(labels):
            found = [
                _section(
                    strip_number(label[0]),
                    [label[1], *(line.removeprefix("  ") for line in lines[item.text_end : item.end])],
                )
                for label, item in zip(labels, block.items, strict=True)
                if label
            ]
            return tuple(found), Span(block.start, block.end)
    return (), None


def _sections_of_table(block: Block) -> tuple[RecapSectionSpec, ...]:
    """The rows of a table in which what is to be told is still a hint."""
    table = table_of(block)
    if table is None or len(table.telling) < 2:
        return ()
    first, *rest = table.telling
    rows = [row for row in table.rows if cell(row, first)]
    hinted = [row for row in rows if any(find_gaps(cell(row, at)) for at in rest)]
    if len(hinted) < 2 or any(find_gaps(cell(row, first)) for row in rows):
        return ()
    return tuple(
        _section(strip_number(strip_emphasis(cell(row, first))), ["; ".join(cell(row, at) for at in rest)])
        for row in rows
    )


def _label_of_section(item: Item) -> tuple[str, str] | None:
    """`**Decisions:** <list>` taken apart, or a point with hints nested below it."""
    if bold_lead(item.text) or find_gaps("\n".join(item.lines) or item.text):
        first = item.lines[0] if item.lines else item.text
        is_above = len(item.lines) > 1 and not find_gaps(first)
        label = None if is_above and ":" not in first.rstrip(":*_ ") else split_label(item.text)
        if label is None and is_above:
            return strip_emphasis(item.lines[0]).rstrip(": "), "\n".join(item.lines[1:])
        return label
    has_hint = any(
        find_gaps(text)
        for child in item.children
        for text in (child.text, *(nested.text for nested in child.items))
    )
    return (strip_emphasis(item.text).rstrip(": "), "") if has_hint and item.text else None


def _section(heading: str, content: Sequence[str]) -> RecapSectionSpec:
    raw = "\n".join(content)
    hints = [gap.hint for gap in find_gaps(raw) if not gap.is_date]
    # In the middle of words a gap stays: without it they would be sent with a hole.
    kept = [line.rstrip() for line in _without_lone_gaps(raw).split("\n")]
    while kept and (not kept[-1] or RULE.match(kept[-1])):
        # A line drawn below the section is none of its words.
        kept.pop()
    text = "\n".join(line for line in kept if not re.fullmatch(r"\s*(?:[-*+]|\d{1,3}[.)])?[\s.;,|]*", line))
    return RecapSectionSpec(heading, "; ".join(hints), text.strip())


def _without_lone_gaps(text: str) -> str:
    """The text without the gaps that are all their line says."""
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    gaps = [gap for gap in find_gaps(text) if not gap.is_date]
    parts, at = [], 0
    for number, group in groupby(gaps, key=lambda gap: bisect_right(starts, gap.start) - 1):
        on_line = list(group)
        end = text.find("\n", on_line[-1].end)
        edges = [starts[number], *(edge for gap in on_line for edge in (gap.start, gap.end)), end]
        edges[-1] = end if end >= 0 else len(text)
        said = "".join(text[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True))
        if not any(char.isalnum() for char in _POINT.sub("", said)):
            for gap in on_line:
                parts.append(text[at : gap.start])
                at = gap.end
    return "".join([*parts, text[at:]])
