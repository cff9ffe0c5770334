"""Sentences that stand around the lists of a section: kept as its words, and no cause for alarm."""

import re
from collections.abc import Sequence
from typing import Final

from .account import Reading
from .blocks import Block
from .inline import (
    bold_lead,
    split_label,
    split_separator,
    strip_emphasis,
    strip_number,
    word_set,
    words,
)
from .items import says_something
from .mail_head import is_field
from .mails import trimmed
from .model import NoteSpec
from .offsets import starts_with_offset
from .sections import Section

# In the order in which `write` puts the sections.
NOTED: Final = ("preamble", "objectives", "groups", "timeline", "agenda", "prework", "recap", "checks")
_FEWEST_WORDS: Final = 4
_REMARKS: Final = word_set("note notes hint tip important remark remember")
# What opens a sentence: a letter or digit, in type or in quotes.
_OPENING: Final = re.compile(r"[>\s]*[*_\"“„'‘(]*[^\W_]")


def place_of(note: NoteSpec) -> int:
    """Where the note's section stands among those that `write` puts; last what is no part of a plan's own."""
    return NOTED.index(note.section) if note.section in NOTED else len(NOTED)


def keep_words(reading: Reading, section: Section) -> None:
    """A section that has no place in the plan, under its own heading; what divides it goes with it."""
    is_part = section.kind.endswith("-part")
    first = section.heading.end if section.heading and not is_part else section.start
    free = [number for number in range(first, section.end) if number not in reading.claimed]
    lines = [reading.source.written[number] for number in free]
    start, end = trimmed(lines, 0, len(lines))
    text = "\n".join(lines[start:end])
    if is_part and reading.notes:
        above = reading.notes.pop()
        reading.notes.append(NoteSpec(above.section, "\n\n".join(filter(None, (above.text, text)))))
    else:
        title = re.sub(r"^\d{1,2}(?:\.\d{1,2})*\s+", "", strip_number(strip_emphasis(section.title)))
        reading.notes.append(NoteSpec(title, text))
    reading.claim(section.start, section.end)


def read_notes(reading: Reading, section: Section, kind: str) -> None:
    """The prose of a section, where something else of it was understood; of what stands on top always.

    Prose in a section of which nothing was understood may be all there is to say of it: that is told.
    """
    kind = "preamble" if kind == "container" else kind
    first = section.heading.end if section.heading else section.start
    is_understood = any(number in reading.claimed for number in range(first, section.end))
    # “Purpose” in a sentence beside “Objectives” in a list.
    is_understood = is_understood or (kind == "objectives" and reading.has_objective_points)
    if kind not in NOTED or not (kind == "preamble" or is_understood):
        return
    for block in section.blocks:
        own = reading.source.lines[block.start : block.end]
        is_free = not any(number in reading.claimed for number in range(block.start, block.end))
        if is_free and (_is_prose_block(block, own, kind) or (kind == "preamble" and _is_prose_list(block))):
            written = reading.source.written[block.start : block.end]
            reading.notes.append(NoteSpec(kind, "\n".join(written)))
            reading.claim(block.start, block.end)


def _is_prose_block(block: Block, lines: Sequence[str], kind: str) -> bool:
    return block.kind in {"paragraph", "quote"} and _is_prose(lines, kind)


def _is_prose_list(block: Block) -> bool:
    """Whether each point of a list is a sentence, as in what introduces a plan; `Date: 3 May` is none."""
    return block.is_list and all(
        item.text and not item.children and _is_prose(item.lines, "preamble") for item in block.items
    )


def _is_prose(lines: Sequence[str], kind: str) -> bool:
    """Whether the lines are sentences, and not data whose label or day the program ought to have known."""
    text = " ".join(re.sub(r"^[>\s]+", "", line).strip() for line in lines)
    if any(is_field(line) or starts_with_offset(strip_emphasis(line.strip())) for line in lines):
        return False
    if len(lines) > 1 and all(split_separator(line.strip()) for line in lines):
        return False
    spoken = [word for word in words(text) if word.isalpha() and len(word) > 1]
    is_sentence = len(spoken) > 1 and text.rstrip('*_”"').endswith((".", "!", "?"))
    if not says_something(text) or not (is_sentence or len(spoken) >= _FEWEST_WORDS):
        return False
    if not all(map(_OPENING.match, lines)) or "|" in text:
        return False
    lead = bold_lead(text)
    if lead and (lead[0].endswith(":") or lead[1].startswith(":")):
        return False
    label = split_label(text.strip("*_"), max_words=2)
    if label and label[1] and kind == "preamble" and not set(words(label[0])) <= _REMARKS:
        return False
    cut = split_separator(text) if kind == "timeline" else None
    return cut is None or not cut[1] or set(words(cut[0])) <= _REMARKS
