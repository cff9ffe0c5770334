"""The points of a plan's own checklist: evaluated where the program can know, else for a person to tick."""

import re
from collections.abc import Callable, Iterator
from typing import Final

from workshops.plan_document import find_artifacts

from . import themes
from .defects import mended_in
from .documents import not_linked
from .findings import MANUAL, OK, Finding, Place, findings_of
from .snapshot import PointFacts, Snapshot

Gap = tuple[str, Place]


def check_point(point: PointFacts, plan: Snapshot) -> list[Finding]:
    """How things stand with one point; its name is the check's."""
    rule = _RULES.get(themes.theme_of(point.name, point.text))
    if rule is not None:
        return rule(point, plan)
    place = Place("plan-check", plan.workshop_id)
    if point.ticked:
        return [Finding(point.name, OK, f"Ticked {point.ticked}.", place, point.pk)]
    text = "Only a person can tell: tick it when it is so."
    return [Finding(point.name, MANUAL, text, place, point.pk)]


def _responsibilities(point: PointFacts, plan: Snapshot) -> list[Finding]:
    """Everything that needs an owner has one."""
    gaps = [
        (f"The {thing.kind} “{thing.name}” has no owner.", thing.place)
        for thing in plan.owned
        if not thing.owner
    ]
    place = plan.register("pipeline")
    if not plan.owned:
        gaps = [("Nothing is recorded yet that somebody could own: no pipeline and no action.", place)]
    count = len(plan.owned)
    well = "The one thing recorded has an owner." if count == 1 else f"All {count} recorded have an owner."
    return findings_of(point.name, gaps, well=well, place=place, point_id=point.pk)


def _constraints(point: PointFacts, plan: Snapshot) -> list[Finding]:
    """A mail before the workshop asks for constraints, and by then some are recorded."""
    place = plan.register("constraint")
    before = [mail for mail in plan.mails if not mail.comes_after]
    in_time = [at for at in plan.constraints if plan.start is None or at < plan.start]
    gaps: list[Gap] = []
    if not any(themes.speaks_of(themes.CONSTRAINTS, mail.text) for mail in before):
        gaps.append(("No mail before the workshop asks for constraints.", mended_in(plan)))
    if not in_time:
        gaps.append(("No constraint was recorded before the workshop.", place))
    well = f"Asked for, and recorded before the workshop: {len(in_time)}."
    return findings_of(point.name, gaps, well=well, place=place, point_id=point.pk)


def _risks(point: PointFacts, plan: Snapshot) -> list[Finding]:
    """Risks are recorded, each with an owner and with what is done about it."""
    place = plan.register("risk")
    gaps: list[Gap] = []
    for risk in plan.risks:
        missing = [word for word, value in (("owner", risk.owner), ("action", risk.action)) if not value]
        if missing:
            gaps.append((f"The risk “{risk.name}” has no {' and no '.join(missing)}.", risk.place))
    if not plan.risks:
        gaps.append(("No risk is recorded.", place))
    well = f"Recorded with owner and action: {len(plan.risks)}."
    return findings_of(point.name, gaps, well=well, place=place, point_id=point.pk)


def _artifacts(point: PointFacts, plan: Snapshot) -> list[Finding]:
    """The documents that the point names, or all that the plan names, are linked from a mail."""
    named = find_artifacts(f"{point.name}\n{point.text}") or plan.artifacts
    gaps = [(f"No mail links {path}.", mended_in(plan)) for path in not_linked(named, plan.mails)]
    place = plan.page("workshops:workshop-edit")
    if not named:
        gaps = [("The plan names no document that a mail could link.", place)]
    well = f"Linked from a mail: {', '.join(named)}."
    return findings_of(point.name, gaps, well=well, place=place, point_id=point.pk)


_NON_FUNCTIONAL: Final = {
    "SLAs": re.compile(r"\b(?:slas?|service[- ]levels?)\b", re.IGNORECASE),
    "monitoring": re.compile(r"\bmonitor", re.IGNORECASE),
    "alerting": re.compile(r"\balert", re.IGNORECASE),
}


def _non_functional(point: PointFacts, plan: Snapshot) -> list[Finding]:
    """What the point asks for is written in the recap; one that names nothing asks for all of it."""
    words = f"{point.name} {point.text}"
    wanted = {name: rule for name, rule in _NON_FUNCTIONAL.items() if rule.search(words)} or _NON_FUNCTIONAL
    written = "\n".join(f"{each.heading}\n{each.recorded}" for each in plan.sections if each.recorded.strip())
    missing = [name for name, rule in wanted.items() if not rule.search(written)]
    place = plan.page("workshops:recap")
    gaps = [(f"The recap does not say yet: {', '.join(missing)}.", place)] if missing else []
    well = f"The recap speaks of {', '.join(wanted)}."
    return findings_of(point.name, gaps, well=well, place=place, point_id=point.pk)


def _neighbours(point: PointFacts, plan: Snapshot) -> list[Finding]:
    """The project has a workshop before this one and one after it."""
    place = Place("workshops:project", plan.project_id)
    gaps = list(_missing_neighbours(plan, Place("workshops:workshop-new", plan.project_id)))
    before = [each.name for each in plan.neighbours if each.is_earlier]
    after = [each.name for each in plan.neighbours if not each.is_earlier]
    well = f"Before it: {before[-1]}. After it: {after[0]}." if not gaps else ""
    return findings_of(point.name, gaps, well=well, place=place, point_id=point.pk)


def _missing_neighbours(plan: Snapshot, place: Place) -> Iterator[Gap]:
    for is_earlier, word in ((True, "before"), (False, "after")):
        if not any(each.is_earlier is is_earlier for each in plan.neighbours):
            yield f"The project has no workshop {word} this one.", place


_RULES: Final[dict[str, Callable[[PointFacts, Snapshot], list[Finding]]]] = {
    themes.CONSTRAINTS: _constraints,
    themes.OWNERS: _responsibilities,
    themes.RISKS: _risks,
    themes.ARTIFACTS: _artifacts,
    themes.NON_FUNCTIONAL: _non_functional,
    themes.NEIGHBOURS: _neighbours,
}
