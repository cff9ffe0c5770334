"""A file that holds the plans of several workshops, one below the other."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from .blocks import read_source
from .headings import parse_title
from .sections import Section, cut_sections

# What a whole plan has besides its mails.
_OWN_SECTIONS: Final = frozenset({"objectives", "groups", "timeline"})
# A file made to be slow is not taken apart plan by plan.
_MOST_PLANS: Final = 100


@dataclass(frozen=True, slots=True)
class PlanPart:
    """The plan of one workshop of the series, and how many lines of the file stand above it."""

    title: str
    text: str
    lines_above: int


def split_series(text: str) -> tuple[PlanPart, ...]:
    """The plans that a file holds, where it holds several; nothing where it is one plan, as most are.

    Each begins with a heading that names its workshop by a code of its own, all of them equally large, and
    has sections of its own: a plan that mentions other workshops, or that has two sessions, is no series.
    """
    source = read_source(text)
    sections = cut_sections(source)
    for level in sorted({section.level for section in sections if section.level}):
        found = [section for section in sections if section.level == level and _code(section)]
        codes = [_code(section) for section in found]
        if 1 < len(found) <= _MOST_PLANS and len(set(codes)) == len(codes):
            ends = [following.start for _, following in pairwise(found)] + [len(source.lines)]
            if all(_is_whole(sections, section.start, end) for section, end in zip(found, ends, strict=True)):
                return tuple(
                    PlanPart(section.title, "\n".join(source.written[section.start : end]), section.start)
                    for section, end in zip(found, ends, strict=True)
                )
    return ()


def _code(section: Section) -> str:
    title = parse_title(section.title) if section.heading and section.mail is None else None
    return title[0] if title else ""


def _is_whole(sections: Sequence[Section], start: int, end: int) -> bool:
    own = [section for section in sections if start < section.start < end]
    return any(section.kind in _OWN_SECTIONS for section in own)
