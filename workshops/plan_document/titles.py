"""The title of a document that Markdown does not mark as a heading, or that takes more than one line."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from .blocks import Block
from .headings import parse_title, section_kind
from .inline import bold_lead, strip_emphasis

# A title in the midst of a line goes on in the next, but it is no paragraph.
_MOST_LINES: Final = 3
_LONGEST: Final = 150
_OF_A_WORKSHOP: Final = re.compile(
    r"\b(?:workshop|session|training|meeting|kick-?off|review|retreat|summit)\b", re.I
)


def is_line(block: Block) -> bool:
    """Whether the block is a line that stands alone."""
    return block.kind == "paragraph" and block.end == block.start + 1


def is_title(first: Block) -> bool:
    """Whether the first block of a document is its title, on one line or broken into a few."""
    if first.kind != "paragraph" or not parse_title(first.text):
        return False
    is_short = first.end - first.start <= _MOST_LINES and len(first.text) <= _LONGEST
    return is_line(first) or (is_short and first.text[-1:] not in ".:;!?" and first.text[:1].isupper())


def is_title_below(first: Block, block: Block) -> bool:
    """Whether a line names the workshop right below a title that does not."""
    above, own = parse_title(first.text), parse_title(block.text)
    is_first = is_line(first) or first.kind == "heading"
    return is_first and is_line(block) and bool(above and own and not above[0] and own[0])


def title_of_two(blocks: Sequence[Block]) -> Block | None:
    """`Communication Plan` and the bold name of the workshop below it, as one heading; None for others."""
    if len(blocks) < 2:
        return None
    first, below = blocks
    lead = bold_lead(below.text) if is_line(below) else None
    is_name = bool(lead and not lead[1]) and bool(_OF_A_WORKSHOP.search(below.text)) and ":" not in below.text
    if not is_line(first) or not is_name or parse_title(first.text) != ("", "") or section_kind(below.text):
        return None
    words = f"{strip_emphasis(first.text)} – {strip_emphasis(below.text)}"
    # What names the workshop by a code is a heading itself.
    has_code = any((parse_title(below.text) or ("",))[:1])
    return None if has_code else replace(first, kind="heading", level=1, end=below.end, text=words, lines=())
