"""The gaps of a mail's text as placeholders of ours, and back again to the letter."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

from workshops.placeholders import BY_NAME, escape

from .bodies import read_body
from .durations import find_durations
from .gaps import Gap, find_gaps, has_date_gap
from .inline import word_set, words
from .model import PlanDocument
from .recaps import Span

_MARK: Final = re.compile(r"(?P<escaped>\\\{\{)|\{\{(?P<inner>[^{}\n]*)\}\}")
_LABEL: Final = re.compile(
    r"^\s*(?:[-*+]\s+)?[*_]*(?P<label>[^\W\d_][^:*_<>`\n]{0,40}?)[*_]*\s*:[*_]*\s*[*_]*$"
)
_CLOCK: Final = re.compile(r"\b\d{1,2}(?::|\.|\s?h\s?)\d\d\b|\b\d{1,2}\s?[ap]m\b", re.I)

_ANYWHERE: Final = word_set(
    "the a of our and or for to workshop workshops session meeting insert your tbd tba"
)
_TIME: Final = word_set("time times start end starting hh mm from until zone timezone local begin")
_DATE: Final = word_set("date day days weekday dd mm yyyy yy month year calendar")
_PLACE: Final = word_set(
    "room meeting virtual link links location venue place details online teams zoom dial in video call "
    "conference url physical office building webex meet google address where onsite remote site floor invite"
)
# A hint made of these words alone, at least one of them from the first set, stands for the placeholder.
_HINTS: Final = (
    ("workshop.time", word_set("time times hh"), _TIME),
    ("workshop.date", word_set("date day weekday dd yyyy"), _DATE),
    ("workshop.when", word_set("time when slot date hh"), _TIME | _DATE | word_set("when slot timeslot")),
    ("workshop.location", _PLACE - word_set("in call details meeting meet address url site"), _PLACE),
    ("workshop.location", word_set("details"), word_set("meeting details call")),
    ("workshop.duration", word_set("duration length"), word_set("duration length minutes min hours in")),
    ("workshop.agenda", word_set("agenda"), word_set("agenda draft items")),
    ("workshop.prework", word_set("prework"), word_set("prework list")),
    (
        "workshop.participants",
        word_set("participants attendees"),
        word_set("participants attendees list names all"),
    ),
    ("workshop.code", word_set("number code"), word_set("number code")),
    ("workshop.title", word_set("title name topic"), word_set("title name topic")),
    ("project.name", word_set("project"), word_set("project name")),
    (
        "organizer.name",
        word_set("organizer organiser sender host"),
        word_set("organizer organiser sender host name"),
    ),
)
# A line that is a label and a gap says by its label what belongs there.
_LABELS: Final = (
    ("workshop.duration", word_set("duration length")),
    ("workshop.location", word_set("where location link venue place room")),
    ("workshop.when", word_set("when slot")),
    ("workshop.date", word_set("date day")),
    ("workshop.time", word_set("time")),
    ("workshop.participants", word_set("participants attendees")),
)
_WHEN_LABELS: Final = word_set("when slot date time")
_DURATION_LABELS: Final = word_set("slot when duration length date time")
_DEADLINE: Final = re.compile(r"\b(?:by|until|till|before|due|due on|deadline|later than)\W*$", re.I)
_OTHER_LINK: Final = word_set(
    "recording survey feedback form log document documents slides notes minutes board wiki repository sign "
    "folder rsvp register registration poll vote"
)
# Of another meeting than this one.
_OTHER_DAY: Final = re.compile(
    r"\b(?:next|follow[\s-]?up|second|another)\s+(?:meeting|session|workshop|call|round|date|appointment)\b",
    re.I,
)
_START: Final = word_set("start starting begin beginning from")
_END: Final = word_set("end ending finish until till to")
# Between a start and an end: “from … to …”, “… – …”.
_LONGEST_LINK: Final = 20
# Where the next thing that a line says begins.
_NEXT_THING: Final = re.compile(r"[.;|]\s")
_LINK_LABELS: Final = word_set(
    "where location link venue place room join dial call meeting online teams zoom video"
)
# No mail has more gaps; what comes after these stays one, and holds the mail.
_MOST_GAPS: Final = 2_000
# How much of a line around a gap is read to tell what belongs there.
_NEAR: Final = 200


@dataclass(frozen=True, slots=True)
class Original:
    """What stood in the user's text where the template has this placeholder."""

    placeholder: str
    text: str


