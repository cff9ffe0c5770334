"""From a document's text to its plan."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from typing import Final

from .account import Reading
from .artifacts import find_artifacts
from .audience import MOST_NAMES, describes_people, resolve
from .blocks import Source, read_source
from .bodies import Body, read_body
from .durations import Duration, find_durations
from .entities import shown
from .gaps import has_date_gap, unfilled
from .group_names import GroupNames
from .headings import mail_kind
from .html_lists import FOLD, ONLY_TAGS
from .inline import RULE, split_separator, strip_emphasis, words
from .joining import Mail, combine, has_guessed_day
from .mails import MailText
from .model import (
    FROM_MAIL,
    EmailSpec,
    GroupSpec,
    PlanDocument,
    PreWorkSpec,
    RecapSectionSpec,
    TouchpointSpec,
    UnparsedLine,
    WorkshopSpec,
)
from .offsets import find_offset
from .prose import place_of
from .readers import read_sections
from .sections import Section, cut_sections, mail_titles

_DURATION_LABEL: Final = re.compile(r"\b(?:slot|when|duration|length)\b[^:]{0,20}:", re.I)
_MEETING: Final = re.compile(
    r"[\s*_]*(?:of\s+)?(?:[\w-]{1,20}\s+){0,2}(?:workshop|session|meeting|training)\b", re.I
)
_LASTS: Final = re.compile(r"\b(?:takes?|lasts?|runs?(?: for)?)\s+(?:about\s+)?[*_]*$", re.I)
_PREFIX: Final = re.compile(r"\[([^\[\]<>]{1,100})\]")
# A line of a table of contents: nothing but a link into the document itself.
_CONTENTS: Final = re.compile(r"\s*(?:[-*+]\s+|\d{1,3}[.)]\s+)?\[[^\n]{1,300}\]\(#[^()\s]{1,200}\)\s*")
_LONGEST_NAME: Final = 60
_NEAR: Final = 40
# A workshop of more minutes than a day has is a deadline.
_LONGEST: Final = 12 * 60
# A line without end, made to keep the server busy, invites nobody.
_LONGEST_SENTENCE: Final = 5_000
# What stands in brackets before a subject, but is no project's name.
_NO_PROJECT: Final = frozenset(
    {"action required", "reminder", "update", "fyi", "urgent", "external", "recap", "draft", "invitation"}
)


@dataclass(frozen=True, slots=True)
class Parsed:
    """A plan, what was read on the way, and for each touchpoint where it came from (-1: no mail)."""

    plan: PlanDocument
    reading: Reading
    mail_numbers: tuple[int, ...]
    has_row: tuple[bool, ...]


def parse(text: str) -> PlanDocument:
    """The plan that a text holds; any text whatever has one, if only of lines that were not understood."""
    return read(text).plan


@lru_cache(maxsize=2)
def read(text: str) -> Parsed:
    """As `parse`, together with where in the source each part was found; nobody changes what it gives.

    A preview asks several times for the same text.
    """
    source = read_source(text)
    sections = cut_sections(source)
    reading = read_sections(source, sections)
    titles = mail_titles(sections)
    mails = [
        Mail(
            called.text,
            _shown(section.mail, source),
            section.mail.windows or called.windows,
            section.mail.remark,
        )
        for section, called in zip(reading.mails, titles, strict=True)
        if section.mail
    ]
    for heading in filter(None, (called.above for called in titles)):
        reading.claim(heading.start, heading.end)
    found = combine(reading.rows, mails)
    for _, number, has_row in found:
        if number >= 0 and not has_row and has_guessed_day(mails[number]):
            reading.claimed -= set(_told_by(reading.mails[number], source))
    touchpoints = tuple(touchpoint for touchpoint, _, _ in found)
    duration = reading.duration or _duration(mails, source.lines)
    code, title = reading.title or ("", "")
    bodies = _bodies(touchpoints)
    named = [GroupSpec(shown(group.name), shown(group.note)) for group in reading.groups]
    groups = _with_addressed(named, touchpoints)
    plan = PlanDocument(
        workshop=WorkshopSpec(code, title, *((duration.min, duration.max) if duration else (None, None))),
        project_name=project_of(touchpoint.email.subject for touchpoint in touchpoints if touchpoint.email)
        or reading.project,
        objectives=tuple(reading.objectives),
        groups=groups,
        touchpoints=touchpoints,
        agenda=tuple(reading.agenda) or next((body.agenda for body in bodies if body.agenda), ()),
        prework=_with_audiences(
            tuple(reading.prework) or next((body.prework for body in bodies if body.prework), ()), groups
        ),
        preparation=next((body.preparation for body in bodies if body.preparation), ()),
        recap_sections=tuple(reading.recap) or recap_of(touchpoints),
        checks=tuple(reading.checks),
        artifacts=find_artifacts(text),
        notes=tuple(sorted(reading.notes, key=place_of)),
        unparsed=_unparsed(reading),
    )
    return Parsed(
        plan, reading, tuple(number for _, number, _ in found), tuple(has_row for *_, has_row in found)
    )


def _told_by(section: Section, source: Source) -> Iterable[int]:
    """The lines by which it is told that a mail's day is a guess: its heading, or its fields without one."""
    if section.heading and section.heading.end > section.heading.start:
        return range(section.heading.start, section.heading.end)
    fields = section.mail.claimed if section.mail else ()
    return (number for number in fields if words(source.lines[number]))


