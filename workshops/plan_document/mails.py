"""A mail in a plan: its fields, however they are written down, and its text to the letter."""

import re
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from .blocks import Block, Source, unescaped
from .entities import shown
from .gaps import without_gaps
from .html_lists import FOLD
from .inline import QUOTE, RULE, strip_emphasis
from .joints import split_names
from .mail_head import Head, is_field, read_head, without_label
from .model import EmailSpec
from .offsets import Window
from .signatures import has_ended, text_end

_ADDRESS: Final = re.compile(r"\s*<?[^\s<>@]{1,100}@[^\s<>@]{1,100}>?$")
_COPIED: Final = re.compile(r"(b?cc)\b:?\s+(.+)$", re.I)
_CC: Final = re.compile(r"\(\s*(b?cc)\b:?\s*(?!only\s*\))([^()\s][^()]*)\)", re.I)
# `Internal Audit (bcc)`: whom the mark stands behind.
_COPY_MARK: Final = re.compile(r"\s*\((?:in |on |as )?(b?cc)(?: only)?\)$", re.I)
_QUOTATION_MARKS: Final = ("``", '""', "“”", "„“", "«»", "‘’", "**", "__")
# A subject is no Markdown: what was escaped to be none stands for itself.
_ESCAPE: Final = re.compile(r"\\(?=[!-/:-@\[-`{-~])")


@dataclass(frozen=True, slots=True)
class MailText:
    """A mail with the lines it was read from; `claimed` are those of its fields and marks.

    `when` are those of them that say when the mail goes. `is_fenced` where its text stands in a fence,
    `is_row` where all of it is a table's row, and `remark` is what that says besides.
    """

    email: EmailSpec
    has_subject: bool
    claimed: frozenset[int]
    head_start: int
    body_start: int
    body_end: int
    windows: tuple[Window, ...] = ()
    is_wrapped: bool = False
    when: frozenset[int] = frozenset()
    is_fenced: bool = False
    is_row: bool = False
    remark: str = ""


def read_mail(source: Source, start: int, end: int, blocks: Iterable[Block]) -> MailText | None:
    """The mail in these lines, its text to the letter; None where they hold no field of one."""
    quotes = [block for block in blocks if block.kind == "quote"]
    lines, is_quoted = _unquoted(source.lines, start, end, quotes) if quotes else (source.lines, False)
    written = _unquoted(source.written, start, end, quotes)[0] if is_quoted else source.written
    if quotes and not is_quoted and _is_card(source.lines, start, quotes[0]):
        # The fields stand in a quote, and the text below it.
        lines, is_quoted = _without_marks(source.lines, start, quotes[:1]), True
    fences = [block for block in blocks if block.kind == "fence"]
    opaque = [block for block in blocks if block.kind in {"fence", "comment"}]
    head = read_head(lines, start, end, opaque)
    wrapped = next((fence for fence in fences if head is None or fence.start >= head.end), None)
    marks: set[int] = set()
    if wrapped and (head is None or _is_text(lines, head, end, wrapped)):
        inner_end = _inner_end(lines, wrapped)
        inner = read_head(lines, wrapped.start + 1, inner_end) if head is None else head
        if inner and (head is not None or "subject" in inner.values):
            begin = inner.end if head is None else wrapped.start + 1
            head, end = replace(inner, end=begin), inner_end
            marks = {wrapped.start, *range(inner_end, wrapped.end)}
    if head is None:
        return None
    sender = sender_of(head.values.get("from", ""))
    body_start, body_end = trimmed(lines, head.end, text_end(lines, head.end, end, sender))
    body, is_indented = _unindented(written[body_start:body_end])
    body, is_labelled = without_label(body)
    to, cc, bcc = _people(head)
    email = EmailSpec(
        sender=sender,
        to=to,
        cc=cc,
        subject=unwrapped(head.values.get("subject", "")),
        body=body,
        bcc=bcc,
    )
    claimed = frozenset(head.claimed | head.when | marks)
    first = min(claimed)
    is_wrapped = is_quoted or is_indented or is_labelled
    has_subject = "subject" in head.values
    return MailText(
        email,
        has_subject,
        claimed,
        first,
        body_start,
        body_end,
        head.windows,
        is_wrapped,
        frozenset(head.when),
        is_fenced=bool(marks),
    )


def _unindented(lines: Sequence[str]) -> tuple[str, bool]:
    """A text that stands below a list's point, without the spaces that hold it there."""
    body = "\n".join(lines)
    is_indented = bool(lines) and all(line.startswith("  ") for line in lines if line.strip())
    return (textwrap.dedent(body), True) if is_indented else (body, False)


