"""Characters written as HTML writes them, such as `&ndash;`, read as Markdown shows them."""

import re
from html import unescape
from html.entities import html5
from typing import Final

# Code shows them as they stand, and behind a backslash one is none.
_ENTITY: Final = re.compile(
    r"(?<!`)(?P<mark>`++)(?:[^`]++|(?!(?P=mark)(?!`))`++)*+(?P=mark)(?!`)|\\[&\\]"
    r"|&(?:#(?:\d{1,7}|x[0-9a-f]{1,6})|[a-z][a-z0-9]{1,31});",
    re.I,
)
_MARKS: Final = frozenset("*_`[]<>\\|#~")
_SPACE: Final = "\N{NO-BREAK SPACE}"


def shown(text: str) -> str:
    """The text with its entities as characters.

    Those that stand for a mark of Markdown, such as `&lt;`, stay: as a mark the character would mean
    something else. So does what would be read differently once more.
    """
    if "&" not in text:
        return text
    decoded = _ENTITY.sub(_character, text)
    return decoded if decoded == _ENTITY.sub(_character, decoded) else text


def _character(match: re.Match[str]) -> str:
    found = match[0]
    # `unescape` alone would read the beginning of `&notes;`.
    if not found.startswith("&#") and found[1:] not in html5:
        return found
    char = unescape(found)
    is_plain = char.isprintable() and char not in _MARKS
    return char if is_plain or char == _SPACE else found
