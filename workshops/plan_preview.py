"""What an import would make of a plan document, shown before anything is saved."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from workshops.models.people import group_key
from workshops.plan_audiences import audience_of_row, audiences_of, informed_groups
from workshops.plan_document import (
    AudienceSpec,
    GroupNames,
    Original,
    PlanDocument,
    SourceLine,
    TouchpointSpec,
    annotate,
    to_template,
    unfilled,
)
from workshops.states import Audience
from workshops.touchpoint_kinds import touchpoint_kind

# A plan that a person wrote has a few hundred lines; the page of a million would help nobody.
LINES_SHOWN = 3000


@dataclass(frozen=True, slots=True)
class Match:
    """A name as the mail writes it, and what it was taken for; no group where nothing fits."""

    written: str
    group: str


@dataclass(frozen=True, slots=True)
class Filled:
    """The document's words that a placeholder takes the place of; of a list the first line."""

    words: str
    more_lines: int
    placeholder: str


@dataclass(frozen=True, slots=True)
class TouchpointPreview:
    """A touchpoint with its mail as it would be saved."""

    spec: TouchpointSpec
    # What it is taken for, where its name does not say so.
    kind: str
    subject: str = ""
    body: str = ""
    audience: str = ""
    matches: list[Match] = field(default_factory=list)
    filled: list[Filled] = field(default_factory=list)
    # Gaps that no placeholder fills: they would hold the mail until somebody fills them in.
    gaps: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class GroupPreview:
    name: str
    note: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class PlanPreview:
    plan: PlanDocument
    groups: list[GroupPreview]
    touchpoints: list[TouchpointPreview]
    lines: list[SourceLine]
    lines_left_out: int

    @property
    def agenda_minutes(self) -> tuple[int, int]:
        """The least and the most minutes of the agenda."""
        return sum(item.min or 0 for item in self.plan.agenda), sum(
            item.max or 0 for item in self.plan.agenda
        )


def plan_preview(text: str, plan: PlanDocument, *, known_group_keys: Collection[str]) -> PlanPreview:
    """`plan` is what `text` says; `known_group_keys` are those of the project's groups."""
    lines = annotate(text)
    names = GroupNames(plan.groups)
    informed = informed_groups(plan, names)
    return PlanPreview(
        plan=plan,
        groups=[
            GroupPreview(group.name, group.note, group_key(group.name) not in known_group_keys)
            for group in plan.groups
        ],
        touchpoints=[_touchpoint(spec, plan, names, informed) for spec in plan.touchpoints],
        lines=lines[:LINES_SHOWN],
        lines_left_out=max(0, len(lines) - LINES_SHOWN),
    )


def _touchpoint(
    spec: TouchpointSpec, plan: PlanDocument, names: GroupNames, informed: Sequence[str]
) -> TouchpointPreview:
    kind = touchpoint_kind(spec).label
    if kind.casefold() in spec.name.casefold():
        kind = ""  # the name says it
    if spec.email is None:
        named = audience_of_row(spec, names, informed) or AudienceSpec()
        return TouchpointPreview(spec, kind, audience=_label(named), matches=_matches(named))
    subject = to_template(spec.email.subject, field="subject", plan=plan)
    body = to_template(spec.email.body, field="body", plan=plan)
    audience, copied = audiences_of(spec, names, informed)
    return TouchpointPreview(
        spec=spec,
        kind=kind,
        subject=subject.template,
        body=body.template,
        audience=_label(audience),
        matches=_matches(audience) + _matches(copied),
        filled=[_filled(original) for original in (*subject.originals, *body.originals)],
        gaps=[*unfilled(subject.template), *unfilled(body.template)],
    )


def _filled(original: Original) -> Filled:
    lines = [line.strip() for line in original.text.splitlines() if line.strip()] or [""]
    return Filled(lines[0], len(lines) - 1, original.placeholder)


def _label(audience: AudienceSpec) -> str:
    return Audience(audience.base).label if audience.base else ""


def _matches(audience: AudienceSpec) -> list[Match]:
    found = [Match(written, group) for written, group in audience.matches]
    return found + [Match(written, "") for written in audience.unmatched]
