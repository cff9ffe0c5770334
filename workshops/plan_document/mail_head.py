"""The fields above a mail's text, however they are written down: From, To, Cc, Subject, and when it goes."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from . import languages
from .blocks import Block, unescaped
from .inline import DASH, strip_emphasis, unbroken, word_set
from .offsets import Window, find_offset, parse_offset

FIELDS: Final = {
    "from": "from",
    "sender": "from",
    "sent by": "from",
    "to": "to",
    "send to": "to",
    "recipients": "to",
    "recipient": "to",
    "audience": "to",
    "cc": "cc",
    "copy": "cc",
    "copy to": "cc",
    "bcc": "bcc",
    "blind copy": "bcc",
    "subject": "subject",
    "subject line": "subject",
    "subj": "subject",
    **languages.FIELDS,
}
# Lines among the fields that say something about the mail, but are none of its text.
_REMARKS: Final = (
    word_set(
        "send sent timing when-to-send send-date send-on send-at channel format attachment attachments "
        "reply-to priority owner trigger"
    )
    | languages.REMARKS
)
_PEOPLE: Final = frozenset({"to", "cc", "bcc"})
_TEXT_LABELS: Final = frozenset(
    {"body", "message", "text", "content", "mail text", "email text", "email body"} | languages.TEXT_LABELS
)
# `body: |`, as YAML begins a text of several lines.
_NO_TEXT: Final = frozenset({"", "|", "|-", "|+", ">", ">-"})
_FIELD: Final = re.compile(
    r"(?:[-*+]\s+)?(?:\*\*|__|\*|_)?(?P<name>[À]|[^\W\d_](?:[^\W\d_]|[ -]){1,20}?)\s*"
    r"(?:(?:\*\*|__|\*|_)\s*:|:\s*(?:\*\*|__|\*|_)(?=\s|$|[^\s*_])|:(?=\s|$))\s*(?P<value>.*)$"
)
# `**From:** A | **To:** B | **Subject:** C` on one line.
_SIDE_BY_SIDE: Final = re.compile(
    r"(?:(?<!\s)\s+)?[|;·•]\s*(?=(?:\*\*|__)[A-Za-z][A-Za-z -]{1,20}?\s*(?::\s*)?(?:\*\*|__))"
)
_BOLD_TAG: Final = re.compile(r"</?(?:b|strong)>", re.I)
_WHEN: Final = frozenset({"when", "date", "day", "offset", "t-offset", "schedule"} | languages.WHEN)
_BULLET: Final = re.compile(r"\s*[-*+]\s+(.*)$")
# What is longer is no field that somebody wrote.
_LONGEST_FIELD: Final = 2_000
# `| Field | Value |` above the fields.
_HEADERS: Final = word_set("field fields value values item property key content details text attribute")
# Below the last field of a table that is drawn.
_BORDER: Final = re.compile(r"\s*\+[:=+-]+\+\s*")
_MARKS: Final = re.compile(r"[\s|:-]+|\s*\+[\s|:+=-]+")


@dataclass(slots=True)
class Head:
    """The fields found, the lines they stand in, and the first line behind them."""

    values: dict[str, str] = field(default_factory=dict)
    lists: dict[str, list[str]] = field(default_factory=dict)
    claimed: set[int] = field(default_factory=set)
    windows: tuple[Window, ...] = ()
    # The lines that say when the mail goes, and nothing else.
    when: set[int] = field(default_factory=set)
    end: int = 0


def is_field(line: str) -> bool:
    """Whether the line holds one of a mail's fields."""
    return any(name in FIELDS for name, _ in _fields(line))


def leads_to_subject(lines: Iterable[str]) -> bool:
    """Whether the lines are a mail's fields, or say when it goes, from the first of them to its subject."""
    for line in filter(str.strip, lines):
        names = [name for name, _ in _fields(line)]
        if any(FIELDS.get(name) == "subject" for name in names):
            return True
        if not any(name in FIELDS or name in _WHEN or _is_remark_name(name) for name in names):
            return False
    return False


def read_head(lines: Sequence[str], start: int, end: int, opaque: Iterable[Block] = ()) -> Head | None:
    """The fields in these lines, or None where there is none; code and comments hold no fields."""
    head, has_gap = Head(), False
    blocks = {number: block for block in opaque for number in range(block.start, block.end)}
    for number in range(start, end):
        line = lines[number]
        if number < head.end and head.claimed:
            continue
        if number in blocks:
            if _is_fenced_subject(head, blocks[number], lines):
                has_gap = False
                continue
            if head.claimed:
                break
            continue
        if not line.strip():
            has_gap = bool(head.values)
            continue
        taken = _take_fields(head, number, line, has_gap=has_gap)
        if taken is None:
            break
        has_gap = has_gap and not taken
    return head if head.values else None


def without_label(text: str) -> tuple[str, bool]:
    """The text of a mail without `Body:` before its first words, and whether it had that."""
    first, *rest = text.split("\n", 1)
    found = _FIELD.match(first) if len(first) <= _LONGEST_FIELD else None
    if not found or not found["value"] or found["name"].casefold() not in _TEXT_LABELS:
        return text, False
    return "\n".join([found["value"], *rest]), True


