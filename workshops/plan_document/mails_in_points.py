"""Mails written as the points of a list: `1. **Invite (T-7)**`, and below it the fields and the text."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from .blocks import Block, Item
from .inline import strip_emphasis
from .mail_head import read_head


def with_mails_in_points(blocks: Iterable[Block], lines: Sequence[str], *, level: int) -> Iterator[Block]:
    """The blocks, with each point above a mail's fields made a heading of this level and what is below it.

    Points that are mails themselves are pieces of the kind `mail`.
    """
    for block in blocks:
        if block.is_list and any(_is_mail(item, lines) for item in block.items):
            for item in block.items:
                is_mail = _is_mail(item, lines)
                kind = "mail" if is_mail else block.kind
                yield replace(block, kind=kind, start=item.start, end=item.end, items=(item,))
            continue
        if not block.is_list or not any(_has_mail(item, lines) for item in block.items):
            yield block
            continue
        for item in block.items:
            yield Block("heading", item.start, item.text_end, strip_emphasis(item.text).rstrip(":"), level)
            if own := _below(item, lines):
                text = " ".join(line.strip() for line in own)
                yield Block("paragraph", item.text_end, item.text_end + len(own), text, lines=own)


def _is_mail(item: Item, lines: Sequence[str]) -> bool:
    """Whether the point begins with the fields of a mail itself, as a list of mails in YAML does."""
    head = read_head(lines, item.start, item.text_end) if item.text_end > item.start + 1 else None
    return head is not None and "subject" in head.values and bool(head.values.keys() & {"from", "to"})


def _has_mail(item: Item, lines: Sequence[str]) -> bool:
    head = read_head(lines, item.text_end, item.end) if item.end > item.text_end + 1 else None
    return head is not None and "subject" in head.values and bool(head.values.keys() & {"from", "to"})


def _below(item: Item, lines: Sequence[str]) -> tuple[str, ...]:
    end = item.end
    while end > item.text_end and not lines[end - 1].strip():
        end -= 1
    return tuple(lines[item.text_end : end])
