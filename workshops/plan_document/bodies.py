"""What stands inside a mail's text: its agenda, its pre-work, what to bring, and the sections of a recap."""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Final

from .agenda import has_minutes, listed_on_a_line, read_agenda
from .blocks import Block, Source, read_source
from .inline import bold_lead, split_label, words
from .items import full_text, read_prework_points
from .model import AgendaSpec, PreWorkSpec, RecapSectionSpec
from .recaps import Span, read_recap
from .typed_lists import with_typed_lists

_PREPARATION: Final = re.compile(
    r"\b(?:come|be|arrive) (?:\w+ )?(?:prepared|ready)\b|\bplease (?:bring|have)\b|\bbring along\b"
    r"|\bwhat to bring\b",
    re.I,
)
_PREWORK: Final = re.compile(
    r"\bpre-?\s?(?:work|reads?|reading)\b|\breading list\b|\bpreparations?\b|\bto prepare\b|"
    r"\bbefore (?:the|our) (?:workshop|session|meeting|training|kick-?off|review|call|event|day)\b|"
    r"\bbefore (?:you|we) (?:come|join|arrive|attend|meet|start)\b|\bplease prepare\b|\bhomework\b|"
    r"\bwhat (?:we|i) need\b|\bin advance\b|\bprep\b|\bbefore\s*:",
    re.I,
)
# What may be called an agenda too, where its points have minutes.
_PROGRAMME: Final = re.compile(
    r"\bprogramme?\b|\bschedule\b|\brun(?:ning)? (?:of show|order)\b|\boutline\b|\bsession (?:plan|flow)\b|"
    r"\bwhat we(?:['’]ll| will| want to)? (?:cover|do|discuss|go through)\b",
    re.I,
)
_LABEL_WORDS: Final = 3
_NEAR_LABEL: Final = 40
_LONGEST_SENTENCE: Final = 1_000
_LISTS: Final = frozenset({"bullets", "numbers"})
_TABLES: Final = _LISTS | {"table"}


@dataclass(frozen=True, slots=True)
class Body:
    """The known parts of a mail's text; an empty part has no span."""

    agenda: tuple[AgendaSpec, ...] = ()
    agenda_at: Span | None = None
    prework: tuple[PreWorkSpec, ...] = ()
    prework_at: Span | None = None
    preparation: tuple[str, ...] = ()
    preparation_at: Span | None = None
    sections: tuple[RecapSectionSpec, ...] = ()
    sections_at: Span | None = None


@lru_cache(maxsize=64)
def read_body(text: str) -> Body:
    """The known parts of a mail's text."""
    source = read_source(text, is_document=False)
    source = replace(source, blocks=tuple(with_typed_lists(source.blocks, source.lines)))
    agenda = _labelled(source.lines, source.blocks, _is_agenda_label, _TABLES) or _timed(source)
    prework = _labelled(source.lines, source.blocks, _is_prework_label, _TABLES)
    bring = _labelled(source.lines, source.blocks, _is_preparation_label, _LISTS)
    sections, sections_at = read_recap(source.lines, source.blocks)
    prework_points = [found for _, found, _ in read_prework_points(prework)] if prework else []
    return Body(
        tuple(found for _, found, _ in read_agenda(agenda)) if agenda else _in_a_sentence(source.lines),
        _span(agenda),
        tuple(prework_points),
        _span(prework) if prework_points or (prework and prework.is_list) else None,
        tuple(full_text(item)[0] for item in bring.items if item.text) if bring else (),
        _span(bring),
        sections,
        sections_at,
    )


def _timed(source: Source) -> Block | None:
    """A list without a label that is an agenda by its minutes, or by what it is called."""
    named = _labelled(source.lines, source.blocks, _is_programme_label, _TABLES)
    timed = [block for block in (named, *source.blocks) if block and has_minutes(block)]
    return timed[0] if timed else None


def _in_a_sentence(lines: Sequence[str]) -> tuple[AgendaSpec, ...]:
    """`**Agenda:** interfaces (60 min), next steps (20 min)`; such a text keeps its own words."""
    for line in lines:
        is_short = "genda" in line[:_NEAR_LABEL] and len(line) < _LONGEST_SENTENCE
        label = split_label(line.strip(), max_words=4) if is_short else None
        if label and (found := listed_on_a_line(label[1])):
            return found
    return ()


def _span(block: Block | None) -> Span | None:
    return Span(block.start, block.end) if block and block.items else None


def _labelled(
    lines: Sequence[str],
    blocks: Sequence[Block],
    is_label: Callable[[str, bool], bool],
    kinds: Collection[str],
) -> Block | None:
    """The first list right below a line that announces it, or below one sentence that follows that line."""
    for number, (above, block) in enumerate(pairwise(blocks)):
        if block.kind in kinds and above.kind in {"paragraph", "heading"}:
            if _is_announced(lines, above, is_label):
                return block
            heading = blocks[number - 1] if number else above
            if _is_sentence(above) and _is_title(heading) and _is_announced(lines, heading, is_label):
                return block
    return None


def _is_announced(lines: Sequence[str], above: Block, is_label: Callable[[str, bool], bool]) -> bool:
    if above.kind == "heading":
        return is_label(above.text, True)
    return is_label(lines[max(above.start, above.end - 1)].strip(), False)


def _is_sentence(block: Block) -> bool:
    """Whether words stand there that are no title of another list, as `**Pre-work**` and `Pre-work:` are."""
    is_label = _is_title(block) or (block.text.endswith(":") and len(words(block.text)) <= _LABEL_WORDS)
    return block.kind == "paragraph" and not is_label


def _is_title(block: Block) -> bool:
    """Whether nothing but a title stands there: a heading, or a line all in bold."""
    lead = bold_lead(block.text) if block.kind == "paragraph" else None
    return block.kind == "heading" or bool(lead and not lead[1].strip(":"))


def _announces(line: str, is_heading: bool) -> bool:
    lead = bold_lead(line)
    return is_heading or line.endswith(":") or len(words(line)) <= 4 or bool(lead and not lead[1].strip(":"))


def _is_agenda_label(line: str, is_heading: bool) -> bool:
    return "agenda" in words(line) and _announces(line, is_heading)


def _is_programme_label(line: str, is_heading: bool) -> bool:
    return bool(_PROGRAMME.search(line)) and _announces(line, is_heading)


def _is_prework_label(line: str, is_heading: bool) -> bool:
    is_other = _is_agenda_label(line, is_heading) or _is_preparation_label(line, is_heading=is_heading)
    return bool(_PREWORK.search(line)) and _announces(line, is_heading) and not is_other


def _is_preparation_label(line: str, is_heading: bool) -> bool:
    return bool(_PREPARATION.search(line)) and _announces(line, is_heading)
