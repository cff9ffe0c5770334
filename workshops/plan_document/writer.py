"""A plan as Markdown, without or with the document that it was once read from."""

import re
from collections.abc import Collection
from typing import Final

from .durations import minutes_text
from .fragments import (
    render_agenda,
    render_checks,
    render_groups,
    render_objectives,
    render_prework,
    render_recap_list,
    render_timeline,
    title_text,
)
from .headings import KEPT_LINES
from .mail_writing import mail_section
from .model import NoteSpec, PlanDocument, UnparsedLine, WorkshopSpec
from .outline import section_outline
from .parser import parse
from .prose import NOTED
from .splice import splice

# What a document says only where its mails do not say it already.
_EXTRAS: Final = ("project", "duration", "artifacts", "agenda", "prework", "recap")


def write(plan: PlanDocument, source: str | None = None) -> str:
    """The plan as Markdown that reads back as the same plan.

    With the source it was read from, what is unchanged comes out as it stands there, to the letter, and only
    what was changed is written anew.
    """
    if source is not None:
        return splice(plan, source)
    extras = {note.section for note in plan.notes} & set(_EXTRAS)
    text = _document(plan, extras)
    # Each round may bring what the next has to set right: a section of its own can move the artifacts' order.
    for _ in _EXTRAS:
        missing = _differences(plan, parse(text)) - extras
        if not missing:
            break
        extras |= missing
        text = _document(plan, extras)
    return text


def _differences(plan: PlanDocument, written: PlanDocument) -> set[str]:
    pairs = {
        "project": (plan.project_name, written.project_name),
        "duration": (_minutes(plan.workshop), _minutes(written.workshop)),
        "artifacts": (plan.artifacts, written.artifacts),
        "agenda": (plan.agenda, written.agenda),
        "prework": (plan.prework, written.prework),
        "recap": (plan.recap_sections, written.recap_sections),
    }
    return {name for name, (wanted, found) in pairs.items() if wanted != found}


def _minutes(workshop: WorkshopSpec) -> tuple[int | None, int | None]:
    return workshop.duration_min, workshop.duration_max


def _document(plan: PlanDocument, extras: Collection[str]) -> str:
    parts = [f"# {title_text(plan.workshop)}"]
    parts += _notes(plan, "preamble")
    if "project" in extras and plan.project_name:
        parts.append(f"**Project:** {plan.project_name}")
    minutes = minutes_text(plan.workshop.duration_min, plan.workshop.duration_max, "minutes")
    if "duration" in extras and minutes:
        parts.append(f"**Duration:** {minutes}")
    if "artifacts" in extras and plan.artifacts:
        parts.append(_section("Artifacts", "\n".join(f"- `{path}`" for path in plan.artifacts)))
    for kind, heading, content in (
        ("objectives", "Objectives", render_objectives(plan.objectives)),
        ("groups", "Stakeholder groups", render_groups(plan.groups)),
        ("timeline", "Timeline and touchpoints", render_timeline(plan.touchpoints)),
    ):
        parts.append(_section(heading, content, _notes(plan, kind)))
    parts += [mail_section(touchpoint) for touchpoint in plan.touchpoints]
    for kind, heading, content in (
        ("agenda", "Agenda", render_agenda(plan.agenda)),
        ("prework", "Pre-work", render_prework(plan.prework)),
        ("recap", "Recap", render_recap_list(plan.recap_sections)),
    ):
        if kind in extras:
            parts.append(_section(heading, content, _notes(plan, kind)))
    parts.append(_section("What to check", render_checks(plan.checks), _notes(plan, "checks")))
    parts += [_reference(note) for note in plan.notes if note.section not in NOTED]
    parts.append(_kept(plan.unparsed))
    return "\n\n".join(part for part in parts if part) + "\n"


def _notes(plan: PlanDocument, section: str) -> list[str]:
    return [note.text for note in plan.notes if note.section == section]


def _section(heading: str, content: str, notes: Collection[str] = ()) -> str:
    return "\n\n".join([f"## {heading}", *notes, content]) if content else ""


def _reference(note: NoteSpec) -> str:
    """A section of the document's own, above the headings that divide it."""
    divides = [section.level for section in section_outline(note.text) if section.level > 1]
    mark = "#" if min(divides, default=3) <= 2 else "##"
    return f"{mark} {note.section}\n\n{note.text}".rstrip()


def _kept(lines: Collection[UnparsedLine]) -> str:
    """Lines without a place of their own, in a fence that none of them can close."""
    longest = max((len(run) for line in lines for run in re.findall("~+", line.text)), default=0)
    fence = "~" * max(4, longest + 1)
    kept = "\n".join(line.text for line in lines)
    return _section(KEPT_LINES, f"{fence} text kept\n{kept}\n{fence}") if lines else ""