def _take_fields(head: Head, number: int, line: str, *, has_gap: bool) -> bool | None:
    """Whether the line gave a field; None where the fields are over."""
    found = _fields(line)
    if found and found[0][0] == "title" and head.values.keys() & _PEOPLE:
        # Among a mail's fields that is its subject; elsewhere it is the workshop's.
        found = [("subject", found[0][1])]
    names = [name for name, _ in found]
    if any(name in FIELDS and FIELDS[name] not in head.values for name in names):
        for name, value in found:
            if name in FIELDS:
                head.values.setdefault(FIELDS[name], value)
            elif name in _WHEN or _is_remark_name(name):
                head.windows = head.windows or parse_offset(unescaped(value))
        _claim(head, number)
        return True
    name, value = found[0] if found else ("", "")
    if name in _HEADERS and value.casefold() in _HEADERS:
        _claim(head, number)
        return False
    if head.values and not has_gap and _continues(head, number, line):
        return True
    if name in _TEXT_LABELS and value in _NO_TEXT and head.values:
        _claim(head, number)
        return None
    if _is_remark(head, name, value, has_gap=has_gap):
        if windows := parse_offset(unescaped(value)):
            head.windows = head.windows or windows
            head.when.add(number)
        head.end = number + 1
        return False
    if head.values and head.end == number and _BORDER.fullmatch(line):
        _claim(head, number)
        return False
    if "subject" in head.values or (head.values and has_gap):
        return None
    if head.values:
        if _MARKS.fullmatch(line):
            head.claimed.add(number)
        head.end = number + 1
    return False


def _is_remark_name(name: str) -> bool:
    return name.replace(" ", "-") in _REMARKS


def _is_remark(head: Head, name: str, value: str, *, has_gap: bool) -> bool:
    """Whether the line says something about the mail; when it goes may stand a blank line above the rest."""
    if name in _WHEN:
        return not has_gap and "subject" not in head.values and find_offset(unescaped(value)) is not None
    return _is_remark_name(name) and not has_gap


def _claim(head: Head, number: int) -> None:
    head.claimed.add(number)
    head.end = number + 1


def _fields(line: str) -> list[tuple[str, str]]:
    """The names and values on a line: one as a rule, several where they stand side by side."""
    line = line.strip()
    if "</" in line:
        line = _BOLD_TAG.sub("**", line)
    if line.startswith("|"):
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        name, value = (strip_emphasis(cells[0]).rstrip(":"), cells[1]) if len(cells) == 2 else ("", "")
        return [(name.casefold(), value)] if name else []
    found: list[tuple[str, str]] = []
    bare = _without_slant(line)
    for piece in _SIDE_BY_SIDE.split(bare) if "**" in bare or "__" in bare else [bare]:
        match = _FIELD.match(piece)
        if match is None:
            return found
        value = _without_end(match["value"]).strip()
        found.append((" ".join(match["name"].casefold().split()), value))
    return found


def _without_end(text: str) -> str:
    """The text without a break made by hand; sought only where one may be: a line of spaces is long."""
    return unbroken(text) if text.rstrip().endswith(("\\", ">")) else text


def _without_slant(line: str) -> str:
    """`*From: A*`, a whole line in slanted or bold type, without its marks."""
    text = _without_end(line)
    whole = re.fullmatch(r"(\*\*|__|\*|_)(?=\w)([A-Za-z][A-Za-z -]{1,20}:\s[^*_]+)\1", text)
    return whole[2] if whole else line


def _is_fenced_subject(head: Head, fence: Block, lines: Sequence[str]) -> bool:
    """Whether the code below an empty `**Subject:**` is the subject; it is taken where it has one line."""
    inner = [line.strip() for line in lines[fence.start + 1 : fence.end - 1] if line.strip()]
    if fence.kind != "fence" or head.values.get("subject", "x") or head.end > fence.start or len(inner) != 1:
        return False
    head.values["subject"] = inner[0]
    head.claimed.update(range(fence.start, fence.end))
    head.end = fence.end
    return True


def _continues(head: Head, number: int, line: str) -> bool:
    """A field that stands empty, or ends in the middle, goes on in the lines below it."""
    last = next(reversed(head.values))
    bullet, value = _BULLET.match(line), head.values[last]
    if head.end != number or len(value) > _LONGEST_FIELD or _fields(line):
        return False
    if last in _PEOPLE and bullet and not value:
        head.lists.setdefault(last, []).append(bullet[1])
    elif last in _PEOPLE and not bullet and value.endswith((";", ",")):
        head.values[last] = f"{value} {line.strip()}"
    elif last == "subject" and not bullet and (not value or _is_cut(value, line.strip())):
        head.values[last] = f"{value} {line.strip()}".strip()
    else:
        return False
    _claim(head, number)
    return True


def _is_cut(subject: str, below: str) -> bool:
    """Whether a subject was wrapped by an editor: its quote is still open, or what follows begins small."""
    is_open = subject[:1] in {"`", '"'} and subject.count(subject[0]) == 1
    is_greeting = below.endswith((",", "!", ":")) or re.match(rf"(?:hi|hello|dear)\b|[{DASH}]", below, re.I)
    return is_open or (below[:1].islower() and not is_greeting)
