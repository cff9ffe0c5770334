"""Small readings of one line's words: emphasis, labels, numbers in front, lists on one line."""

import re
from typing import Final

DASHES: Final = "-‐‑‒–—−"
# The same for the inside of a character class, wherever in it they stand.
DASH: Final = r"\-‐‑‒–—−"
# A line drawn across the page.
RULE: Final = re.compile(r"\s{0,3}(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,})$")
# What stands before a quoted line.
QUOTE: Final = re.compile(r"^\s{0,3}>\s?")
_EMPHASIS: Final = re.compile(
    r"(\*\*|__)(?=\S)([^*_]+|.{1,500}?)(?<=\S)\1|(?<!\w)([*_])(?=\S)([^*_]+)(?<=\S)\3(?!\w)"
)
_NUMBER: Final = re.compile(
    r"(?:(?:section|part|step)\s+)?"
    r"(?:\d{1,3}(?:\.\d{1,3})+[.):]?(?=\s)|\d{1,3}[.):](?=\s)|[A-Za-z](?:\.\d{1,3})*[.)](?=\s)"
    r"|(?=[ivx])x{0,3}(?:ix|iv|v?i{0,3})[.)](?=\s))\s*",
    re.I,
)
_BOLD_LEAD: Final = re.compile(r"(\*\*|__)(?=\S)([^*\n]{1,300}?)\1(?![^\W_])")
# `*Label:* rest` and `_Label_: rest`.
_SLANTED_LABEL: Final = re.compile(
    r"([*_])(?=[^*_\s])(?P<label>[^*_:\n]{1,200})(?::\1(?=\s|$)|(?<=\S)\1:(?=\s|$))\s*"
)
_SEPARATOR: Final = re.compile(rf"\s+(?:[{DASH}]+|[→➜➔])\s+|:\s+|:$")
_BREAK_TAG: Final = re.compile(r"<br\s{0,9}/?>$", re.I)
_LONGEST_BREAK: Final = 16
# Pictures in front of the words, also as `:bell:`.
_PICTURES: Final = re.compile(
    r"(?:(?:[0-9#*]\ufe0f?\u20e3|[\u2190-\u2bff\u200d\ufe0f\U0001f000-\U0001faff]"
    r"|:[A-Za-z][\w+-]{1,40}:(?=[\s*_]))\s*)+"
)


def unbroken(line: str) -> str:
    """The line without the backslashes and `<br>` that end it by hand, and without white space at its end."""
    kept = line.rstrip()
    while kept.endswith(("\\", ">")):
        tag = _BREAK_TAG.search(kept[-_LONGEST_BREAK:])
        if not (tag or kept.endswith("\\")):
            break
        kept = (kept[: -len(tag[0])] if tag else kept.rstrip("\\")).rstrip()
    return kept


def word_set(text: str) -> frozenset[str]:
    """The words of a text, for looking words up."""
    return frozenset(text.split())


def strip_emphasis(text: str) -> str:
    """The words without the marks of bold and italic type."""
    return _EMPHASIS.sub(lambda mark: mark[2] or mark[4], text).strip()


def strip_number(text: str) -> str:
    """The words without the number in front: `4. `, `4.2 `, `b) `."""
    text = text.strip()
    match = _NUMBER.match(text)
    return text[match.end() :].strip() if match and match.end() < len(text) else text


def strip_pictures(text: str) -> str:
    """The words without the pictures in front of them."""
    match = _PICTURES.match(text)
    return text[match.end() :] if match else text


def words(text: str) -> list[str]:
    """The words in small letters, without marks."""
    return re.findall(r"[^\W_]+", text.casefold())


def bold_lead(text: str) -> tuple[str, str] | None:
    """The bold words at the beginning and what follows them, or None."""
    match = _BOLD_LEAD.match(text)
    return (match[2].strip(), text[match.end() :].strip()) if match else None


def split_label(text: str, *, max_words: int = 8) -> tuple[str, str] | None:
    """`**Label:** rest`, `**Label** – rest` or `Label: rest` taken apart; None where there is no label."""
    lead = bold_lead(text)
    if lead:
        label, rest = lead
        if label.endswith(":"):
            return label[:-1].rstrip(), rest
        separator = re.match(rf"(?::|[{DASH}]+(?=\s|$))\s*", rest)
        if separator:
            return label, rest[separator.end() :]
        return (label, "") if not rest else None
    slanted = _SLANTED_LABEL.match(text)
    if slanted and len(slanted["label"].split()) <= max_words:
        return slanted["label"].rstrip(), text[slanted.end() :]
    label, colon, rest = text.partition(":")
    is_label = colon and (not rest or rest[0].isspace()) and label.strip() and "<" not in label
    if is_label and len(label) < 200 and len(label.split()) <= max_words:
        return strip_emphasis(label), rest.strip()
    return None


def split_separator(text: str) -> tuple[str, str] | None:
    """What stands before and after the first dash or colon outside parentheses; None where there is none."""
    depth_at = _depths(text)
    for match in _SEPARATOR.finditer(text):
        if depth_at[match.start()] == 0:
            return text[: match.start()].strip(), text[match.end() :].strip()
    return None


def split_list(text: str, separators: str = ";,") -> list[str]:
    """The parts between separators that stand outside parentheses, without empty ones."""
    parts, begin = [], 0
    depths = _depths(text)
    for at, char in enumerate(text):
        if char in separators and depths[at] == 0:
            parts.append(text[begin:at])
            begin = at + 1
    parts.append(text[begin:])
    return [part.strip() for part in parts if part.strip()]


def trailing_parenthesis(text: str) -> tuple[str, str] | None:
    """The words before a parenthesis that ends the text, and what is inside; None where none does."""
    if not text.endswith(")"):
        return None
    depth = 0
    for at in range(len(text) - 1, -1, -1):
        depth += (text[at] == ")") - (text[at] == "(")
        if depth == 0:
            return text[:at].rstrip(), text[at + 1 : -1].strip()
    return None


def _depths(text: str) -> list[int]:
    """For each character how many parentheses are open; one that never closes opens nothing."""
    depths, depth, opened = [], 0, 0
    closing = text.count(")")
    for char in text:
        if char == "(" and closing > opened:
            depth, opened = depth + 1, opened + 1
        elif char == ")":
            depth, closing = max(0, depth - 1), closing - 1
            opened = max(0, opened - 1)
        depths.append(depth)
    return depths
