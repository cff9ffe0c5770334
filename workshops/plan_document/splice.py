"""A changed plan written into the document it came from: only what changed is written anew."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from .account import Part
from .blocks import Source
from .durations import minutes_text
from .edits import Edits, append, insert
from .fragments import (
    mail_heading,
    render_agenda,
    render_checks,
    render_groups,
    render_objectives,
    render_prework,
    render_recap_list,
    render_timeline,
    title_text,
)
from .headings import mail_windows
from .inline import QUOTE
from .mail_writing import body_text, mail_section, mail_text
from .mails import MailText
from .model import EmailSpec, PlanDocument, TouchpointSpec
from .offsets import is_optional
from .pairing import partners
from .parser import Parsed, parse, read
from .sections import LOWEST_LEVEL, Section

_POINT: Final = re.compile(r"\s*(?:[-*+]|\d{1,3}[.)])\s")


def splice(plan: PlanDocument, source: str) -> str:
    """The source with the plan's changes in it.

    A changed mail is put between other parts of the document: where these would be read as more of it, its
    text stands in a fence.
    """
    old = read(source).plan
    if replace(plan, unparsed=old.unparsed, notes=old.notes) == old:
        return Edits(read(source)).text()
    written = _with_changes(plan, old, Edits(read(source)))
    if _mails(parse(written)) == _mails(plan):
        return written
    sealed = _with_changes(plan, old, Edits(read(source), is_sealed=True))
    return sealed if _mails(parse(sealed)) == _mails(plan) else written


def _mails(plan: PlanDocument) -> Counter[EmailSpec]:
    return Counter(touchpoint.email for touchpoint in plan.touchpoints if touchpoint.email)


def _with_changes(plan: PlanDocument, old: PlanDocument, edits: Edits) -> str:
    if _title(plan) != _title(old):
        _put_title(edits, plan)
    _put_lines(edits, plan, old)
    _put_lists(edits, plan, old)
    _put_mails(edits, plan, old)
    return _completed(plan, edits.text())


def _title(plan: PlanDocument) -> tuple[str, str]:
    return plan.workshop.code, plan.workshop.title


def _minutes(plan: PlanDocument) -> str:
    return minutes_text(plan.workshop.duration_min, plan.workshop.duration_max, "minutes")


def _put_title(edits: Edits, plan: PlanDocument) -> None:
    parts = [part for part in edits.parsed.reading.parts if part.kind == "title"]
    start = parts[0].start if parts else edits.parsed.reading.source.frontmatter
    end = parts[0].end if parts else start
    edits.put(start, end, f"# {title_text(plan.workshop)}" + ("" if parts else "\n"))


def _put_lines(edits: Edits, plan: PlanDocument, old: PlanDocument) -> None:
    for part in edits.parsed.reading.parts:
        if part.kind == "duration" and _minutes(plan) != _minutes(old) and _minutes(plan):
            edits.put(part.start, part.end, f"**Duration:** {_minutes(plan)}  ")
        elif part.kind == "project" and plan.project_name != old.project_name:
            edits.put(part.start, part.end, f"**Project:** {plan.project_name}  ")
        elif part.kind == "metadata-project" and plan.project_name != old.project_name:
            edits.put(part.start, part.end, f"project: {json.dumps(plan.project_name, ensure_ascii=False)}")
        elif part.kind == "metadata-duration" and _minutes(plan) != _minutes(old) and _minutes(plan):
            edits.put(part.start, part.end, f"duration: {_minutes(plan)}")
        elif part.kind == "metadata-title" and _title(plan) != _title(old):
            edits.put(part.start, part.end, "")


def _put_lists(edits: Edits, plan: PlanDocument, old: PlanDocument) -> None:
    """Lists that changed; agenda, pre-work and recap only where they have a section of their own."""
    rows, old_rows = _with_rows(edits.parsed, plan)
    named = [group for group in plan.groups if not group.is_from_mail]
    changes = (
        ("objectives", plan.objectives != old.objectives, render_objectives(plan.objectives)),
        ("groups", plan.groups != old.groups, render_groups(named)),
        ("timeline", _rows(rows) != _rows(old_rows), render_timeline(rows)),
        ("checks", plan.checks != old.checks, render_checks(plan.checks)),
        ("agenda", plan.agenda != old.agenda, render_agenda(plan.agenda)),
        ("prework", plan.prework != old.prework, render_prework(plan.prework)),
        ("recap", plan.recap_sections != old.recap_sections, render_recap_list(plan.recap_sections)),
    )
    for kind, is_changed, text in changes:
        parts = [part for part in edits.parsed.reading.parts if part.kind == kind]
        if is_changed and parts:
            _put_list(edits, kind, parts, text)
        elif is_changed and text and kind in {"objectives", "groups", "timeline", "checks"}:
            insert(edits, kind, text)


def _put_list(edits: Edits, kind: str, parts: Sequence[Part], text: str) -> None:
    """The list where it stood, in its own section if it has one; its other parts go."""
    own = [part for part in parts if _is_in_section(edits.parsed, part, kind)]
    first = own[0] if own else parts[0]
    if kind == "checks" and not own:
        # Under a heading of the user's own words it is the boxes that make it a checklist.
        text = "\n".join(f"- [ ] {line.removeprefix('- ')}" for line in text.split("\n"))
    elif kind == "objectives" and not own:
        insert(edits, kind, text)
        text = ""
    kept = [line for part in parts for line in _not_understood(edits.parsed, part)]
    written = "\n".join([*filter(None, (text,)), *([""] if kept else []), *kept])
    if written and _goes_on_below(edits.parsed.reading.source, first, parts):
        written += "\n"
    edits.put(first.start, first.end, written)
    for part in parts:
        if part is not first:
            edits.put(part.start, part.end, "")


def _goes_on_below(source: Source, first: Part, parts: Sequence[Part]) -> bool:
    """Whether Markdown would take the line that comes to stand below a list for words of its last point.

    The old list may have ended with an empty point, or have been the first lines of a paragraph.
    """
    gone = {number for part in parts for number in range(part.start, part.end)}
    below = next((n for n in range(first.end, len(source.lines)) if n not in gone), len(source.lines))
    # A heading with its sign takes one line, one that is underlined takes two.
    is_heading = any(
        block.kind == "heading" and (block.start, block.end) == (below, below + 1) for block in source.blocks
    )
    return bool("".join(source.lines[below : below + 1]).strip()) and not is_heading


def _is_in_section(parsed: Parsed, part: Part, kind: str) -> bool:
    return any(
        section.start <= part.start < section.end and section.kind.removesuffix("-part") == kind
        for section in parsed.reading.sections
    )


def _not_understood(parsed: Parsed, part: Part) -> list[str]:
    """The lines of a part that stand nowhere else in the plan: they stay beside what is written anew."""
    return [
        line.text
        for line in parsed.plan.unparsed
        if part.start < line.line <= part.end and not line.text.lstrip().startswith("|")
    ]


def _with_rows(parsed: Parsed, plan: PlanDocument) -> tuple[list[TouchpointSpec], list[TouchpointSpec]]:
    """The touchpoints, new and old, that have a place in the timeline: a mail can stand for itself."""
    old = parsed.plan.touchpoints
    has_timeline = any(parsed.has_row)
    rows = [
        touchpoint
        for touchpoint, at in zip(plan.touchpoints, partners(plan.touchpoints, old), strict=True)
        if touchpoint.email is None
        or touchpoint.purpose
        or (parsed.has_row[at] if at is not None else has_timeline)
    ]
    return rows, [touchpoint for touchpoint, has_row in zip(old, parsed.has_row, strict=True) if has_row]


def _rows(touchpoints: Sequence[TouchpointSpec]) -> list[TouchpointSpec]:
    """What of the touchpoints stands in the timeline."""
    return [
        replace(touchpoint, email=None, name="" if touchpoint.email else touchpoint.name)
        for touchpoint in touchpoints
    ]


def _put_mails(edits: Edits, plan: PlanDocument, old: PlanDocument) -> None:
    numbers = edits.parsed.mail_numbers
    changes: dict[int, list[tuple[TouchpointSpec, TouchpointSpec]]] = defaultdict(list)
    for touchpoint, at in zip(plan.touchpoints, partners(plan.touchpoints, old.touchpoints), strict=True):
        if touchpoint.email and (at is None or numbers[at] < 0):
            _add_mail(edits, touchpoint)
        elif touchpoint.email and at is not None:
            changes[numbers[at]].append((old.touchpoints[at], touchpoint))
    for number, section in enumerate(edits.parsed.reading.mails):
        if number not in changes:
            edits.put(section.start, section.end, "")
            continue
        (before, after), *others = changes[number]
        # One text for several occasions stays one as long as it is the same for all of them.
        is_same = numbers.count(number) == 1 + len(others) and all(
            new.email == after.email for _, new in others
        )
        is_renamed = any(_needs_heading(section, *change) for change in changes[number])
        is_shared = is_same and not (others and is_renamed)
        _put_mail(edits, section, before, after, has_new_heading=is_renamed or not is_shared)
        for _, touchpoint in () if is_shared else others:
            _add_mail(edits, touchpoint)


def _put_mail(
    edits: Edits, section: Section, before: TouchpointSpec, after: TouchpointSpec, *, has_new_heading: bool
) -> None:
    mail = section.mail
    if mail is None or after.email is None or before.email is None:
        return
    if mail.is_row:
        if has_new_heading or before.email != after.email:
            # No cell can hold what any mail may say: the row becomes a section of its own.
            edits.put(section.start, section.end, "")
            _add_mail(edits, after)
        return
    if section.level in {0, LOWEST_LEVEL + 1} and _POINT.match(
        edits.parsed.reading.source.lines[section.start]
    ):
        if has_new_heading or before.email != after.email:
            # A point of a list: anything else there would be read as more of the point above.
            edits.put(section.start, section.end, "")
            append(edits, mail_section(after, _level_of_mails(edits), is_sealed=edits.is_sealed))
        return
    if section.heading and has_new_heading:
        words = mail_heading(after)
        text = f"{'#' * section.level} {words}" if section.level <= 6 else f"**{words}**\n"
        edits.put(section.heading.start, section.heading.end, text)
    if before.email == after.email:
        return
    has_same_fields = replace(before.email, body=after.email.body) == after.email
    if has_same_fields and before.email.body and after.email.body and not mail.is_wrapped:
        edits.put(
            mail.body_start, mail.body_end, body_text(after.email, section.level, is_sealed=edits.is_sealed)
        )
    else:
        _put_whole_mail(edits, section, mail, after)


def _put_whole_mail(edits: Edits, section: Section, mail: MailText, after: TouchpointSpec) -> None:
    if after.email:
        end = max(mail.body_end, max(mail.claimed) + 1)
        text = mail_text(after.email, section.level, is_sealed=edits.is_sealed)
        kept = [n for n in range(mail.head_start, mail.body_start) if n not in mail.claimed or n in mail.when]
        lines = [edits.parsed.reading.source.written[n] for n in kept]
        # Remarks among the fields, such as the channel, are none of the mail's parts and stay above it.
        bare = [QUOTE.sub("", line, count=1) if mail.is_wrapped else line for line in lines]
        remarks = "\n".join(line for line in bare if line.strip())
        edits.put(mail.head_start, min(end, section.end), "\n\n".join(filter(None, (remarks, text))))


def _needs_heading(section: Section, before: TouchpointSpec, after: TouchpointSpec) -> bool:
    # A mail that names no day is known by its row's words: when these change, it has to name the day.
    is_lost = not mail_windows(section.title) and before.purpose != after.purpose
    is_optional_unsaid = after.optional and not is_optional(
        f"{section.title} ({after.label}) {after.purpose}"
    )
    return is_lost or is_optional_unsaid or _heading(before) != _heading(after)


def _heading(touchpoint: TouchpointSpec) -> tuple[str, str, bool]:
    return touchpoint.name, touchpoint.label, touchpoint.optional


def _level_of_mails(edits: Edits) -> int:
    mails = edits.parsed.reading.mails
    return mails[-1].level if mails and 1 <= mails[-1].level <= 6 else 2


def _add_mail(edits: Edits, touchpoint: TouchpointSpec) -> None:
    mails = [mail for mail in edits.parsed.reading.mails if not (mail.mail and mail.mail.is_row)]
    text = mail_section(touchpoint, _level_of_mails(edits), is_sealed=edits.is_sealed)
    if mails and mails[-1].end < len(edits.parsed.reading.source.lines):
        edits.put(mails[-1].end, mails[-1].end, text + "\n")
    else:
        append(edits, text)


def _completed(plan: PlanDocument, text: str) -> str:
    """What the changed lines do not say yet gets a section, or a line, of its own."""
    written = parse(text)
    edits = Edits(read(text))
    missing = [path for path in plan.artifacts if path not in written.artifacts]
    for kind, wanted, found, content in (
        ("agenda", plan.agenda, written.agenda, render_agenda(plan.agenda)),
        ("prework", plan.prework, written.prework, render_prework(plan.prework)),
        ("recap", plan.recap_sections, written.recap_sections, render_recap_list(plan.recap_sections)),
        (
            "artifacts",
            plan.artifacts,
            plan.artifacts[: -len(missing) or None],
            "\n".join(f"- `{p}`" for p in missing),
        ),
    ):
        if wanted != found and content:
            insert(edits, kind, content)
    if _minutes(plan) != _minutes(written) and _minutes(plan):
        reading = edits.parsed.reading
        below = next((part.end for part in reading.parts if part.kind == "title"), reading.source.frontmatter)
        is_followed = bool("".join(reading.source.lines[below : below + 1]).strip())
        edits.put(below, below, f"\n**Duration:** {_minutes(plan)}" + "\n" * is_followed)
    return edits.text()
