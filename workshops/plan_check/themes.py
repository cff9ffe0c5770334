"""What a point of a plan's own checklist is about, told from its words."""

import re
from typing import Final

CONSTRAINTS: Final = "constraints"
OWNERS: Final = "owners"
RISKS: Final = "risks"
ARTIFACTS: Final = "artifacts"
NON_FUNCTIONAL: Final = "non-functional"
NEIGHBOURS: Final = "neighbours"

_WORDS: Final = {
    CONSTRAINTS: re.compile(r"\b(?:constraint|limit|limitation|restriction)s?\b", re.IGNORECASE),
    OWNERS: re.compile(
        r"\b(?:owners?|owned|ownership|responsibilit(?:y|ies)|responsible|accountab\w+)\b", re.IGNORECASE
    ),
    RISKS: re.compile(r"\b(?:risks?|mitigations?)\b", re.IGNORECASE),
    ARTIFACTS: re.compile(r"\b(?:artifacts?|artefacts?|deliverables?|links?|linked)\b", re.IGNORECASE),
    NON_FUNCTIONAL: re.compile(
        r"\b(?:non-?functional|nfrs?|slas?|service[- ]levels?|monitoring|alert(?:s|ing)?)\b", re.IGNORECASE
    ),
    NEIGHBOURS: re.compile(
        r"\b(?:life-?cycle|roadmap|(?:earlier|previous|preceding|later|next|following|neighbou?ring)"
        r" (?:workshop|session)s?)\b",
        re.IGNORECASE,
    ),
}
_CODE: Final = re.compile(r"`[^`\n]*`")


def theme_of(name: str, text: str) -> str:
    """The theme that the name speaks of first; else the only one that the text speaks of; else nothing."""
    in_name = _found(name)
    if in_name:
        return min(in_name, key=in_name.__getitem__)
    in_text = _found(text)
    return next(iter(in_text)) if len(in_text) == 1 else ""


def speaks_of(theme: str, text: str) -> bool:
    return bool(_WORDS[theme].search(text))


def _found(text: str) -> dict[str, int]:
    """The themes of a text with the place of their first word; the names of documents do not count."""
    words = _CODE.sub("", text)
    return {theme: match.start() for theme, pattern in _WORDS.items() if (match := pattern.search(words))}
