"""How a mail ends: with its sender's name, a signature's dash, or regards; and what stands behind that."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, zip_longest
from typing import Final

from .inline import QUOTE, RULE, strip_emphasis, word_set, words
from .languages import REGARDS

_REGARDS: Final = re.compile(
    r"(?:(?:kind|best|warm|many)\s+)?(?:regards|wishes|thanks|thank you|cheers|sincerely|yours|best)"
    rf"(?:,?\s+[\w,]+){{0,2}}$|(?:{REGARDS})$"
)
# Among so many at the end of a text stands its signature.
_LAST_LINES: Final = 12
# Not the hyphen of a point.
_SIGNATURE: Final = re.compile(r"(?:/|[–—]|--)\s?[^\W\d_][\w .'-]{0,40}$")
_DASH: Final = re.compile(r"(?:/|[–—-]|--)\s?")
_NAME: Final = re.compile(r"[^\W\d_][\w.'’-]*(?: [\w.'’&/-]+){0,4}$")
_FENCE: Final = re.compile(r"\s{0,3}(?:```|~~~)")
_POSTSCRIPT: Final = re.compile(r"\W{0,4}p\.?\s?(?:p\.?\s?)?s\b", re.I)
# Where its writer is reached: an address, a number, a page.
_CONTACT: Final = re.compile(r"\S@\S|\d[\d ()/-]{5,}\d|\bwww\.|://")
# What stands below a name in a signature.
_LONGEST_OF_SIGNATURE: Final = 80
_PARTS_OF_TEXT: Final = word_set(
    "agenda programme program pre-work prework pre-reading pre-read prepare bring"
)


def is_signed(lines: Sequence[str], sender: str) -> bool:
    """Whether the text ends as a mail does: with the sender's name, a signature's dash, or regards."""
    said = [line.strip() for line in lines[-_LAST_LINES:] if line.strip() and not RULE.match(line)][-3:]
    said = [QUOTE.sub("", line).rstrip(" ,.!\\").casefold() for line in said]
    if not said:
        return False
    is_name = bool(sender) and said[-1] in {sender.casefold(), sender.split()[0].casefold()}
    has_regards = any(_REGARDS.match(line) for line in said)
    return is_name or has_regards or bool(_SIGNATURE.match(said[-1]))


def text_end(lines: Sequence[str], start: int, end: int, sender: str) -> int:
    """Where a mail's text ends, which begins at `start`: behind its signature and what belongs to that.

    `end` where it has none, or where a part of its text stands below: an agenda, a postscript, contacts.
    """
    paragraphs = list(_paragraphs(lines, start, end))
    for at in range(len(paragraphs) - 1, 0, -1):
        first, behind = paragraphs[at]
        if not _is_signature(lines[first:behind], sender):
            continue
        for first, last in paragraphs[at + 1 :]:
            if not _belongs(lines[first:last]):
                return end if _is_part_of_text(lines[first]) else behind
            behind = last
        return end
    return end


def has_ended(lines: Sequence[str], sender: str) -> bool:
    """Whether the last words are a signature with a name, so that nothing of the mail is to come.

    Stricter than `is_signed`: “Many thanks for coming” may be how a mail begins.
    """
    paragraphs = list(_paragraphs(lines, 0, len(lines)))
    return any(_is_signature(lines[first:end], sender) for first, end in paragraphs[1:][-1:])


def _paragraphs(lines: Sequence[str], start: int, end: int) -> Iterator[tuple[int, int]]:
    """The runs of lines between blank ones and rules; none is looked for in code."""
    first, is_code = -1, False
    for number in range(start, end):
        is_code ^= bool(_FENCE.match(lines[number]))
        is_between = not lines[number].strip() or bool(RULE.match(lines[number]))
        if is_between and not is_code and first >= 0:
            yield first, number
            first = -1
        elif not is_between and first < 0:
            first = number
    if first >= 0:
        yield first, end


def _is_signature(paragraph: Sequence[str], sender: str) -> bool:
    """Whether a name stands there, the sender's or one below regards, with nothing long below it."""
    bare = [_bare(line) for line in paragraph]
    names = {name.casefold() for part in sender.split("/") for name in (part.strip(), *part.split()[:1])}
    for number, (line, below) in enumerate(zip_longest(bare, bare[1:], fillvalue="")):
        is_name = _DASH.sub("", line, count=1).casefold() in names - {""}
        has_regards = bool(_REGARDS.match(line.casefold()) and _NAME.match(below))
        if is_name or has_regards:
            return all(map(_is_of_signature, bare[number + 1 :]))
    return False


def _bare(line: str) -> str:
    return strip_emphasis(QUOTE.sub("", line).strip()).rstrip(" ,.!\\")


def _is_of_signature(line: str) -> bool:
    return len(line) <= _LONGEST_OF_SIGNATURE and not line.endswith(":")


def _belongs(paragraph: Sequence[str]) -> bool:
    return bool(_POSTSCRIPT.match(paragraph[0])) or all(
        len(line) <= _LONGEST_OF_SIGNATURE and bool(_CONTACT.search(line)) for line in paragraph
    )


def _is_part_of_text(line: str) -> bool:
    """Whether the line, or what stands before its colon, announces a part of the text."""
    said = words(line.partition(":")[0])
    return bool(_PARTS_OF_TEXT & {*said, *map("-".join, pairwise(said))})
