"""Where the mails of a document begin that no heading of Markdown's own stands above."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from .blocks import Block, Source
from .headings import announces_mail, mail_windows
from .html_lists import FOLD, LONGEST_SUMMARY, SUMMARY
from .inline import QUOTE, bold_lead
from .mail_head import Head, is_field, leads_to_subject, read_head
from .signatures import has_ended, is_signed

_LONGEST_ANNOUNCEMENT: Final = 100
# So many lines below a mail's title stand its fields, when it goes and by which channel among them.
_FEW: Final = 12
_OPENS_FOLD: Final = re.compile(r"<details\b", re.I)
_CLOSES_FOLD: Final = re.compile(r"</details\s*>", re.I)


def title_above(block: Block, below: Block | None, source: Source) -> str:
    """The title in the first line of a paragraph that stands above a mail; nothing where it is none.

    It is all in bold type, or speaks of a mail, and the mail's fields follow, in a fence or without.
    """
    line = source.lines[block.start].strip()
    is_announcement = announces_mail(line) and len(line) <= _LONGEST_ANNOUNCEMENT
    is_announcement = is_announcement and not line.endswith((".", ",", ";", "!"))
    lead = bold_lead(line) or ((line, "") if is_announcement else None)
    if lead is None or lead[1].strip(":") or is_field(source.lines[block.start]):
        return ""
    following = next((line for line in source.lines[block.start + 1 : block.start + 3] if line.strip()), "")
    below_it = source.lines[block.start + 1 : block.start + 1 + _FEW]
    # `**From when?**` above `From: 9` is a question, and no mail without a subject.
    has_fields = leads_to_subject(below_it) or (is_field(following) and _tells_mail(lead[0], below_it))
    is_fenced = below is not None and block.end == block.start + 1 and begins_fenced_mail(below, source)
    return lead[0].rstrip(":") if has_fields or is_fenced else ""


def _tells_mail(title: str, below: Sequence[str]) -> bool:
    """Whether a title says what mail and when, or a subject stands among the fields below it."""
    head = read_head(below, 0, len(below))
    has_subject = head is not None and "subject" in head.values
    return has_subject or (announces_mail(title) and bool(mail_windows(title)))


def begins_mail(block: Block, above: Sequence[Block], source: Source) -> bool:
    """Whether the fields of another mail stand there, which has no heading, and the mail above is over."""
    if block.kind == "mail":
        return True
    if begins_fenced_mail(block, source):
        # Below a mail of the same kind, or right below a text in a fence of its own.
        is_below_text = bool(above) and above[-1].kind == "fence"
        return is_below_text or any(begins_fenced_mail(other, source) for other in above)
    if block.kind != "paragraph" or not is_field(source.lines[block.start]):
        return False
    return _is_whole(read_head(source.lines, block.start, block.end)) and follows_end(above, source)


def begins_fenced_mail(block: Block, source: Source) -> bool:
    """Whether the block is code that holds a mail, fields and all."""
    return block.kind == "fence" and _is_whole(read_head(source.lines, block.start + 1, block.end - 1))


def follows_end(above: Sequence[Block], source: Source) -> bool:
    """Whether a rule, a mail's signature, or a text in a fence stands right above."""
    if not above or above[-1].kind in {"rule", "fence"} or is_signed(above[-1].lines, ""):
        return bool(above)
    lines = source.lines[above[0].start : above[-1].end]
    head = read_head(lines, 0, len(lines))
    return has_ended(lines, head.values.get("from", "") if head else "")


def has_fields(block: Block, source: Source) -> bool:
    """Whether one of a mail's fields stands in the block, quoted or not."""
    lines = source.lines[block.start : block.end]
    return any(map(is_field, lines)) or (
        block.kind == "quote" and any(is_field(QUOTE.sub("", line, count=1)) for line in lines)
    )


def summary_title(block: Block, source: Source) -> str:
    """The title of a part that is folded away, as in `<details><summary>Invitation</summary>`."""
    if block.kind != "paragraph":
        return ""
    *above, last = source.lines[block.start : block.end]
    if len(last) > LONGEST_SUMMARY:
        return ""
    found = SUMMARY.fullmatch(re.sub(r"^\s*<details[^<>]{0,100}>", "", last, flags=re.I))
    return found[1] if found and all(map(FOLD.fullmatch, above)) else ""


def fold_ends(source: Source) -> Mapping[int, int]:
    """For each line with the title of a part folded away, the line behind that part."""
    ends: dict[int, int] = {}
    opened: list[int] = []
    for number, line in enumerate(source.lines):
        if "<" not in line or len(line) > LONGEST_SUMMARY:
            continue
        opened += [number] * len(_OPENS_FOLD.findall(line))
        if opened and SUMMARY.search(line):
            opened[-1] = number
        for _ in _CLOSES_FOLD.findall(line):
            if opened:
                ends[opened.pop()] = number + 1
    return ends


def _is_whole(head: Head | None) -> bool:
    return head is not None and "subject" in head.values and bool(head.values.keys() & {"from", "to"})