def _shown(mail: MailText, source: Source) -> EmailSpec:
    """The mail with the entities of its subject as characters; one written as code has none."""
    email = mail.email
    head = source.lines[mail.head_start : mail.body_start] if "&" in email.subject else ()
    is_code = any(f"`{email.subject}`" in line for line in head)
    return email if is_code else replace(email, subject=shown(email.subject))


def project_of(subjects: Iterable[str]) -> str:
    """The name in brackets that most of the subjects begin with."""
    prefixes = [match[1].strip() for subject in subjects if (match := _PREFIX.match(subject))]
    counts = Counter(
        name
        for name in prefixes
        if name and name.casefold() not in _NO_PROJECT and not unfilled(f"[{name}] x")
    )
    return counts.most_common(1)[0][0] if counts else ""


def recap_touchpoints(touchpoints: Sequence[TouchpointSpec]) -> list[TouchpointSpec]:
    """The touchpoints whose mails may hold the recap, the likeliest first; none before the workshop."""
    after = [touchpoint for touchpoint in touchpoints if touchpoint.email and touchpoint.is_after]
    return sorted(after, key=lambda touchpoint: kind_of(touchpoint) != "recap")


def kind_of(touchpoint: TouchpointSpec) -> str:
    """The kind of the touchpoint's mail: save, agenda, reminder, recap, followup, or nothing."""
    return mail_kind(touchpoint.name, touchpoint.email.subject if touchpoint.email else touchpoint.purpose)


def recap_of(touchpoints: Sequence[TouchpointSpec]) -> tuple[RecapSectionSpec, ...]:
    """The sections of the mail that is the recap."""
    return next((body.sections for body in _bodies(recap_touchpoints(touchpoints)) if body.sections), ())


def _bodies(touchpoints: Sequence[TouchpointSpec]) -> list[Body]:
    """The texts of the mails, that with the agenda first."""
    mails = [touchpoint for touchpoint in touchpoints if touchpoint.email]
    mails.sort(key=lambda touchpoint: kind_of(touchpoint) not in {"agenda", "recap"})
    return [read_body(touchpoint.email.body) for touchpoint in mails if touchpoint.email]


