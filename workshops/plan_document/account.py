"""The account kept while a document is read: what it says, and which lines say it."""

from dataclasses import dataclass, field

from .blocks import Source
from .durations import Duration
from .model import AgendaSpec, CheckSpec, GroupSpec, NoteSpec, PreWorkSpec, RecapSectionSpec
from .sections import Section
from .timeline import Row


@dataclass(frozen=True, slots=True)
class Part:
    """Lines of the source that hold one part of the plan, or mail number `index`."""

    kind: str
    start: int
    end: int
    index: int = -1


@dataclass(slots=True)
class Reading:
    """What was read from a source so far, and which of its lines hold what."""

    source: Source
    sections: list[Section]
    has_objective_points: bool = False
    parts: list[Part] = field(default_factory=list)
    claimed: set[int] = field(default_factory=set)
    title: tuple[str, str] | None = None
    project: str = ""
    duration: Duration | None = None
    objectives: list[str] = field(default_factory=list)
    groups: list[GroupSpec] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    mails: list[Section] = field(default_factory=list)
    agenda: list[AgendaSpec] = field(default_factory=list)
    prework: list[PreWorkSpec] = field(default_factory=list)
    recap: list[RecapSectionSpec] = field(default_factory=list)
    checks: list[CheckSpec] = field(default_factory=list)
    notes: list[NoteSpec] = field(default_factory=list)

    def claim(self, start: int, end: int) -> None:
        """These lines were understood."""
        self.claimed.update(range(start, end))

    def take(self, kind: str, start: int, end: int) -> None:
        """These lines hold that part of the plan."""
        self.parts.append(Part(kind, start, end))
