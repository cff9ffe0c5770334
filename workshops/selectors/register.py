"""Reads for the registers' pages."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from django.db.models import Count as DbCount
from django.db.models import Model, Q, QuerySet
from django.urls import reverse
from django.utils import dateformat

from workshops.models import (
    Approval,
    CapacityNeed,
    Constraint,
    Decision,
    Dependency,
    Entry,
    OpenQuestion,
    Person,
    Pipeline,
    Project,
    Risk,
    Workshop,
    WorkshopEvent,
)
from workshops.owners import Candidate, OwnerBook
from workshops.registers.columns import COLUMNS
from workshops.registers.flow import Flow, Node, draw
from workshops.registers.heat import HeatMap, Spot, heat_map
from workshops.registers.kinds import KINDS, PlanWords, RegisterKind, asked_for
from workshops.states import UNSETTLED, PipelineState, RiskState

ENTRIES: Final[dict[str, type[Entry]]] = {
    "pipeline": Pipeline,
    "decision": Decision,
    "risk": Risk,
    "dependency": Dependency,
    "capacity": CapacityNeed,
}
_MODELS: Final[dict[str, Any]] = {
    **ENTRIES,
    "constraint": Constraint,
    "question": OpenQuestion,
    "approval": Approval,
}
# Who stands on a row of each register.
PEOPLE: Final[dict[str, tuple[str, ...]]] = {
    **dict.fromkeys(ENTRIES, ("owner", "raised_by")),
    "constraint": ("flagged_by",),
    "question": ("owner",),
    "approval": ("owner",),
}
# The pill of a row that is not settled.
WAITS: Final = "next"
# What a row says beside its text, its owner and its state.
_FACTS: Final[dict[str, tuple[str, ...]]] = {
    "pipeline": ("schedule", "source", "environments", "sla", "monitoring", "alerting", "on_call"),
    "decision": ("decided_on", "rationale", "artifacts"),
    "risk": ("impact", "likelihood", "mitigation"),
    "dependency": ("due_on", "note"),
    "capacity": ("amount", "due_on", "note"),
    "constraint": ("answer",),
    "question": ("due_on", "answer"),
    "approval": ("due_on", "reason"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A register's row as the page shows it."""

    text: str
    key: str
    owner: str
    origin: str
    facts: list[tuple[str, str]]
    gaps: list[str]
    status: str
    status_text: str
    url: str


@dataclass(frozen=True, slots=True)
class Panel:
    """One register of a workshop."""

    kind: RegisterKind
    rows: list[Row] = field(default_factory=list)
    # The drawings of two of them, where there is something to draw.
    flow: Flow | None = None
    heat: HeatMap | None = None

    @property
    def waiting(self) -> int:
        """How many rows are not settled."""
        return sum(row.status == WAITS for row in self.rows)

    @property
    def lacking(self) -> int:
        """How many rows lack what somebody would have to know to work by them."""
        return sum(bool(row.gaps) for row in self.rows)

    @property
    def has_upload(self) -> bool:
        """The team's own table of it can be taken over."""
        return self.kind.slug in COLUMNS

    @property
    def has_foreign(self) -> bool:
        return self.flow is not None and any(bar.node.is_foreign for bar in self.flow.bars)


def model_of(slug: str) -> Any:
    """The model of a register's rows."""
    return _MODELS[slug]


def rows_of(slug: str, workshop: Workshop) -> QuerySet[Any]:
    """The rows of one register with all that a page says of them."""
    return _whole(slug, _MODELS[slug].objects.filter(workshop=workshop))


def rows_of_project(slug: str, project: Project) -> QuerySet[Any]:
    """The rows of one register of all workshops, in the order in which they were put down."""
    return _whole(slug, _MODELS[slug].objects.filter(workshop__project=project).order_by("pk"))


def _whole(slug: str, rows: QuerySet[Any]) -> QuerySet[Any]:
    rows = rows.select_related("workshop", "agenda_item", *PEOPLE[slug])
    return rows.prefetch_related("depends_on") if slug == "pipeline" else rows


