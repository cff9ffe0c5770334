"""A document line by line, with what was made of each line."""

from dataclasses import dataclass

from .account import Reading
from .headings import mail_name
from .parser import read


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line of the source, counted from 1; `section` tells which part of the plan it stands in."""

    number: int
    text: str
    understood: bool
    section: str


def annotate(text: str) -> list[SourceLine]:
    """All lines of a text; blank ones and rules count as understood."""
    parsed = read(text)
    unparsed = {line.line for line in parsed.plan.unparsed}
    sections = _section_names(parsed.reading)
    return [
        SourceLine(number, line, number not in unparsed, sections[number - 1])
        for number, line in enumerate(parsed.reading.source.written, start=1)
    ]


def _section_names(reading: Reading) -> list[str]:
    names = [""] * len(reading.source.lines)
    for section in reading.sections:
        kind = section.kind.removesuffix("-part")
        name = mail_name(section.title) or "mail" if kind == "mail" else kind
        names[section.start : section.end] = [name] * (section.end - section.start)
    for part in reading.parts:
        if part.kind in {"title", "timeline"}:
            names[part.start : part.end] = [part.kind] * (part.end - part.start)
    return names
