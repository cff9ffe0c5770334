"""The headings of a document, and what stands under each."""

from dataclasses import dataclass

from .blocks import read_source
from .sections import cut_sections


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading with the lines under it and the points of its lists.

    `kind` is that of its section, empty where nothing of it is known.
    """

    title: str
    level: int
    kind: str
    text: str = ""
    points: tuple[str, ...] = ()


def section_outline(text: str) -> tuple[Heading, ...]:
    """The headings of any text, in order."""
    source = read_source(text)
    return tuple(
        Heading(
            section.title,
            section.level,
            section.kind.removesuffix("-part"),
            "\n".join(source.lines[section.heading.end : section.end]),
            tuple(item.text for block in section.blocks if block.is_list for item in block.items),
        )
        for section in cut_sections(source)
        if section.heading
    )