def panel_of(kind: RegisterKind, workshop: Workshop, *, is_linked: bool = True) -> Panel:
    entries = list(rows_of(kind.slug, workshop))
    panel = Panel(kind, [_row(kind, entry) for entry in entries])
    if kind.slug == "pipeline":
        return replace(panel, flow=flow_of(entries))
    return replace(panel, heat=heat_of(entries, is_linked=is_linked)) if kind.slug == "risk" else panel


def flow_of(pipelines: Iterable[Pipeline]) -> Flow | None:
    """The drawing of the pipelines that still count, and of what they wait for in other workshops."""
    here = {row.pk: row for row in pipelines if row.state != PipelineState.DROPPED}
    needs = {row.pk: [need.pk for need in row.depends_on.all()] for row in here.values()}
    foreign = {
        need.pk: need
        for row in here.values()
        for need in row.depends_on.all()
        if need.workshop_id != row.workshop_id
    }
    nodes = [
        Node(
            row.pk,
            f"{row.key} {row.text}",
            row.starts_in,
            row.ends_in,
            needs=tuple(needs.get(row.pk, ())),
            is_foreign=row.pk not in here,
            has_gaps=row.pk in here and bool(row.gaps),
        )
        for row in (foreign | here).values()
    ]
    return draw(nodes) if nodes else None


def heat_of(risks: Iterable[Risk], *, is_linked: bool = True) -> HeatMap | None:
    """The heat map of the risks that nobody has settled."""
    spots = [
        Spot(risk.key, risk.text, risk.impact, risk.likelihood, url_of("risk", risk.pk) if is_linked else "")
        for risk in risks
        if risk.state == RiskState.OPEN
    ]
    return heat_map(spots) if spots else None


def panels_of(workshop: Workshop, *, is_linked: bool = True) -> list[Panel]:
    """The registers that the plan or the manager asks for or that hold something."""
    asked = asked_for(plan_words(workshop)) | set(workshop.more_registers)
    panels = [panel_of(kind, workshop, is_linked=is_linked) for kind in KINDS]
    return [panel for panel in panels if panel.rows or panel.kind.slug in asked]


@dataclass(frozen=True, slots=True)
class Count:
    """How much a register holds over all workshops of a project."""

    kind: RegisterKind
    rows: int
    unsettled: int


def counts_of_project(project: Project) -> list[Count]:
    """Every register of the project with its rows, and how many of them still wait for something."""
    waits = Q(state__in=UNSETTLED)
    counts = []
    for kind in KINDS:
        rows = _MODELS[kind.slug].objects.filter(workshop__project=project)
        found = rows.aggregate(rows=DbCount("pk"), unsettled=DbCount("pk", filter=waits))
        counts.append(Count(kind, found["rows"], found["unsettled"]))
    return counts


def plan_words(workshop: Workshop) -> PlanWords:
    """What the workshop's plan says, for `asked_for`."""
    recap = getattr(workshop, "recap", None)
    sections = [f"{section.heading}\n{section.prompt}" for section in recap.sections.all()] if recap else []
    checks = [f"{point.name}\n{point.text}" for point in workshop.check_points.all()]
    agenda = [item.title for item in workshop.agenda_items.all()]
    return PlanWords((*sections, *checks), (*workshop.objectives, *agenda))


def owner_book(project_id: int) -> OwnerBook:
    """The people of the project, to find whom a typed owner means."""
    people = Person.objects.filter(project_id=project_id).order_by("name", "pk")
    return OwnerBook(Candidate(*row) for row in people.values_list("pk", "name", "email"))


