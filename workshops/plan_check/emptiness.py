"""Headings and labels under which nothing stands."""

import re
from itertools import takewhile, zip_longest
from typing import Final

from workshops.plan_document import section_outline

# A line that is nothing but a label, in bold or as a heading: it announces what follows.
_LABEL: Final = re.compile(r"\s*(?:(?:\*\*|__)([^*_\n]{1,200}?)(?:\*\*|__)\s*:?|#{1,6}\s+(.{1,200}?))\s*")
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
    """The labels of a mail that another label, the farewell or the end of the mail follows at once."""
    lines = _lines(text)
    found = []
    for line, following in zip_longest(lines, lines[1:], fillvalue=""):
        label = label_of(line)
        # What a plain line announces may well begin with a label.
        announced = label or (line.strip() if line.rstrip().endswith(":") else "")
        if announced and (not following or (label and label_of(following))):
            found.append(announced.rstrip(":"))
    return found


def labels(text: str) -> list[str]:
    """The labels of a mail, in order."""
    return [label for line in _lines(text) if (label := label_of(line))]


def label_of(line: str) -> str:
    match = _LABEL.fullmatch(line)
    return (match[1] or match[2]).strip().rstrip(":") if match else ""


def _lines(text: str) -> list[str]:
    """The lines with words, up to the farewell: below it is a name."""
    lines = [line for line in text.split("\n") if line.strip()]
    return list(takewhile(lambda line: not _FAREWELL.match(line), lines))
