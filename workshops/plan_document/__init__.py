"""Plan documents: Markdown to plain values and back, with nothing lost on the way."""

from typing import TYPE_CHECKING

from workshops.on_demand import on_demand

if TYPE_CHECKING:
    from .addressed import addressed_in, perhaps_addressed_in
    from .annotation import SourceLine, annotate
    from .artifacts import find_artifacts
    from .audience import AudienceSpec, is_nobody, parse_audience
    from .fragments import render_agenda, render_preparation, render_prework, render_recap
    from .gaps import unfilled
    from .group_names import GroupNames
    from .headings import CHECK_RESULT, section_kind
    from .model import (
        AgendaSpec,
        CheckSpec,
        EmailSpec,
        GroupSpec,
        NoteSpec,
        PlanDocument,
        PreWorkSpec,
        RecapSectionSpec,
        TouchpointSpec,
        UnparsedLine,
        WorkshopSpec,
    )
    from .offsets import Window, parse_offset
    from .outline import Heading, section_outline
    from .parser import parse
    from .reading import PlanError, read_bytes, require_plan
    from .series import PlanPart, split_series
    from .slots import Original, Templated, restore, to_template
    from .tables import says_no
    from .timeline import sender_in
    from .writer import write

__all__ = [
    "CHECK_RESULT",
    "AgendaSpec",
    "AudienceSpec",
    "CheckSpec",
    "EmailSpec",
    "GroupNames",
    "GroupSpec",
    "Heading",
    "NoteSpec",
    "Original",
    "PlanDocument",
    "PlanError",
    "PlanPart",
    "PreWorkSpec",
    "RecapSectionSpec",
    "SourceLine",
    "Templated",
    "TouchpointSpec",
    "UnparsedLine",
    "Window",
    "WorkshopSpec",
    "addressed_in",
    "annotate",
    "find_artifacts",
    "is_nobody",
    "parse",
    "parse_audience",
    "parse_offset",
    "perhaps_addressed_in",
    "read_bytes",
    "render_agenda",
    "render_preparation",
    "render_prework",
    "render_recap",
    "require_plan",
    "restore",
    "says_no",
    "section_kind",
    "section_outline",
    "sender_in",
    "split_series",
    "to_template",
    "unfilled",
    "write",
]

if not TYPE_CHECKING:  # a type checker would take any name for one of the package's
    __getattr__ = on_demand(
        __name__,
        {
            "addressed": "addressed_in perhaps_addressed_in",
            "annotation": "SourceLine annotate",
            "artifacts": "find_artifacts",
            "audience": "AudienceSpec is_nobody parse_audience",
            "fragments": "render_agenda render_preparation render_prework render_recap",
            "gaps": "unfilled",
            "group_names": "GroupNames",
            "headings": "CHECK_RESULT section_kind",
            "model": "AgendaSpec CheckSpec EmailSpec GroupSpec NoteSpec PlanDocument PreWorkSpec "
            "RecapSectionSpec TouchpointSpec UnparsedLine WorkshopSpec",
            "offsets": "Window parse_offset",
            "outline": "Heading section_outline",
            "parser": "parse",
            "reading": "PlanError read_bytes require_plan",
            "series": "PlanPart split_series",
            "slots": "Original Templated restore to_template",
            "tables": "says_no",
            "timeline": "sender_in",
            "writer": "write",
        },
    )
