"""Changes to a document, collected while it is compared, and made all at once."""

from dataclasses import dataclass, field
from typing import Final

from .parser import Parsed

# The order in which a document's sections usually stand; a new one goes before the first that comes later.
_ORDER: Final = (
    "preamble",
    "artifacts",
    "objectives",
    "groups",
    "timeline",
    "mail",
    "agenda",
    "prework",
    "recap",
    "checks",
)
_HEADINGS: Final = {
    "artifacts": "Artifacts",
    "objectives": "Objectives",
    "groups": "Stakeholder groups",
    "timeline": "Timeline and touchpoints",
    "agenda": "Agenda",
    "prework": "Pre-work",
    "recap": "Recap",
    "checks": "What to check",
}


@dataclass(slots=True)
class Edits:
    """Replacements of line ranges, to be made all at once."""

    parsed: Parsed
    # Whether the text of a changed mail stands in a fence, so that nothing below is read as more of it.
    is_sealed: bool = False
    made: list[tuple[int, int, str]] = field(default_factory=list)

    def put(self, start: int, end: int, text: str) -> None:
        """The lines from `start` on, up to `end`, become this text."""
        self.made.append((start, end, text))

    def text(self) -> str:
        """The document with all changes made."""
        lines = list(self.parsed.reading.source.written)
        for start, end, text in sorted(self.made, key=lambda edit: edit[:2], reverse=True):
            lines[start:end] = text.split("\n") if text else []
        return "\n".join(lines)


def insert(edits: Edits, kind: str, content: str) -> None:
    """A section that the document did not have, where a reader would look for it."""
    sections = edits.parsed.reading.sections
    place = _ORDER.index(kind)
    later = (
        section
        for section in sections
        if section.heading
        and section.kind in _ORDER
        and _ORDER.index(section.kind) > place
        and not (section.mail and section.mail.is_row)
    )
    following = next(later, None)
    level = next((section.level for section in sections if 1 < section.level <= 6), 2)
    text = f"{'#' * level} {_HEADINGS[kind]}\n\n{content}\n"
    if following:
        edits.put(following.start, following.start, text)
    else:
        append(edits, text)


def append(edits: Edits, text: str) -> None:
    """Text at the document's end."""
    lines = edits.parsed.reading.source.lines
    end = len(lines) - (1 if lines and not lines[-1] else 0)
    edits.put(end, end, "\n" + text.rstrip("\n"))