def _duration(mails: Sequence[Mail], lines: Sequence[str]) -> Duration | None:
    """The duration that a line announces, else that of the `90-minute workshop` that a text speaks of."""
    texts = [line for mail in mails for line in mail.email.body.split("\n")]
    for line in (*texts, *lines):
        if len(line) < 300 and _DURATION_LABEL.search(line):
            found = [duration for duration in find_durations(line) if 10 <= duration.max <= _LONGEST]
            if found and not find_offset(line):
                return found[0]
    for line in texts:
        found = find_durations(line) if len(line) < _LONGEST_SENTENCE else []
        is_invitation = bool(found) and has_date_gap(line)
        for duration in found:
            lasts = _LASTS.search(line[max(0, duration.start - _NEAR) : duration.start])
            if lasts or _MEETING.match(line, duration.end) or is_invitation:
                return duration
    return None


def _with_addressed(
    groups: Sequence[GroupSpec], touchpoints: Sequence[TouchpointSpec]
) -> tuple[GroupSpec, ...]:
    """The plan's groups, and those that only a mail is addressed to; `pilots who accepted` are none.

    A name added late may make an earlier one ambiguous; so this goes on until nothing more is added, and the
    plan that is read back from its own export has the same groups.
    """
    notes: dict[str, GroupSpec] = {}
    for group in groups:
        earlier = notes.setdefault(group.name.casefold(), group)
        if group.note not in earlier.note:
            note = "; ".join(filter(None, (earlier.note, group.note)))
            notes[group.name.casefold()] = GroupSpec(earlier.name, note)
    known = list(notes.values())
    names = GroupNames(known)
    notes_of_names: dict[str, str] = {}
    for name, note in _addressed(touchpoints):
        notes_of_names.setdefault(name, note)
    addressed = list(islice(notes_of_names.items(), MOST_NAMES))
    size = -1
    while size != len(known):
        size = len(known)
        for written, note in addressed:
            for name in resolve([written], names).unmatched:
                if describes_people(name):
                    continue
                names.add(name)
                known.append(GroupSpec(name, note))
    return tuple(known)


def _with_audiences(prework: tuple[PreWorkSpec, ...], groups: Sequence[GroupSpec]) -> tuple[PreWorkSpec, ...]:
    """`QA Lead – bring the list` is work for that group; `Chapter 2 – the part on SLAs` is work for all."""
    names = GroupNames(groups)
    found = []
    for item in (PreWorkSpec(shown(item.audience), item.text) for item in prework):
        cut = None if item.audience else split_separator(item.text)
        is_name = cut and cut[1] and len(cut[0]) <= _LONGEST_NAME and not resolve([cut[0]], names).unmatched
        found.append(PreWorkSpec(strip_emphasis(cut[0]), cut[1]) if cut and is_name else item)
    return tuple(found)


def _addressed(touchpoints: Sequence[TouchpointSpec]) -> Iterator[tuple[str, str]]:
    """The names in the mails' To, Cc and Bcc lines, each with the note that a group made of it has."""
    for touchpoint in touchpoints:
        email = touchpoint.email or EmailSpec()
        for begin, people in zip(FROM_MAIL, (email.to, email.cc, email.bcc), strict=True):
            for name in people:
                yield name, f"{begin}«{touchpoint.name}»"


def _unparsed(reading: Reading) -> tuple[UnparsedLine, ...]:
    """The lines that were not understood; blank lines and rules say nothing."""
    frontmatter = reading.source.frontmatter
    return tuple(
        UnparsedLine(number + 1, line)
        for number, line in enumerate(reading.source.written)
        if line.strip()
        and number not in reading.claimed
        and not (RULE.match(line) and number >= frontmatter)
        and not (number in (0, frontmatter - 1) and frontmatter)
        # The marks of a quote or a table with nothing in them.
        and not re.fullmatch(r"[\s>]+|[\s|:-]+|\s*\+[\s|:+=-]+", line)
        and not ONLY_TAGS.fullmatch(line)
        and not FOLD.fullmatch(line)
        and not _CONTENTS.fullmatch(line)
    )