@dataclass(frozen=True, slots=True)
class Templated:
    """A text with placeholders, and what they replaced, in order."""

    template: str
    originals: tuple[Original, ...] = ()


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    end: int
    placeholder: str


def to_template(text: str, *, field: Literal["subject", "body"], plan: PlanDocument) -> Templated:
    """The text with what our placeholders stand for replaced by them; `restore` gives the text back."""
    pieces = _written(text)
    if field == "body" and "\r" not in text:
        pieces = _added(pieces, _blocks(text, plan))
    pieces = _added(pieces, _gaps(text, is_subject=field == "subject"))
    pieces = _added(pieces, _durations(text, plan))
    parts, originals, at = [], [], 0
    for piece in pieces:
        # A backslash right before would escape our own braces: it is taken along with the gap.
        start = piece.start - (len(text[at : piece.start]) - len(text[at : piece.start].rstrip("\\")))
        if text[at:start].endswith("{"):
            continue
        parts += [escape(text[at:start]), f"{{{{ {piece.placeholder} }}}}"]
        originals.append(Original(piece.placeholder, text[start : piece.end]))
        at = piece.end
    return Templated("".join([*parts, escape(text[at:])]), tuple(originals))


def restore(template: str, originals: Iterable[Original], *, changed: Mapping[str, str] | None = None) -> str:
    """The user's text again; a placeholder of `changed` becomes that text, a new one stays as it is."""
    left: dict[str, list[str]] = defaultdict(list)
    for original in reversed(list(originals)):
        left[original.placeholder].append(original.text)

    def fill(mark: re.Match[str]) -> str:
        if mark["escaped"]:
            return "{{"
        name = mark["inner"].strip()
        if not left[name]:
            return mark[0]
        original = left[name].pop()
        return (changed or {}).get(name, original)

    return _MARK.sub(fill, template)


def _written(text: str) -> list[_Piece]:
    """Placeholders of ours that the user wrote by hand."""
    return [
        _Piece(mark.start(), mark.end(), mark["inner"].strip())
        for mark in _MARK.finditer(text)
        if mark["inner"] is not None and mark["inner"].strip() in BY_NAME
    ]


def _added(pieces: list[_Piece], more: Iterable[_Piece]) -> list[_Piece]:
    """The pieces with those of the others that touch none of them, in order."""
    kept, at = list(pieces), 0
    for piece in sorted(more, key=lambda one: one.start):
        while at < len(pieces) and pieces[at].end <= piece.start:
            at += 1
        if at == len(pieces) or pieces[at].start >= piece.end:
            kept.append(piece)
    return sorted(kept, key=lambda one: one.start)


def _blocks(text: str, plan: PlanDocument) -> list[_Piece]:
    body = read_body(text)
    found: list[tuple[str, Span | None]] = [
        ("workshop.agenda", body.agenda_at if body.agenda else None),
        ("workshop.prework", body.prework_at if body.prework else None),
        ("workshop.preparation", body.preparation_at if body.preparation == plan.preparation else None),
        (
            "recap.sections",
            body.sections_at if body.sections and body.sections == plan.recap_sections else None,
        ),
    ]
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    pieces: list[_Piece] = []
    for placeholder, span in reversed(found):
        if span:
            pieces = _added(pieces, [_Piece(starts[span.start], starts[span.end] - 1, placeholder)])
    return pieces


def _gaps(text: str, *, is_subject: bool) -> list[_Piece]:
    gaps = find_gaps(text)[:_MOST_GAPS]
    pieces = []
    for gap in gaps:
        near = max(0, gap.start - _NEAR)
        line_start = max(text.rfind("\n", near, gap.start) + 1, near)
        line_end = text.find("\n", gap.end, gap.end + _NEAR)
        line = text[line_start : line_end if line_end >= 0 else gap.end + _NEAR]
        name = _placeholder(gap, text[line_start : gap.start], line)
        if name and not (is_subject and BY_NAME[name].is_block):
            pieces.append(_Piece(gap.start, gap.end, name))
    return _added(_spans_of_time(gaps, text), pieces)


