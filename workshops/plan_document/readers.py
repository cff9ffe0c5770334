"""The sections of a document read one by one, keeping account of which lines were understood."""

import re
from typing import Final

from .account import Part, Reading
from .agenda import read_agenda
from .artifacts import is_bare_reference
from .blocks import Block, Item, Source
from .bodies import read_body
from .durations import whole_duration
from .entities import shown
from .gaps import without_gaps
from .group_readers import read_groups_block, read_labelled_groups, read_named_groups, with_label
from .headings import parse_title, says_only_mails
from .inline import split_label, strip_emphasis, strip_number, unbroken
from .items import (
    full_text,
    is_box,
    is_category,
    names_who_does_what,
    read_check,
    read_prework_points,
    says_something,
    without_box,
)
from .model import NoteSpec
from .prose import keep_words, read_notes
from .sections import LOWEST_LEVEL, Section, title_section
from .tables import Table, cell, table_of
from .timeline import starts_with_day
from .timeline_readers import read_timeline_block, read_timeline_heading

_PROJECT_LABELS: Final = frozenset({"project", "project name", "programme"})
_TITLE_LABELS: Final = frozenset(
    {"workshop", "session", "title", "workshop title", "workshop name", "session title", "name of workshop"}
)
_CODE_LABELS: Final = frozenset(
    {"workshop number", "workshop no", "workshop no.", "workshop id", "workshop code"}
)
# Of the document and not of its plan.
_DOCUMENT_LABELS: Final = frozenset(
    {
        *("version", "status", "author", "authors", "document owner", "plan owner", "prepared by"),
        *("prepared for", "last updated", "last update", "updated", "created", "created by", "reviewed by"),
        *("approved by", "document id", "document status", "classification", "confidentiality"),
    }
)
_REASONS: Final = frozenset({"context", "background", "about", "summary", "overview", "rationale"})
# Sections that are no row of the timeline, whatever day stands in their heading.
_NO_ROWS: Final = frozenset({"mail", "notes", "result", "reference", "reference-part", "checks"})
_FEWEST_WORDS: Final = 4
_GROUP_LABELS: Final = frozenset(
    {
        "who",
        "participants",
        "attendees",
        "stakeholders",
        "groups",
        "teams",
        "stakeholder groups",
        "invitees",
        "audience",
        "audiences",
        "target audience",
    }
)
_LENGTH_LABELS: Final = frozenset(
    {"duration", "length", "workshop duration", "workshop length", "session length", "meeting duration"}
)
_BOX: Final = re.compile(r"\s*[☐☑☒□■▢◻◯○✓✔✅]\ufe0f?\s*(\S.*)")


def read_sections(source: Source, sections: list[Section]) -> Reading:
    """All that the sections say."""
    reading = Reading(source, sections)
    objectives = [section for section in sections if section.kind.removesuffix("-part") == "objectives"]
    reading.has_objective_points = any(
        block.is_list or block.kind == "table" for section in objectives for block in section.blocks
    )
    first = title_section(sections)
    for number, section in enumerate(sections):
        _read_section(reading, section, is_first=number == first)
    for section in () if reading.rows else sections:
        # A document without a timeline may have a section for each day.
        if section.kind not in _NO_ROWS and starts_with_day(strip_number(section.title)):
            read_timeline_heading(reading, section)
    # Last, for a heading says it better.
    _read_frontmatter(reading)
    return reading


def _read_section(reading: Reading, section: Section, *, is_first: bool) -> None:
    kind = section.kind.removesuffix("-part")
    known, sort = len(reading.groups), ""
    title = parse_title(section.title) if section.heading and section.kind != "mail" and is_first else None
    if (
        section.heading
        and is_first
        and not any(reading.title or ())
        and (title or (section.level == 1 and (not kind or _names_workshop(section))))
    ):
        reading.title = title or ("", strip_emphasis(shown(section.title)))
        reading.take("title", section.heading.start, section.heading.end)
        reading.claim(section.heading.start, section.heading.end)
        kind = "preamble"
    elif section.heading and not is_first and parse_title(section.title) == ("", ""):
        # `# Communication Plan` above the heading that names the workshop.
        reading.claim(section.heading.start, section.heading.end)
        kind = kind or "preamble"
    elif section.heading and section.kind and not section.kind.endswith("-part"):
        reading.claim(section.heading.start, section.heading.end)
    elif section.heading and kind == "groups" and is_category(section.title):
        sort = strip_number(strip_emphasis(section.title)).rstrip(":")
        reading.claim(section.heading.start, section.heading.end)
    if section.mail:
        reading.parts.append(Part("mail", section.start, section.end, len(reading.mails)))
        reading.mails.append(section)
        reading.claimed |= section.mail.claimed
        reading.claim(section.mail.body_start, section.mail.body_end)
        return
    is_row = section.kind == "timeline-part" and read_timeline_heading(reading, section)
    for block in section.blocks:
        if is_row and block.start in reading.claimed:
            continue
        reader = _READERS.get(kind)
        if _is_shared_work(kind, block):
            _read_prework_block(reading, block)
        elif read_timeline_block(reading, block, is_timeline=kind == "timeline"):
            if section.heading:
                reading.claim(section.heading.start, section.heading.end)
        elif reader:
            reader(reading, block)
        elif (
            kind not in {"result", "reference"}
            and section.heading
            and block.is_list
            and all(map(_is_box, block.items))
        ):
            # A heading of the user's own words above boxes to tick.
            _read_check_block(reading, block)
            reading.claim(section.heading.start, section.heading.end)
        if block.kind == "paragraph" and kind not in {"", "reference"}:
            read_labelled_groups(reading, block)
    if sort:
        reading.groups[known:] = [with_label(sort, group) for group in reading.groups[known:]]
    if kind == "reference":
        keep_words(reading, section)
    else:
        read_notes(reading, section, kind)
    _give_back_lone_word(reading, section)


