"""What differs between two texts of a recap, in words that people read: values in, values out."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final

ADDED: Final = "added"
REMOVED: Final = "removed"
CHANGED: Final = "changed"

# From this likeness on two lines are one that was reworded; below it one went and another came.
_ALIKE: Final = 0.5
# A comparison takes the product of both lengths: longer lines are not looked at for likeness.
_LONGEST_COMPARED: Final = 2_000
_LIST_MARK: Final = re.compile(r"^(?:[-*+]|\d{1,9}[.)]|#{1,6})\s+")
_TABLE_RULE: Final = re.compile(r"^\|?[\s:|-]*-[\s:|-]*\|?$")


@dataclass(frozen=True, slots=True)
class SectionText:
    """A section as a version keeps it."""

    heading: str
    text: str
    lists_actions: bool = False

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "SectionText":
        return cls(kept["heading"], kept["text"], bool(kept.get("lists_actions")))


@dataclass(frozen=True, slots=True)
class LineChange:
    """A line that came, went, or was reworded."""

    kind: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class SectionChange:
    """A section that came, went, or whose text is another one."""

    heading: str
    kind: str
    lines: tuple[LineChange, ...]


def changes_between(before: Sequence[SectionText], after: Sequence[SectionText]) -> list[SectionChange]:
    """What the second text changes of the first, in the order of the second; what went comes last."""
    left = list(before)
    changes = []
    for section in after:
        old = next((row for row in left if row.heading == section.heading), None)
        if old:
            left.remove(old)
        lines = tuple(_line_changes(_lines(old.text) if old else [], _lines(section.text)))
        if lines or old is None:
            changes.append(SectionChange(section.heading, CHANGED if old else ADDED, lines))
    gone = (SectionChange(row.heading, REMOVED, tuple(_line_changes(_lines(row.text), []))) for row in left)
    # An empty section that appears or goes says nothing to anybody.
    return [change for change in (*changes, *gone) if change.lines]


def as_markdown(changes: Iterable[SectionChange]) -> str:
    """The changes as a mail tells them."""
    return "\n\n".join(_section_markdown(change) for change in changes)


def _section_markdown(change: SectionChange) -> str:
    note = {ADDED: " (new)", REMOVED: " (taken out)"}.get(change.kind, "")
    return "\n".join([f"**{change.heading}**{note}", "", *(f"- {_told(line)}" for line in change.lines)])


def _told(line: LineChange) -> str:
    if line.kind == ADDED:
        return f"Added: {line.after}"
    if line.kind == REMOVED:
        return f"No longer: {line.before}"
    return f"Now: {line.after} (before: {line.before})"


def _lines(text: str) -> list[str]:
    """The lines that say something, without the marks of lists and tables."""
    rows = (line.strip() for line in text.splitlines())
    return [said for row in rows if row and not _TABLE_RULE.match(row) if (said := _said(row))]


def _said(row: str) -> str:
    if row.startswith("|"):
        return " – ".join(cell.strip() for cell in row.strip("|").split("|") if cell.strip())
    return _LIST_MARK.sub("", row)


def _line_changes(before: list[str], after: list[str]) -> Iterator[LineChange]:
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag != "equal":
            yield from _block(before[i1:i2], after[j1:j2])


def _block(gone: list[str], come: list[str]) -> Iterator[LineChange]:
    """Lines that stand in each other's place; those alike are told as one that was reworded."""
    for number in range(max(len(gone), len(come))):
        old = gone[number] if number < len(gone) else ""
        new = come[number] if number < len(come) else ""
        if old and new and _is_reworded(old, new):
            yield LineChange(CHANGED, old, new)
            continue
        if old:
            yield LineChange(REMOVED, old, "")
        if new:
            yield LineChange(ADDED, "", new)


def _is_reworded(old: str, new: str) -> bool:
    if max(len(old), len(new)) > _LONGEST_COMPARED:
        return False
    return SequenceMatcher(None, old, new, autojunk=False).ratio() >= _ALIKE