def _row(kind: RegisterKind, entry: Any) -> Row:
    facts = [(_label(entry, name), _said(entry, name)) for name in _FACTS[kind.slug]]
    if kind.slug == "pipeline":
        facts = [("Layers", f"{entry.get_starts_in_display()} → {entry.get_ends_in_display()}"), *facts]
        facts.append(("Depends on", ", ".join(str(other) for other in entry.depends_on.all())))
    if settled := settled_of(entry):
        facts.append(settled)
    return Row(
        text=entry.text,
        key=getattr(entry, "key", ""),
        owner=owner_of(entry),
        origin=_origin(entry),
        facts=[(label, said) for label, said in facts if said],
        gaps=gaps_of(entry),
        status=_pill(entry.state),
        status_text=entry.get_state_display(),
        url=url_of(kind.slug, entry.pk),
    )


def owner_of(entry: Any) -> str:
    """The owner's name or role; of a constraint, who flagged it."""
    if isinstance(entry, Entry):
        return entry.owner_name
    person = entry.flagged_by if isinstance(entry, Constraint) else entry.owner
    return person.name if person else ""


def _origin(entry: Any) -> str:
    """Where the row came from, as far as it is known: the agenda's item, and who brought it up."""
    if isinstance(entry, Constraint):
        start, end = entry.workshop.start, entry.workshop.end
        is_after = end is not None and entry.at > end
        when = "after" if is_after else "in" if start and entry.at >= start else "before"
        parts = [f"flagged {when} the workshop"]
    else:
        raised_by = getattr(entry, "raised_by", None)
        parts = [f"raised by {raised_by}"] if raised_by else []
    if entry.agenda_item:
        parts.append(f"under “{entry.agenda_item.title}”")
    return ", ".join(parts)


def origin_of(entry: Any) -> list[tuple[str, str]]:
    """Where a row came from, for its own page; the page itself links the workshop and its agenda."""
    who = str(entry.added_by) if entry.added_by else ""
    if isinstance(entry, Constraint):
        who = who or "the participant, by their own link"
    known = [("Where from", _origin(entry)), ("Put down by", who), settled_of(entry) or ("", "")]
    return [(label, said) for label, said in known if said]


def settled_of(entry: Any) -> tuple[str, str] | None:
    """Who answered the question or decided on the approval, and on which day; None of any other row."""
    if isinstance(entry, OpenQuestion):
        label, by, at = "Answered by", entry.answered_by, entry.answered_at
    elif isinstance(entry, Approval):
        label, by, at = "Decided by", entry.decided_by, entry.decided_at
    else:
        return None
    if not at:
        return None
    day = dateformat.format(at.astimezone(entry.workshop.zone), "D j M Y")
    return label, f"{by or 'somebody'}, {day}"


def gaps_of(entry: Model) -> list[str]:
    """What the row lacks before somebody can work by it."""
    if isinstance(entry, Pipeline):
        return entry.gaps
    if isinstance(entry, Constraint):
        return []
    return [] if owner_of(entry) else ["owner"]


def url_of(slug: str, pk: int, page: str = "edit") -> str:
    """The page on which the row is changed, or deleted."""
    if slug in ENTRIES:
        return reverse(f"workshops:entry-{page}", args=[slug, pk])
    return reverse(f"workshops:{slug}-{page}", args=[pk])


def _label(entry: Any, name: str) -> str:
    label = str(entry._meta.get_field(name).verbose_name)
    return label[:1].upper() + label[1:]


def said(entry: Any, name: str) -> str:
    """A field's value as a page says it."""
    if name == "owner":
        return owner_of(entry)
    if name == "depends_on":
        return ", ".join(str(other) for other in entry.depends_on.all())
    return _said(entry, name)


def _said(entry: Any, name: str) -> str:
    value = getattr(entry, name)
    if isinstance(value, date):
        return dateformat.format(value, "D j M Y")
    return str(getattr(entry, f"get_{name}_display", lambda: value)()) if value else ""


def _pill(state: str) -> str:
    if state in UNSETTLED:
        return WAITS
    return "skipped" if state in ("dropped", "rejected", "refused", "replaced") else "done"


def history_of(workshop: Workshop, register: str, pk: int) -> QuerySet[WorkshopEvent]:
    """Who changed what of one row, the newest first."""
    return workshop.history.filter(subject=f"{register}:{pk}").select_related("by")