def _names_workshop(section: Section) -> bool:
    """Whether the heading names a workshop's communications, and not only its mails: `Pricing: messages`."""
    return section.kind == "container" and not says_only_mails(section.title)


def _give_back_lone_word(reading: Reading, section: Section) -> None:
    """A line that only its words make a heading is one where something stands below it, else it is told."""
    heading = section.heading
    if heading is None or section.level <= LOWEST_LEVEL or section.kind in {"reference", "container"}:
        return
    is_title = any(part.kind == "title" and part.start == heading.start for part in reading.parts)
    if not is_title and reading.claimed.isdisjoint(range(heading.end, section.end)):
        reading.claimed -= set(range(heading.start, heading.end))


def _is_shared_work(kind: str, block: Block) -> bool:
    """Whether a table says who prepares what: the day in it is by when, and no mail's."""
    table = table_of(block) if kind == "prework" else None
    return bool(table and names_who_does_what(table))


def _is_box(item: Item) -> bool:
    return is_box(item.text)


def _read_preamble(reading: Reading, block: Block) -> None:
    """`**Project:** X` and `**Duration:** 90 min` above the first section."""
    single = [item.start for item in block.items if item.end == item.start + 1]
    for number in range(block.start, block.end) if block.kind == "paragraph" else single:
        text = re.sub(r"^\s*(?:[-*+]\s+)?", "", reading.source.lines[number])
        text = unbroken(text.strip())
        label, value = _table_label(text) if block.kind == "table" else _label(text)
        kind = _read_fact(reading, label.casefold(), value.strip())
        if kind:
            _take_line(reading, kind, number, block)
        elif _is_of_document(label.casefold(), value.strip()):
            reading.notes.append(NoteSpec("preamble", f"{label}: {value.strip()}"))
            reading.claim(number, number + 1)


def _is_of_document(label: str, value: str) -> bool:
    """Whether a line says something of the document itself, or why there is a workshop."""
    is_sentence = len(value.split()) > _FEWEST_WORDS or value.endswith(".")
    return bool(value) and (label in _DOCUMENT_LABELS or (label in _REASONS and is_sentence))


def _read_fact(reading: Reading, label: str, value: str) -> str:
    """The kind of fact about the plan that was read, or nothing where it is none, or known already."""
    duration = whole_duration(value) if label in _LENGTH_LABELS else None
    is_project = label in _PROJECT_LABELS and bool(without_gaps(value).strip(" `.,"))
    if is_project and reading.project in {"", value}:
        reading.project = value
        return "project"
    if duration and not reading.duration:
        reading.duration = duration
        return "duration"
    if label in _CODE_LABELS and re.fullmatch(r"\d{1,3}(?:\.\d{1,2})?[a-z]?|[A-Z]\d{1,3}", value):
        return _read_title(reading, "workshop", value)
    if label in _TITLE_LABELS and value:
        return _read_title(reading, label, value)
    if label in _GROUP_LABELS and (found := read_named_groups(value)):
        reading.groups += found
        return "named-groups"
    if label in {"objective", "objectives", "goal", "goals", "purpose", "aim"} and says_something(value):
        reading.objectives.append(value)
        return "objectives"
    return ""


def _read_title(reading: Reading, label: str, value: str) -> str:
    """The workshop as a line of its own names it, where the document's heading names none, or the same."""
    code, title = parse_title(f"{label} {value}" if value[:1].isdigit() else value) or ("", value)
    known = reading.title or ("", "")
    if any(known) and code and not known[0]:
        if title and known[1]:
            # The heading speaks of something else, such as a template's number.
            heading = next(part for part in reading.parts if part.kind == "title")
            reading.claimed -= set(range(heading.start, heading.end))
        reading.title = (code, title or known[1])
        return "title"
    if any(known) and known != (code, title) and (known[0], "") != (code, title):
        return ""
    reading.title = known if any(known) else (code, title)
    return "title"


def _label(text: str) -> tuple[str, str]:
    """`**Project:** X`, `Project: X` or, all of it slanted, `_Project: X_`."""
    slanted = re.fullmatch(r"([*_])([^*_\s](?:[^*_]*[^*_\s])?)\1", text)
    return split_label(slanted[2] if slanted else text) or ("", "")


