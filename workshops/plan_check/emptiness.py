"""Headings and labels under which nothing stands."""

import re
from itertools import zip_longest
from typing import Final

from workshops.plan_document import section_outline

# A line that is nothing but a label in bold: it announces what follows.
_LABEL: Final = re.compile(r"\s*(?:\*\*|__)(?P<words>[^*_\n]{1,200}?)(?:\*\*|__)\s*:?\s*")
_FAREWELL: Final = re.compile(
    r"\s*(?:(?:best|kind|warm)(?:\s+(?:regards|wishes))?|regards|cheers|thanks|thank you|sincerely|yours"
    r"|see you)\b",
    re.IGNORECASE,
)


def empty_sections(document: str) -> list[tuple[str, str]]:
    """The headings of a document that neither words nor a deeper heading follow, each with its kind."""
    found = []
    outline = section_outline(document)
    for section, following in zip_longest(outline, outline[1:]):
        has_parts = following is not None and following.level > section.level
        # The document's own title stands above everything, whatever levels its sections have.
        is_title = section is outline[0] and following is not None and not section.kind
        if not section.has_words and not has_parts and not is_title:
            found.append((section.title, section.kind))
    return found


def empty_labels(text: str) -> list[str]:
    """The bold labels of a mail that another label, the farewell or the end of the mail follows at once."""
    blocks = [block for block in re.split(r"\n\s*\n", text) if block.strip()]
    found = []
    for block, following in zip_longest(blocks, blocks[1:], fillvalue=""):
        label = _LABEL.fullmatch(block)
        is_empty = not following or _LABEL.fullmatch(following) or _FAREWELL.match(following)
        if label and is_empty:
            found.append(label["words"].strip().rstrip(":"))
    return found
