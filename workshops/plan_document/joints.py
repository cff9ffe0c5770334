"""How a To line puts names together: joined, one without another, or people that a clause describes."""

import re
from typing import Final

from .inline import DASH, split_list

_EXCEPT: Final = re.compile(
    r"(?<![\w-])(?:but\s+not|except(?:ing)?(?:\s+for)?|with\s+the\s+exception\s+of|excluding|"
    r"excl\b\.?|apart\s+from|aside\s+from|other\s+than|save\s+for|without|w/o|minus|but|not)"
    r"(?![\w'’-])\s*",
    re.I,
)
_EXCEPTED: Final = re.compile(r"\b(?:excluded|excepted|exempt(?:ed)?)(?=\)|$)", re.I)
_LISTED_BEFORE: Final = re.compile(r"[,(–—]")
# Nothing is excepted by `Legal (not required)`, nor by `not only Legal`.
_NO_EXCEPTION: Final = re.compile(
    r"(?:only|required|mandatory|obligatory|needed|necessary|urgent|expected|reply|action)\b", re.I
)
_CLAUSE: Final = re.compile(r"(?<![\w-])(?:who|whom|whose|which|that)(?![\w'’-])", re.I)
# Small letters only: “Die makers” may be a group.
_RELATIVE_CLAUSE: Final = re.compile(r"(?:who(?:se)?|that|die|qui)\s")
_ADDED: Final = re.compile(r"\(\s*(and|&|\+|plus|as well as|incl\b\.?|including)\s+([^()]*)\)", re.I)
_LEADING_JOINT: Final = re.compile(r"^\s*(?:and\s|plus\s|[&+])\s*", re.I)
# Where a note may stand as well as a name.
_DASH: Final = re.compile(rf"\s[{DASH}→]+\s|\s*[|·•→]\s*")
# The loosest first: of `R&D and Legal` the first name is `R&D`.
_JOINTS: Final = (
    re.compile(r"\s*[;,]\s*(?:and\s+)?", re.I),
    re.compile(
        r"\s+(?:and/or|and(?:\s+also)?|plus|as\s+well\s+as|together\s+with|along\s+with|including|incl\b\.?)\s+"
        r"|\s+[&+/]\s+",
        re.I,
    ),
    re.compile(r"\s*[&+/]\s*"),
)


def split_exception(name: str) -> tuple[str, str] | None:
    """Whom `All except Legal` means before it excepts somebody, and whom it excepts; None where nobody."""
    for match in _EXCEPT.finditer(name):
        if not _NO_EXCEPTION.match(name, match.end()):
            but = name[match.end() :].strip()
            is_inside = but.endswith(")") and but.count(")") > but.count("(")
            return name[: match.start()].rstrip(" ,(–—-").lstrip(), but[:-1].rstrip() if is_inside else but
    if excepted := _EXCEPTED.search(name):
        listed = _LISTED_BEFORE.search(name)
        start = listed.start() if listed else 0
        return name[:start].strip(), name[start : excepted.start()].strip(" ,(–—")
    return None


def has_clause(name: str) -> bool:
    """Whether words describe which people are meant: `pilots who accepted`."""
    return bool(_CLAUSE.search(name))


def split_joint(name: str) -> list[str]:
    """The names that are put together, cut at the loosest joint outside parentheses."""
    name = _LEADING_JOINT.sub("", _ADDED.sub(r" \1 \2", name))
    for joint in _JOINTS:
        parts = _cut(name, joint)
        if len(parts) > 1:
            return parts
    return [name]


def split_dash(name: str) -> list[str]:
    """What stands on both sides of a dash or a bar: names, or a name and a note."""
    return _cut(name, _DASH)


def split_names(value: str) -> list[str]:
    """The names of a line of people; those listed behind an exception, up to a semicolon, belong to it."""
    found: list[str] = []
    for piece in split_list(value, ";"):
        parts = _with_clauses(split_list(piece))
        exceptions = {at: cut for at, part in enumerate(parts) if (cut := split_exception(part))}
        first = min(exceptions, default=len(parts))
        if first in exceptions and not exceptions[first][0]:
            # `All, except Legal` is one name.
            first = 0
        found += parts[:first]
        if rest := parts[first:]:
            found.append(", ".join(rest))
    return found


def _with_clauses(parts: list[str]) -> list[str]:
    """`Pilots, who accepted` is one name: what follows the comma says which of them are meant."""
    found: list[str] = []
    for part in parts:
        if found and _RELATIVE_CLAUSE.match(part):
            found[-1] += f" {part}"
        else:
            found.append(part)
    return found


def _cut(name: str, joint: re.Pattern[str]) -> list[str]:
    parts, begin, depth, opened_at = [], 0, 0, 0
    for match in joint.finditer(name):
        depth += name.count("(", opened_at, match.start()) - name.count(")", opened_at, match.start())
        opened_at = match.start()
        if depth <= 0:
            parts.append(name[begin : match.start()])
            begin = match.end()
    parts.append(name[begin:])
    return [part.strip() for part in parts if part.strip()]