def _read_frontmatter(reading: Reading) -> None:
    """`project: X` among the metadata above the document."""
    for number in range(1, reading.source.frontmatter - 1):
        label, value = _label(reading.source.lines[number].strip())
        kind = _read_fact(reading, label.casefold(), value.strip().strip("\"'"))
        if kind:
            reading.claim(number, number + 1)
            reading.take(f"metadata-{kind}", number, number + 1)


def _take_line(reading: Reading, kind: str, number: int, block: Block) -> None:
    """The line was understood; one that is no table's row can be written anew."""
    reading.claim(number, number + 1)
    if block.kind != "table":
        reading.take(kind, number, number + 1)


def _table_label(row: str) -> tuple[str, str]:
    cells = [strip_emphasis(cell) for cell in row.strip("|").split("|")]
    return (cells[0].rstrip(":"), cells[1]) if len(cells) == 2 else ("", "")


def _read_objectives(reading: Reading, block: Block) -> None:
    """The points of lists, or the sentences of a document that lists none."""
    for item in block.items if block.is_list else ():
        _flatten_objectives(reading, item)
    if (table := table_of(block)) and table.telling:
        _read_objective_rows(reading, block, table)
    is_sentence = block.kind == "paragraph" and says_something(block.text) and not block.text.endswith(":")
    if is_sentence and not reading.has_objective_points:
        reading.objectives.append(block.text)
        reading.claim(block.start, block.end)
    if block.is_list or (is_sentence and not reading.has_objective_points):
        reading.take("objectives", block.start, block.end)


def _read_objective_rows(reading: Reading, block: Block, table: Table) -> None:
    first = table.telling[0]
    for row in table.rows:
        more = "; ".join(table.others(row, {first}))
        if cell(row, first):
            reading.objectives.append(f"{cell(row, first)} ({more})" if more else cell(row, first))
            reading.claim(row.start, row.end)
    reading.claim(block.start, min(block.start + 2, block.end))
    reading.take("objectives", block.start, block.end)


def _flatten_objectives(reading: Reading, item: Item) -> None:
    if says_something(without_box(item.text)):
        reading.objectives.append(without_box(item.text))
        reading.claim(item.start, item.text_end)
    for child in item.children:
        for nested in child.items if child.is_list else ():
            _flatten_objectives(reading, nested)


def _read_agenda_block(reading: Reading, block: Block) -> None:
    if not (block.is_list or block.kind == "table"):
        return
    for item, found, is_whole in read_agenda(block):
        reading.agenda.append(found)
        if is_whole:
            reading.claim(item.start, item.end)
    if block.kind == "table":
        reading.claim(block.start, min(block.start + 2, block.end))
    reading.take("agenda", block.start, block.end)


def _read_prework_block(reading: Reading, block: Block) -> None:
    found = read_prework_points(block) if block.is_list or block.kind == "table" else []
    for item, work, end in found:
        reading.prework.append(work)
        reading.claim(item.start, end)
    if found and block.kind == "table":
        reading.claim(block.start, min(block.start + 2, block.end))
    if found or block.is_list:
        reading.take("prework", block.start, block.end)


def _read_recap_block(reading: Reading, block: Block) -> None:
    if not block.is_list:
        return
    found = read_body("\n".join(reading.source.lines[block.start : block.end])).sections
    if found:
        reading.recap += found
        reading.claim(block.start, block.end)
        reading.take("recap", block.start, block.end)


def _read_check_block(reading: Reading, block: Block) -> None:
    if block.kind == "paragraph":
        _read_boxes(reading, block)
    for item in block.items if block.is_list else ():
        text, end = full_text(item)
        if without_box(text):
            reading.checks.append(read_check(text))
            reading.claim(item.start, end)
    if block.is_list:
        reading.take("checks", block.start, block.end)


def _read_boxes(reading: Reading, block: Block) -> None:
    """A checklist written with pictures of boxes, a line each."""
    lines = reading.source.lines[block.start : block.end]
    found = [_BOX.match(unbroken(line)) or _BOX.match(line) for line in lines]
    if not all(found):
        return
    for box in found:
        if box:
            reading.checks.append(read_check(box[1]))
    reading.claim(block.start, block.end)
    reading.take("checks", block.start, block.end)


def _read_artifacts(reading: Reading, block: Block) -> None:
    for item in block.items if block.is_list else ():
        if is_bare_reference(item.text):
            reading.claim(item.start, item.text_end)


def _read_kept_lines(reading: Reading, block: Block) -> None:
    """The fence in which `write` keeps lines: its marks are ours, what is inside stays not understood."""
    lines = reading.source.lines
    if block.kind == "fence" and lines[block.start].strip().endswith("text kept"):
        reading.claim(block.start, block.start + 1)
        if lines[block.end - 1].strip().strip("~") == "":
            reading.claim(block.end - 1, block.end)


_READERS: Final = {
    "preamble": _read_preamble,
    "objectives": _read_objectives,
    "groups": read_groups_block,
    "agenda": _read_agenda_block,
    "prework": _read_prework_block,
    "recap": _read_recap_block,
    "checks": _read_check_block,
    "artifacts": _read_artifacts,
    "notes": _read_kept_lines,
}