def _spans_of_time(gaps: Sequence[Gap], text: str) -> list[_Piece]:
    """A start and an end in one line, and what joins them: our placeholder is both."""
    return [
        _Piece(first.start, second.end, "workshop.time")
        for first, second in pairwise(gaps)
        if _is_time_of(first, _START)
        and _is_time_of(second, _END)
        and second.start - first.end <= _LONGEST_LINK
        and "\n" not in text[first.end : second.start]
    ]


def _is_time_of(gap: Gap, edge: frozenset[str]) -> bool:
    """Whether the gap asks when the workshop starts, or when it ends."""
    hint = set(words(gap.hint))
    return bool(hint & edge) and hint <= edge | _TIME


def _placeholder(gap: Gap, before: str, line: str) -> str:
    """The placeholder for a gap by its hint, else by the label in front of it, else nothing."""
    label = _LABEL.match(before)
    label_words = set(words(label["label"])) if label else set()
    if gap.is_date:
        name = "workshop.date" if gap.text.startswith("Week") else ""
    else:
        hint = set(words(gap.hint.replace("pre-work", "prework").replace("Pre-work", "prework")))
        name = _of_hint(hint)
        is_alone = not line[len(before) + len(gap.text) :].strip(" \\.")
        if not name and is_alone:
            name = next((found for found, known in _LABELS if label_words & known), "")
    if _is_something_else(name, gap, before, line, label_words):
        return ""
    is_slot = bool(label_words & _WHEN_LABELS) and not label_words <= {"date", "day"}
    if name == "workshop.date" and is_slot and not _names_time(line, gap):
        return "workshop.when"
    return name


def _is_something_else(name: str, gap: Gap, before: str, line: str, label: set[str]) -> bool:
    """Whether the gap is a deadline, of another meeting, or a link elsewhere: better held than wrong."""
    if name.startswith("workshop.") and _OTHER_DAY.search(before):
        return True
    if name in {"workshop.date", "workshop.time", "workshop.when"}:
        is_end = name == "workshop.time" and _is_time_of(gap, _END)
        return is_end or bool(_DEADLINE.search(before)) or bool(label & {"deadline", "due", "until"})
    if name == "workshop.location" and set(words(gap.hint)) <= {"link", "links", "url", "the"}:
        said = _NEXT_THING.split(before)[-1] + _NEXT_THING.split(line[len(before) :], maxsplit=1)[0]
        return bool(_OTHER_LINK & set(words(said))) or bool(label and not label & _LINK_LABELS)
    return False


def _of_hint(hint: set[str]) -> str:
    told = hint - _ANYWHERE | (hint & {"meeting"})
    is_workshop = bool(hint & {"workshop", "session"})
    for name, needed, known in _HINTS:
        if told & needed and told <= known:
            # `<name>` alone may be anybody's.
            is_vague = name in {"workshop.title", "workshop.code"} and not is_workshop
            if not is_vague:
                return name
    return "workshop.title" if hint and hint <= {"workshop", "the"} else ""


def _names_time(line: str, gap: Gap) -> bool:
    others = [other for other in find_gaps(line) if other.text != gap.text and not other.is_date]
    return bool(_CLOCK.search(line)) or any("time" in words(other.hint) for other in others)


def _durations(text: str, plan: PlanDocument) -> list[_Piece]:
    """The plan's duration in the lines that announce one."""
    pieces, start = [], 0
    for line in text.split("\n"):
        wanted = (plan.workshop.duration_min, plan.workshop.duration_max)
        named = [found for found in find_durations(line) if (found.min, found.max) == wanted]
        announced = line[:80].partition(":")
        is_labelled = announced[1] and set(words(announced[0])) & _DURATION_LABELS
        if named and (is_labelled or has_date_gap(line)):
            pieces += [_Piece(start + found.start, start + found.end, "workshop.duration") for found in named]
        start += len(line) + 1
    return pieces