def _unquoted(
    lines: Sequence[str], start: int, end: int, quotes: Iterable[Block]
) -> tuple[Sequence[str], bool]:
    """The lines without the marks of quotes, where nothing but the mail's fields stands outside of them."""
    quoted = {number for block in quotes for number in range(block.start, block.end)}
    for number in range(start, end):
        line = lines[number]
        if number not in quoted and line.strip() and not RULE.match(line) and not is_field(line):
            return lines, False
    return _without_marks(lines[:end], start, quotes), True


def _without_marks(lines: Sequence[str], start: int, quotes: Iterable[Block]) -> Sequence[str]:
    """The lines from `start` on, without the marks of these quotes; what is above is left out."""
    bare = [*([""] * start), *lines[start:]]
    for number in (number for block in quotes for number in range(block.start, block.end)):
        bare[number] = QUOTE.sub("", bare[number], count=1)
    return bare


def _is_card(lines: Sequence[str], start: int, quote: Block) -> bool:
    """Whether the first thing that stands there is a quote that holds a mail's fields and nothing else."""
    if any(line.strip() for line in lines[start : quote.start]):
        return False
    inner = [QUOTE.sub("", line, count=1) for line in lines[quote.start : quote.end]]
    head = read_head(inner, 0, len(inner))
    return head is not None and "subject" in head.values and not any(map(str.strip, inner[head.end :]))


def split_people(value: str, line: str = "to") -> dict[str, tuple[str, ...]]:
    """The names of a line of people, and those it puts in copy: `All (cc Sponsor)`, `Audit (bcc)`."""
    found: dict[str, list[str]] = {"to": [], "cc": [], "bcc": []}
    value = shown(unescaped(value))
    for mark, inner in _CC.findall(value):
        found[mark.casefold()] += split_names(inner)
    for name in split_names(_CC.sub("", value)):
        mark, alone = _COPIED.match(name), _COPY_MARK.search(name)
        field = mark[1] if mark else alone[1] if alone else line
        found[field.casefold()].append(mark[2] if mark else name[: alone.start()] if alone else name)
    return {field: tuple(filter(None, map(strip_emphasis, names))) for field, names in found.items()}


def sender_of(written: str) -> str:
    """The name of who sends a mail, without an address behind it; nothing where it is still a gap."""
    written = strip_emphasis(written)
    name = _ADDRESS.sub("", written).strip() or written
    return name if without_gaps(name).strip("` ") else ""


def _people(head: Head) -> list[tuple[str, ...]]:
    """The names in To, Cc and Bcc."""
    lines = [
        split_people("; ".join([head.values.get(line, ""), *head.lists.get(line, [])]), line)
        for line in ("to", "cc", "bcc")
    ]
    return [sum((found[field] for found in lines), ()) for field in ("to", "cc", "bcc")]


def unwrapped(subject: str) -> str:
    """A subject without the quotes or the type it is set in."""
    subject = strip_emphasis(subject) if subject.startswith(("**", "__")) else subject
    for opening, closing in _QUOTATION_MARKS:
        inner = subject[1:-1]
        if len(subject) > 2 and subject[0] == opening and subject[-1] == closing and opening not in inner:
            return inner.strip()
    return _ESCAPE.sub("", subject)


def _is_text(lines: Sequence[str], head: Head, end: int, fence: Block) -> bool:
    """Whether the code right below a mail's fields is its text. What stands below it is a remark, unless the
    mail is signed there."""
    if any(not _says_nothing(line) for line in lines[head.end : fence.start]):
        return False
    return not has_ended(lines[head.end : end], sender_of(head.values.get("from", "")))


def _inner_end(lines: Sequence[str], fence: Block) -> int:
    mark = lines[fence.start].strip()[:3]
    is_closed = fence.end - 1 > fence.start and lines[fence.end - 1].strip().startswith(mark)
    return fence.end - 1 if is_closed else fence.end


def trimmed(lines: Sequence[str], start: int, end: int) -> tuple[int, int]:
    """The range without blank lines, rules, and the tags that fold a part away, at both ends."""
    while start < end and _says_nothing(lines[start]):
        start += 1
    while end > start and _says_nothing(lines[end - 1]):
        end -= 1
    return start, end


def _says_nothing(line: str) -> bool:
    return not line.strip() or bool(RULE.match(line) or FOLD.fullmatch(line))
