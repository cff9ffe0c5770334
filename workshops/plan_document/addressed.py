"""Whom a row of the timeline names: they stand in its purpose, behind a label or a column's name."""

import re
from typing import Final

from .inline import split_list, strip_emphasis
from .joints import split_names

_ADDRESSED: Final = re.compile(
    r"(?:^|[(;:]\s?)(?:(?:sent |send |goes |addressed )?to(?: whom)?|recipients?|(?:target )?audiences?"
    r"|who (?:gets|receives) it|(?:(?:target|stakeholder) )?groups?|stakeholders?):\s",
    re.I,
)
# So begins a column of those who do it, too, and a sentence.
_PERHAPS_ADDRESSED: Final = re.compile(r"(?:^|[(;:]\s?)(?:for|who|participants?):\s", re.I)
_AT_END: Final = re.compile(r"\S\s+(?:to|→|➜|➔)\s+(?P<people>[^→➜➔]+)$", re.I)
_TO: Final = re.compile(r"\bto\b|[→➜➔]", re.I)
_FROM: Final = re.compile(r"\bfrom\b", re.I)
_IN_PARENTHESES: Final = re.compile(r"\s*\([^()]{1,600}\)$")
_LONGEST_AUDIENCE: Final = 600
# What follows a name, but is none: the next column, the next sentence.
_NEXT_LABEL: Final = re.compile(r"(?:^|\.\s+)[\w][\w /&?-]{0,40}:(?:\s|$)")


def names_addressed(header: str) -> bool:
    """Whether a column of this name holds whom its rows go to."""
    return bool(_ADDRESSED.match(f"{strip_emphasis(header).rstrip(':')}: "))


def addressed_in(purpose: str) -> tuple[str, ...]:
    """Whom a row names that has no mail: `Invite (To: Pilots; Clerks; Channel: Mail)`."""
    return _people_behind(_ADDRESSED, purpose)


def perhaps_addressed_in(purpose: str) -> tuple[str, ...]:
    """Whom a row may name by words that say other things, too: `Invite (who: Pilots)`, `Agenda to all`."""
    return _people_behind(_PERHAPS_ADDRESSED, purpose) or _people_at_end(purpose)


def _people_at_end(purpose: str) -> tuple[str, ...]:
    """The names behind the only `to`, or the only arrow, of a row: `Reminder to confirmed participants`.

    None where something comes from somewhere, or where there are two: `Reminder to bring maps to all`.
    """
    said = _IN_PARENTHESES.sub("", strip_emphasis(purpose)).rstrip(". ")
    match = _AT_END.search(said)
    if match is None or len(_TO.findall(said)) > 1 or _FROM.search(said) or len(said) > _LONGEST_AUDIENCE:
        return ()
    return tuple(split_names(match["people"]))


def _people_behind(label: re.Pattern[str], purpose: str) -> tuple[str, ...]:
    """The names up to the end of the parenthesis, or to the next label; a row keeps a cell's semicolons."""
    purpose = strip_emphasis(purpose)
    match = label.search(purpose)
    rest = purpose[match.end() :][:_LONGEST_AUDIENCE] if match else ""
    depth = 0
    for at, char in enumerate(rest):
        depth += (char == "(") - (char == ")")
        if depth < 0:
            rest = rest[:at]
            break
    names = []
    for piece in split_list(rest, ";"):
        end = _NEXT_LABEL.search(piece)
        if named := (piece[: end.start()] if end else piece).rstrip(". "):
            names.append(named)
        if end:
            break
    return tuple(split_names("; ".join(names)))
