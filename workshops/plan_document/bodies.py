"""What stands inside a mail's text: its agenda, its pre-work, what to bring, and the sections of a recap."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from .blocks import Block, Item, read_source
from .gaps import find_gaps, without_gaps
from .inline import bold_lead, split_label, strip_emphasis, strip_number, word_set, words
from .items import full_text, read_agenda, read_prework
from .model import AgendaSpec, PreWorkSpec, RecapSectionSpec

_PREPARATION: Final = re.compile(
    r"\b(?:come|be|arrive) (?:\w+ )?(?:prepared|ready)\b|\bplease (?:bring|have)\b|\bbring along\b"
    r"|\bwhat to bring\b",
    re.I,
)
_PREWORK: Final = re.compile(
    r"\bpre-?\s?(?:work|reads?|reading)\b|\breading list\b|\bpreparations?\b|\bto prepare\b|"
    r"\bbefore the (?:workshop|session|meeting|training)\b|\bplease prepare\b|\bhomework\b|"
    r"\bbefore (?:you|we) (?:come|join|arrive|attend|meet|start)\b",
    re.I,
)
_SIGN_OFF: Final = re.compile(
    r"(?:(?:kind|best|warm|many)?\s*(?:regards|wishes)|best|thanks|many thanks|thank you|cheers|"
    r"sincerely|yours|"
    r"see you|"
    r"please|let me|let us|if you|the recording|looking forward)\b",
    re.I,
)
# Bold labels of the meeting's own data, which are no sections of what came out of it.
_DATA_LABELS: Final = word_set(
    "when where what who time date duration location link place participants attendees objective subject "
    "slot from to cc purpose workshop note important"
)
_QUESTION_WORDS: Final = word_set("when where what who")


@dataclass(frozen=True, slots=True)
class Span:
    """Lines of a mail's text, counted from 0."""

    start: int
    end: int


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
    agenda = _labelled(source.lines, source.blocks, _is_agenda_label, {"bullets", "numbers", "table"})
    prework = _labelled(source.lines, source.blocks, _is_prework_label, {"bullets", "numbers"})
    bring = _labelled(source.lines, source.blocks, _is_preparation_label, {"bullets", "numbers"})
    sections, sections_at = _sections(source.lines, source.blocks)
    return Body(
        tuple(found for _, found, _ in read_agenda(agenda)) if agenda else (),
        _span(agenda),
        tuple(filter(None, (read_prework(full_text(item)[0]) for item in prework.items))) if prework else (),
        _span(prework),
        tuple(full_text(item)[0] for item in bring.items if item.text) if bring else (),
        _span(bring),
        sections,
        sections_at,
    )


def trimmed_end(lines: Sequence[str], start: int, end: int) -> int:
    """The end of a range of lines without the blank ones at its end."""
    while end > start and not lines[end - 1].strip():
        end -= 1
    return end


def _span(block: Block | None) -> Span | None:
    return Span(block.start, block.end) if block and block.items else None


def _labelled(
    lines: Sequence[str], blocks: Sequence[Block], is_label: Callable[[str, bool], bool], kinds: set[str]
) -> Block | None:
    """The first list right below a line that announces it."""
    for above, block in pairwise(blocks):
        if block.kind in kinds and above.kind in {"paragraph", "heading"}:
            line = lines[max(above.start, above.end - 1)].strip()
            if is_label(above.text if above.kind == "heading" else line, above.kind == "heading"):
                return block
    return None


def _announces(line: str, is_heading: bool) -> bool:
    lead = bold_lead(line)
    return is_heading or line.endswith(":") or len(words(line)) <= 4 or bool(lead and not lead[1].strip(":"))


def _is_agenda_label(line: str, is_heading: bool) -> bool:
    return "agenda" in words(line) and _announces(line, is_heading)


def _is_prework_label(line: str, is_heading: bool) -> bool:
    is_other = _is_agenda_label(line, is_heading) or _is_preparation_label(line, is_heading=is_heading)
    return bool(_PREWORK.search(line)) and _announces(line, is_heading) and not is_other


def _is_preparation_label(line: str, is_heading: bool) -> bool:
    return bool(_PREPARATION.search(line)) and _announces(line, is_heading)


def _sections(
    lines: Sequence[str], blocks: Sequence[Block]
) -> tuple[tuple[RecapSectionSpec, ...], Span | None]:
    """The sections of a recap, with the lines from the first heading to the end of the last section."""
    heads = _section_heads(lines, blocks)
    if len(heads) < 2:
        return _listed_sections(lines, blocks)
    end = _end_of_last(lines, blocks, heads[-1][0])
    found = []
    for at, (line, heading, rest) in enumerate(heads):
        until = heads[at + 1][0] if at + 1 < len(heads) else end
        found.append(_section(heading, [rest, *lines[line + 1 : until]]))
    return tuple(found), Span(heads[0][0], end)


