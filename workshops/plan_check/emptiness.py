"""Headings and labels under which nothing stands."""

import re
from itertools import takewhile, zip_longest
from typing import Final

from workshops.plan_document import Heading, section_kind

from .blanks import says_nothing

# A line that is nothing but a label, in bold or as a heading: it announces what follows.
_LABEL: Final = re.compile(r"\s*(?:(?:\*\*|__)([^*_\n]{1,200}?)(?:\*\*|__)\s*:?|#{1,6}\s+(.{1,200}?))\s*")
_FAREWELL: Final = re.compile(
    r"\s*(?:(?:best|kind|warm)(?:\s+(?:regards|wishes))?|regards|cheers|thanks|thank you|sincerely|yours"
    r"|see you)\b",
    re.IGNORECASE,
)
# “Thank you for a good session: …” is none.
_FAREWELL_WORDS: Final = 5
# Kinds of sections that a mail announces with a plain line, too: `Pre-work:`.
_LABEL_WORDS: Final = 3
_PLAIN: Final = frozenset({"agenda", "prework", "objectives"})


def empty_sections(outline: tuple[Heading, ...]) -> list[tuple[str, str]]:
    """The headings of a document that neither words nor a deeper heading follow, each with its kind."""
    found = []
    for section, following in zip_longest(outline, outline[1:]):
        has_parts = following is not None and following.level > section.level
        # The document's own title stands above everything, whatever levels its sections have.
        is_title = section is outline[0] and following is not None and not section.kind
        if says_nothing(section.text) and not has_parts and not is_title:
            found.append((section.title, section.kind))
    return found


def empty_labels(text: str, sender: str = "") -> list[str]:
    """The labels of a mail that another label, the farewell, the sender's name or the mail's end follows."""
    lines = _lines(text, sender)
    found = []
    for line, following in zip_longest(lines, lines[1:], fillvalue=""):
        label = label_of(line)
        # What a plain line announces may well begin with a label.
        announced = label or (line.strip() if line.rstrip().endswith(":") else "")
        if announced and (not following or (_is_part(line) and _is_part(following))):
            found.append(announced.rstrip(":"))
    return found


def labels(text: str, sender: str = "") -> list[str]:
    """The labels of a mail, in order; a plain line is one where its word is that of a part of the plan."""
    lines = _lines(text, sender)
    return [label_of(line) or line.strip().rstrip(":") for line in lines if _is_part(line)]


def label_of(line: str) -> str:
    match = _LABEL.fullmatch(line)
    return (match[1] or match[2]).strip().rstrip(":") if match else ""


def _is_part(line: str) -> bool:
    plain = line.strip()
    is_short = plain.endswith(":") and len(plain.split()) <= _LABEL_WORDS
    return bool(label_of(line)) or (is_short and section_kind(plain.rstrip(":")) in _PLAIN)


def _lines(text: str, sender: str) -> list[str]:
    """The lines with words, up to the farewell or the sender's name: what is below signs the mail."""
    lines = [line for line in text.split("\n") if not says_nothing(line)]
    name = sender.strip().casefold()

    def is_of_text(line: str) -> bool:
        is_name = bool(name) and line.strip(" \t*_,.–—-").casefold() == name
        is_farewell = len(line.split()) <= _FAREWELL_WORDS and bool(_FAREWELL.match(line))
        return not is_name and not is_farewell

    return list(takewhile(is_of_text, lines))
