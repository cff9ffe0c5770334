"""Tables as people write them: which column holds what, and what is said in the others."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from .blocks import Block, Item
from .inline import DASH, strip_emphasis, words

# A wider table is none of a plan's.
MOST_COLUMNS: Final = 40
# `1.`, `(2)`, and `O1` or `REQ-12` below a header that says that it counts.
_NUMBERING: Final = re.compile(r"[\s#.()]*(?:[A-Za-z]{1,4}[-.]?(?=\d))?\d{0,3}[\s.)]*")
_NO: Final = re.compile(
    rf"(?:no|n|nope|never|none|false|[✗✘✕✖❌{DASH}]+\ufe0f?)(?=\s*(?:$|[,.;:(]|\s[{DASH}]))", re.I
)


@dataclass(frozen=True, slots=True)
class Table:
    """A table's rows, and the words of its header."""

    header: tuple[str, ...]
    rows: tuple[Item, ...]

    @property
    def telling(self) -> list[int]:
        """The columns that say something: all but those that only count the rows."""
        width = range(len(self.header))
        counts = [
            self._is_unnamed(at) and all(_NUMBERING.fullmatch(cell(row, at)) for row in self.rows)
            for at in width
        ]
        return [at for at in width if not counts[at]]

    def find(self, names: Collection[str], *, but: Collection[int] = ()) -> int | None:
        """The first column whose header has one of these words."""
        return next(
            (at for at in self.telling if at not in but and set(words(self.header[at])) & set(names)), None
        )

    def others(self, row: Item, taken: Collection[int]) -> list[str]:
        """What the row says in its other columns, each with the column's name."""
        said = [at for at in self.telling if at not in taken and cell(row, at)]
        return [self.answer(row, at) for at in said]

    def answer(self, row: Item, at: int) -> str:
        """What a cell says, with the name of its column."""
        return _named(strip_emphasis(self.header[at]), cell(row, at))

    def _is_unnamed(self, at: int) -> bool:
        return set(words(self.header[at])) <= {"no", "nr", "id", "ref", "number", "step", "s"}


def table_of(block: Block) -> Table | None:
    """The table in a block; None where it is none, or too wide for one that people read."""
    if block.kind != "table" or not block.items or len(block.items[0].cells) > MOST_COLUMNS:
        return None
    return Table(block.items[0].cells, block.items[1:])


def says_no(text: str) -> bool:
    """Whether a cell answers its column's question with no: `No`, `no (gets the minutes)`, `✗`."""
    return bool(_NO.match(text.strip()))


def cell(row: Item, at: int | None) -> str:
    """A row's cell; nothing where the row is shorter, or there is no such column."""
    return row.cells[at] if at is not None and at < len(row.cells) else ""


def _named(header: str, said: str) -> str:
    is_mark = said.casefold() in {"x", "✓", "✔", "yes", "✅"}
    return header if is_mark else f"{header.rstrip(':')}: {said}" if header else said
