"""The headings of a document, and whether anything stands under each."""

from dataclasses import dataclass

from .blocks import read_source
from .sections import cut_sections


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; `kind` is that of its section, empty where nothing of it is known."""

    title: str
    level: int
    kind: str
    has_words: bool


def section_outline(text: str) -> tuple[Heading, ...]:
    """The headings of any text, in order; a rule between two of them is not a word."""
    return tuple(
        Heading(
            section.title,
            section.level,
            section.kind.removesuffix("-part"),
            any(block.kind != "rule" for block in section.blocks),
        )
        for section in cut_sections(read_source(text))
        if section.heading
    )