def _section_heads(lines: Sequence[str], blocks: Iterable[Block]) -> list[tuple[int, str, str]]:
    heads = []
    for block in blocks:
        if block.kind == "heading":
            heads.append((block.start, strip_number(strip_emphasis(block.text)), ""))
        elif block.kind == "paragraph":
            for number in range(block.start, block.end):
                lead = bold_lead(lines[number].strip().removesuffix("\\"))
                if lead and (not lead[1] or lead[0].endswith(":") or lead[1].startswith(":")):
                    heading = strip_number(lead[0].rstrip(": "))
                    heads.append((number, heading, lead[1].lstrip(": ")))
                elif lead is None and _is_shouted(lines, number):
                    heads.append((number, strip_number(lines[number].strip().rstrip(": ")), ""))
                elif lead is None and (plain := _plain_head(lines, number)):
                    heads.append((number, *plain))
    return [head for head in heads if head[1] and not _is_data_label(words(head[1]))]


def _is_shouted(lines: Sequence[str], number: int) -> bool:
    """`DECISIONS` on a line of its own, with something right below it."""
    line = lines[number].strip()
    is_first = number == 0 or not lines[number - 1].strip()
    below = lines[number + 1 : number + 2]
    return (
        line.isupper()
        and len(line) > 3
        and len(line.split()) <= 6
        and is_first
        and any(map(str.strip, below))
    )


def _plain_head(lines: Sequence[str], number: int) -> tuple[str, str] | None:
    """`Result: <go or no-go>`, or `Conditions:` above points of which one is a hint."""
    label = split_label(lines[number].strip().removesuffix("\\"), max_words=6)
    if label is None or not label[0][:1].isupper():
        return None
    following = next((line for line in lines[number + 1 : number + 3] if line.strip()), "")
    below = following if not label[1] and re.match(r"\s*(?:[-*+]|\d{1,3}[.)])\s", following) else ""
    has_hint = any(not gap.is_date for gap in find_gaps(f"{label[1]}\n{below}"))
    return (strip_number(label[0]), label[1]) if has_hint else None


def _is_data_label(heading: Sequence[str]) -> bool:
    """“Who” and “Date and place” are labels; “What we decided” is a section."""
    is_question = heading[:1] and heading[0] in _QUESTION_WORDS
    return set(heading) <= _DATA_LABELS if is_question else bool(set(heading[:1]) & _DATA_LABELS)


def _end_of_last(lines: Sequence[str], blocks: Sequence[Block], head: int) -> int:
    end = head + 1
    for block in blocks:
        if block.end <= head:
            continue
        is_own = block.start <= head
        is_first_words = block.kind == "paragraph" and end == head + 1 and not _SIGN_OFF.match(block.text)
        if is_own:
            end = _before_sign_off(lines, head + 1, block.end) if block.kind == "paragraph" else block.end
        elif (
            block.is_list
            or block.kind in {"table", "fence", "quote"}
            or is_first_words
            or (find_gaps("\n".join(lines[block.start : block.end])) and block.kind == "paragraph")
        ):
            end = block.end
        else:
            break
    return trimmed_end(lines, head + 1, end)


def _before_sign_off(lines: Sequence[str], start: int, end: int) -> int:
    return next((number for number in range(start, end) if _SIGN_OFF.match(lines[number].strip())), end)


def _listed_sections(
    lines: Sequence[str], blocks: Iterable[Block]
) -> tuple[tuple[RecapSectionSpec, ...], Span | None]:
    """Sections written as the points of one list: `- **Decisions:** <list them>`."""
    for block in blocks:
        if not block.is_list or len(block.items) < 2:
            continue
        labels = [_label_of_section(item) for item in block.items]
        # Beside two that are sure, a point such as `Actions: see the log` is a section too.
        if sum(map(bool, labels)) > 1:
            labels = [
                label or split_label(item.text, max_words=5)
                for label, item in zip(labels, block.items, strict=True)
            ]
        if all(labels):
            found = [
                _section(
                    strip_number(label[0]),
                    [label[1], *(line.removeprefix("  ") for line in lines[item.text_end : item.end])],
                )
                for label, item in zip(labels, block.items, strict=True)
                if label
            ]
            return tuple(found), Span(block.start, block.end)
    return (), None


def _label_of_section(item: Item) -> tuple[str, str] | None:
    """`**Decisions:** <list>` taken apart, or a point with hints nested below it."""
    if bold_lead(item.text) or find_gaps(item.text):
        return split_label(item.text)
    has_hint = any(find_gaps(nested.text) for child in item.children for nested in child.items)
    return (strip_emphasis(item.text).rstrip(": "), "") if has_hint and item.text else None


def _section(heading: str, content: Sequence[str]) -> RecapSectionSpec:
    raw = "\n".join(content)
    hints = [gap.hint for gap in find_gaps(raw) if not gap.is_date]
    kept = [line.rstrip() for line in without_gaps(raw).split("\n")]
    text = "\n".join(line for line in kept if not re.fullmatch(r"\s*(?:[-*+]|\d{1,3}[.)])?[\s.;,]*", line))
    return RecapSectionSpec(heading, "; ".join(hints), text.strip())
