"""Mails written as the points of a list: `1. **Invite (T-7)**`, and below it the fields and the text."""

from collections.abc import Iterable, Iterator, Sequence

from .blocks import Block, Item
from .inline import strip_emphasis
from .mail_head import read_head


def with_mails_in_points(blocks: Iterable[Block], lines: Sequence[str], *, level: int) -> Iterator[Block]:
    """The blocks, with each point above a mail's fields made a heading of this level and what is below it."""
    for block in blocks:
        if not block.is_list or not any(_has_mail(item, lines) for item in block.items):
            yield block
            continue
        for item in block.items:
            yield Block("heading", item.start, item.text_end, strip_emphasis(item.text).rstrip(":"), level)
            if own := _below(item, lines):
                text = " ".join(line.strip() for line in own)
                yield Block("paragraph", item.text_end, item.text_end + len(own), text, lines=own)


def _has_mail(item: Item, lines: Sequence[str]) -> bool:
    head = read_head(lines, item.text_end, item.end) if item.end > item.text_end + 1 else None
    return head is not None and "subject" in head.values and bool(head.values.keys() & {"from", "to"})


def _below(item: Item, lines: Sequence[str]) -> tuple[str, ...]:
    end = item.end
    while end > item.text_end and not lines[end - 1].strip():
        end -= 1
    return tuple(lines[item.text_end : end])
