"""A document cut into its sections, at headings of any level."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final

from .blocks import Block, Source
from .headings import announces_mail, is_container, section_kind
from .inline import bold_lead
from .mails import MailText, is_field, read_mail

# Below all of Markdown's own levels: a bold line that stands above a mail's fields.
_BOLD_LINE_LEVEL: Final = 7
RULE: Final = re.compile(r"\s{0,3}(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,})$")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with the lines below it; `kind` is empty where nothing of it is known."""

    kind: str
    heading: Block | None
    start: int
    end: int
    blocks: tuple[Block, ...]
    mail: MailText | None = None

    @property
    def title(self) -> str:
        """The heading's words."""
        return self.heading.text if self.heading else ""

    @property
    def level(self) -> int:
        """The heading's level, 0 for what stands above all headings."""
        return self.heading.level if self.heading else 0


def cut_sections(source: Source) -> list[Section]:
    """The document's sections in order; a mail takes the headings inside its text with it."""
    sections: list[Section] = []
    for section in _classified(_raw_sections(source), source):
        above = sections[-1] if sections else None
        if above and above.mail and section.mail is None and 1 < above.level < section.level <= 6:
            merged = replace(above, end=section.end, blocks=(*above.blocks, *_with_heading(section)))
            sections[-1] = replace(merged, mail=_mail_of(merged, source))
        else:
            sections.append(section)
    return sections


def _with_heading(section: Section) -> Iterable[Block]:
    return (section.heading, *section.blocks) if section.heading else section.blocks


def _raw_sections(source: Source) -> list[Section]:
    heading: Block | None = None
    start, blocks = 0, list[Block]()
    sections = []
    pieces = chain.from_iterable(_split_at_bold_line(block, source) for block in source.blocks)
    for block in pieces:
        if block.kind == "heading":
            sections.append(Section("", heading, start, block.start, tuple(blocks)))
            heading, start, blocks = block, block.start, []
        else:
            blocks.append(block)
    sections.append(Section("", heading, start, len(source.lines), tuple(blocks)))
    return [section for section in sections if section.heading or section.blocks]


def _split_at_bold_line(block: Block, source: Source) -> list[Block]:
    """A bold line right above a mail's fields is that mail's heading."""
    if block.kind != "paragraph":
        return [block]
    lead = bold_lead(source.lines[block.start].strip())
    following = next((line for line in source.lines[block.start + 1 : block.start + 3] if line.strip()), "")
    if lead is None or lead[1] or is_field(source.lines[block.start]) or not is_field(following):
        return [block]
    heading = Block("heading", block.start, block.start + 1, lead[0].rstrip(":"), _BOLD_LINE_LEVEL)
    if block.end == block.start + 1:
        return [heading]
    rest = " ".join(line.strip() for line in source.lines[block.start + 1 : block.end])
    return [heading, replace(block, start=block.start + 1, text=rest)]


def _classified(sections: list[Section], source: Source) -> Iterable[Section]:
    """Sections with their kinds; below a known heading, a deeper unknown one is of the same kind."""
    parent, parent_level = "", 0
    for section in sections:
        mail = _mail_of(section, source) if section_kind(section.title) != "notes" else None
        if mail:
            kind = "mail"
        elif section.heading is None:
            kind = "preamble"
        else:
            kind = section_kind(section.title)
            if not kind and parent and section.level > parent_level:
                kind = f"{parent}-part"
            elif not kind and is_container(section.title) and not _has_words(section):
                kind = "container"
        if not kind.endswith("-part"):
            parent, parent_level = (
                (kind, section.level) if kind not in {"mail", "preamble", "container"} else ("", 0)
            )
        yield replace(section, kind=kind, mail=mail)


def _has_words(section: Section) -> bool:
    return any(block.kind != "rule" for block in section.blocks)


def _mail_of(section: Section, source: Source) -> MailText | None:
    first = section.heading.end if section.heading else section.start
    mail = read_mail(source.lines, first, section.end, section.blocks)
    if mail is None:
        return None
    has_people = bool(mail.email.sender or mail.email.to)
    is_mail = (mail.has_subject and (has_people or announces_mail(section.title))) or (
        has_people and announces_mail(section.title)
    )
    return mail if is_mail else None
