"""Where the bars and arrows of the pipelines' drawing stand: pure geometry for the SVG that a template draws.

Layers are columns from left to right; each pipeline is a bar in a lane of its own, from its first layer to
its last. What a pipeline waits for stands above it, and an arrow leads down from it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

LAYERS: Final = ("source", "staging", "core", "semantic")
COLUMN: Final = 240
WIDTH: Final = COLUMN * len(LAYERS)
HEAD: Final = 34
LANE: Final = 58
BAR: Final = 32
INSET: Final = 10
# A letter of the bar's font, on average, in the drawing's own units; wider letters are cut a little early.
LETTER: Final = 7.4
# Arrows into one bar keep this far from its corner and from one another.
FIRST_ARROW: Final = 22
ARROW_GAP: Final = 14


@dataclass(frozen=True, slots=True)
class Node:
    """One pipeline: its id, what it is called, its layers, and the ids of what it waits for."""

    id: int
    label: str
    starts_in: str
    ends_in: str
    needs: tuple[int, ...] = ()
    # From another workshop: shown because something here waits for it.
    is_foreign: bool = False
    has_gaps: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    node: Node
    x: int
    y: int
    width: int
    label: str
    waits_for: tuple[str, ...] = ()
    height: int = BAR

    @property
    def middle(self) -> int:
        return self.y + self.height // 2

    @property
    def text_y(self) -> int:
        return self.middle + 5


@dataclass(frozen=True, slots=True)
class Arrow:
    path: str
    words: str


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    x: int
    middle: int
    width: int = COLUMN


@dataclass(frozen=True, slots=True)
class Flow:
    """Everything that the template draws."""

    bars: tuple[Bar, ...]
    arrows: tuple[Arrow, ...]
    columns: tuple[Column, ...]
    height: int
    width: int = WIDTH

    @property
    def summary(self) -> str:
        """The drawing in words."""
        bars = (f"{bar.node.label}, {bar.node.starts_in} to {bar.node.ends_in}" for bar in self.bars)
        return "; ".join([*bars, *(arrow.words for arrow in self.arrows)])


def draw(nodes: Iterable[Node]) -> Flow:
    """The drawing of these pipelines; a dependency on one that is not among them is left out."""
    ordered = in_order(list(nodes))
    names = {node.id: node.label for node in ordered}
    bars = {
        node.id: _bar(node, lane, tuple(names[need] for need in node.needs if need in names))
        for lane, node in enumerate(ordered)
    }
    columns = tuple(
        Column(name.capitalize(), index * COLUMN, index * COLUMN + COLUMN // 2)
        for index, name in enumerate(LAYERS)
    )
    return Flow(
        tuple(bars.values()), tuple(_arrows(ordered, bars)), columns, HEAD + LANE * len(ordered) + INSET
    )


def in_order(nodes: Sequence[Node]) -> list[Node]:
    """Each after what it waits for, else in the given order; those that wait in a circle come last."""
    known = {node.id for node in nodes}
    open_needs = {node.id: {need for need in node.needs if need in known} for node in nodes}
    waiting, done = list(nodes), set[int]()
    ordered: list[Node] = []
    while waiting:
        ready = next((node for node in waiting if open_needs[node.id] <= done), waiting[0])
        waiting.remove(ready)
        done.add(ready.id)
        ordered.append(ready)
    return ordered


def cut(text: str, room: float) -> str:
    """The text, or as many of its words as fit and an ellipsis."""
    most = max(int(room / LETTER), 2)
    if len(text) <= most:
        return text
    short = text[: most - 1].rstrip()
    words = short.rsplit(" ", 1)[0]
    # A cut between words reads better, as long as it does not cost half of the room.
    return f"{(words if len(words) > most / 2 else short).rstrip(' ,;:–-')}…"


def _bar(node: Node, lane: int, waits_for: tuple[str, ...]) -> Bar:
    ends = sorted(LAYERS.index(layer) for layer in (node.starts_in, node.ends_in))
    x = ends[0] * COLUMN + INSET
    width = (ends[1] - ends[0] + 1) * COLUMN - 2 * INSET
    return Bar(node, x, HEAD + lane * LANE + (LANE - BAR) // 2, width, cut(node.label, width - 24), waits_for)


def _arrows(ordered: Sequence[Node], bars: Mapping[int, Bar]) -> Iterable[Arrow]:
    for node in ordered:
        needs = [bars[need] for need in dict.fromkeys(node.needs) if need in bars and need != node.id]
        for index, need in enumerate(needs):
            words = f"{need.node.label} comes before {node.label}"
            yield Arrow(_path(need, bars[node.id], index), words)


def _path(need: Bar, bar: Bar, index: int) -> str:
    """From the one that comes first to the one that waits: straight down, or by a bend."""
    offset = FIRST_ARROW + (index * ARROW_GAP) % (COLUMN - 2 * FIRST_ARROW)
    is_below = bar.y > need.y
    tip = bar.y - 2 if is_below else bar.y + bar.height + 2
    if need.x + need.width < bar.x:
        return f"M{need.x + need.width} {need.middle}H{bar.x + offset}V{tip}"
    if need.x > bar.x + bar.width:
        return f"M{need.x} {need.middle}H{bar.x + bar.width - offset}V{tip}"
    start = need.y + need.height if is_below else need.y
    return f"M{max(need.x, bar.x) + offset} {start}V{tip}"
