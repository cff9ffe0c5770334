"""Lists written with HTML's tags, which Markdown leaves as they are: `<ul>`, a `<li>` a point, `</ul>`."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from .blocks import Block, Item

_TAG: Final = re.compile(r"<(?P<closes>/?)(?P<name>ul|ol|li)(?:\s[^<>]{0,200})?>", re.I)
_OPENS: Final = re.compile(r"\s*<[uo]l(?:\s[^<>]{0,200})?>", re.I)
_KINDS: Final = {"ul": "bullets", "ol": "numbers"}
_HEADING: Final = re.compile(
    r"<h(?P<level>[1-6])(?:\s[^<>]{0,200})?>\s*(?P<words>[^\s<](?:[^<]|<(?!/?h))*?)\s*</h(?P=level)>", re.I
)
# What folds a part of a page away, and its title.
SUMMARY: Final = re.compile(r"\s*<summary>(?:<\w+>)?\s*([^<>]+?)\s*(?:</\w+>)?</summary>\s*", re.I)
FOLD: Final = re.compile(r"\s*(?:</?details(?:\s[^<>]{0,100})?>\s*)+", re.I)
_BOLD: Final = re.compile(r"</?(?:b|strong)>", re.I)
_SLANTED: Final = re.compile(r"</?(?:i|em)>", re.I)
# What is longer is no title that somebody wrote.
LONGEST_SUMMARY: Final = 300
# Deeper is nothing that somebody wrote.
_DEEPEST: Final = 8
# A line of nothing but such tags has no words of its own.
ONLY_TAGS: Final = re.compile(
    rf"\s*(?:{_TAG.pattern.replace('?P<closes>', '?:').replace('?P<name>', '?:')}\s*)+", re.I
)


@dataclass(slots=True)
class _List:
    kind: str
    start: int
    items: list[Item] = field(default_factory=list)
    point: "_Point | None" = None


@dataclass(slots=True)
class _Point:
    start: int
    end: int
    words: list[str] = field(default_factory=list)
    children: list[Block] = field(default_factory=list)

    def item(self, end: int) -> Item:
        """The point as one of a Markdown list."""
        said = tuple(filter(None, (_typed(" ".join(words.split())) for words in self.words)))
        return Item(self.start, self.end, max(end, self.end), " ".join(said), (), tuple(self.children), said)


def _typed(words: str) -> str:
    """The words with Markdown's marks for bold and slanted type."""
    return _SLANTED.sub("*", _BOLD.sub("**", words))


def with_html_lists(blocks: Sequence[Block], lines: Sequence[str]) -> Iterator[Block]:
    """The blocks, with what such a list is in a paragraph made one; tags that do not match are left."""
    for block in blocks:
        if block.kind != "paragraph":
            yield block
        elif titled := _HEADING.fullmatch(block.text) if block.end == block.start + 1 else None:
            level = int(titled["level"])
            yield replace(block, kind="heading", level=level, text=_typed(titled["words"]))
        else:
            yield from _divided(block, lines)


def _divided(block: Block, lines: Sequence[str]) -> Iterator[Block]:
    start = number = block.start
    while number < block.end:
        found = _read(lines, number, block.end) if _OPENS.match(lines[number]) else None
        if found:
            if number > start:
                yield _piece(block, start, number, lines)
            yield found
            start = number = found.end
        elif _OPENS.match(lines[number]):
            break
        else:
            number += 1
    if start == block.start:
        yield block
    elif start < block.end:
        yield _piece(block, start, block.end, lines)


def _piece(block: Block, start: int, end: int, lines: Sequence[str]) -> Block:
    own = tuple(line.strip().rstrip("\\") for line in lines[start:end])
    return replace(block, start=start, end=end, text=" ".join(own).strip(), lines=own)


def _read(lines: Sequence[str], start: int, end: int) -> Block | None:
    """The list that begins on the first of the lines and ends on one of them; None where it does not."""
    opened: list[_List] = []
    for number in range(start, end):
        at = 0
        for tag in _TAG.finditer(lines[number]):
            if not _take_words(opened, lines[number][at : tag.start()], number):
                return None
            at = tag.end()
            closed = _take_tag(opened, tag, number)
            if not closed:
                return None
            if isinstance(closed, Block) and not opened:
                return closed if not lines[number][at:].strip() and closed.items else None
        if not _take_words(opened, lines[number][at:], number):
            return None
    return None


def _take_words(opened: list[_List], words: str, number: int) -> bool:
    """Whether the words stand in a point, or there are none."""
    if not words.strip():
        return True
    point = opened[-1].point if opened else None
    if point is None or point.children:
        return False
    point.words.append(words)
    point.end = number + 1
    return True


def _take_tag(opened: list[_List], tag: re.Match[str], number: int) -> Block | bool:
    """The list that the tag closes, else whether the tag has a place here."""
    name, closes = tag["name"].casefold(), bool(tag["closes"])
    if name in _KINDS and not closes:
        if len(opened) == _DEEPEST or (opened and opened[-1].point is None):
            return False
        opened.append(_List(_KINDS[name], number))
        return True
    if not opened:
        return False
    within = opened[-1]
    if within.point is not None:
        # A point may be left open: the next one, or the list's end, closes it.
        within.items.append(within.point.item(number + closes))
        within.point = None
    elif name == "li" and closes:
        return False
    if name == "li":
        within.point = None if closes else _Point(number, number + 1)
        return True
    opened.pop()
    block = Block(within.kind, within.start, number + 1, items=tuple(within.items))
    if opened and opened[-1].point:
        opened[-1].point.children.append(block)
    return block
