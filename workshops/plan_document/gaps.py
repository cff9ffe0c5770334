"""Gaps that the writer of a plan left to be filled: `<time>`, `&lt;link&gt;`, `[date]`, `Week X, Day Y`."""

import re
from dataclasses import dataclass
from typing import Final

from .durations import find_durations
from .inline import word_set, words
from .left_open import left_open

# What may stand between the brackets: words on one line or a few, never a blank line or a bracket.
_WORDS: Final = r"(?=[^\W_]|[\[“\"'])[^<>\n]{1,300}(?:\n(?![ \t]*\n)[^<>\n]{1,300}){0,2}"
_ENTITY_WORDS: Final = r"(?=[^\W_]|[\[“\"'])(?:(?!&[lg]t;)[^\n]){1,300}?"
_GAP: Final = re.compile(
    rf"`\s?(?:<(?P<ticked>{_WORDS})>|&lt;(?P<ticked_entity>{_ENTITY_WORDS})&gt;)\s?`"
    rf"|\\?(?<!\w)(?:<<(?P<doubled>{_WORDS})>>|<(?P<plain>{_WORDS})>)"
    rf"|&lt;(?P<entity>{_ENTITY_WORDS})&gt;"
    r"|`?(?<![\w{$])\{\{?\s?(?P<braced>[^\W\d_][\w '’/#&,-]{0,60}?)\s?\}\}?(?!\})`?"
    # Not a link, a picture, a footnote, nor the words of one.
    r"|`?(?<![\w\]!\\])\[(?P<bracketed>[^\W_][^\[\]<>`\n]{1,120})\](?![(\[])`?"
    # As an editor exports them that takes no bracket for Markdown's.
    r"|(?<![\w\]!\\])\\\[(?P<escaped>[^\W_][^\[\]<>`\\\n]{1,120})\\\](?!\()"
)
_WEEK_DAY: Final = re.compile(
    r"(?<!\w)(?:Week\s+(?:[A-Z]|\?+|_+)(?!\w)(?:[\s,/–-]*Day\s+(?:[A-Z]|\?+|_+)(?!\w))?|Day\s+(?:[A-Z]|\?+|_+)(?!\w))"
)
_AUTOLINK: Final = re.compile(
    r"[a-z][a-z0-9+.-]{1,31}:[^\s<>]*|[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+|www\.[^\s<>]+", re.I
)
_TAG: Final = re.compile(
    r"/?(?P<name>[a-z][a-z0-9]*)(?:\s+[a-z_:][\w:.-]*\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'=<>`]+))*\s*/?", re.I
)
_TAG_NAMES: Final = word_set(
    "a abbr b big blockquote body br center code col del div em font form h1 h2 h3 h4 h5 h6 head hr html "
    "i iframe img input ins kbd li mark meta ol option p pre q s script section select small span strike "
    "strong style sub sup svg table tbody td textarea tfoot th thead tr tt u ul video wbr"
)
# Names of tags that are everyday words too: a tag only where it is closed or has attributes.
_WORD_TAGS: Final = word_set(
    "address article aside audio button caption data details dialog footer header label legend link main "
    "map menu nav object output progress source summary template time title track var"
)
# Square brackets stand around much that is no gap. They are one where their words ask for what is to be put
# in, or where a line says nothing else.
_ASKED: Final = word_set(
    "date time day week weekday month link url location room place venue name names title topic tbd tba tbc "
    "owner owners number recipient recipients sender signature address phone email contact details xx xxx hh "
    "mm dd yyyy yy start end slot deadline"
)
_BESIDE_ASKED: Final = word_set(
    "the a an of and or for to in at with by our your meeting workshop session project first last full here "
    "zone timezone zoom teams virtual dial company team organizer host participant insert add"
)
_ASKS: Final = re.compile(r"(?:insert|enter|fill|describe|specify|list|your|name of|link to|e\.g)\b", re.I)
_SAYS: Final = word_set("optional none done x ok yes no draft")
_ALONE_BEFORE: Final = re.compile(
    r"[ \t]*(?:>[ \t]*)*(?:[-*+][ \t]+|\d{1,3}[.)][ \t]+)?(?:[^\[\]\n]{0,80}?:[*_]*)?[ \t]*[\"“]?$"
)
_ALONE_AFTER: Final = re.compile(r"[\"”\s.;,]*(?:\\|<br\s*/?>)?[ \t]*(?:\n|$)")
# How much of a line around a gap is looked at.
_NEAR: Final = 200
_FENCE: Final = re.compile(r"^ {0,3}(```+|~~~+)")


@dataclass(frozen=True, slots=True)
class Gap:
    """A gap, where it stands, and the words inside its brackets (all of it for `Week X, Day Y`)."""

    start: int
    end: int
    text: str
    hint: str
    is_date: bool = False


def unfilled(text: str) -> list[str]:
    """What a text still leaves open, in order, each once; links, HTML tags and fenced code are no gaps.

    What stands in double braces is one where these are escaped: else it is a placeholder, known or not.
    """
    fences = _fenced(text)
    marks = [Gap(at, at + len(mark), mark, mark) for at, mark in left_open(text)]
    gaps = [gap for gap in find_gaps(text) if not _is_placeholder(text, gap)]
    found = [*gaps, *_outside(_outside(marks, fences), [(gap.start, gap.end) for gap in gaps])]
    return list(dict.fromkeys(gap.text for gap in sorted(found, key=lambda gap: gap.start)))


def _is_placeholder(text: str, gap: Gap) -> bool:
    return gap.text.startswith("{{") and text[gap.start - 1 : gap.start] != "\\"


def find_gaps(text: str) -> list[Gap]:
    """All gaps of a text, in order."""
    fences = _fenced(text)
    closed = frozenset(re.findall(r"</([a-z][a-z0-9]*)\s*>", text.casefold()))
    gaps = [gap for match in _GAP.finditer(text) if (gap := _gap(match, closed)) is not None]
    taken = [(gap.start, gap.end) for gap in gaps]
    dates = [
        Gap(match.start(), match.end(), match[0], match[0], is_date=True)
        for match in _WEEK_DAY.finditer(text)
    ]
    found = sorted([*gaps, *_outside(dates, taken)], key=lambda gap: gap.start)
    return _outside(found, fences)


def has_date_gap(line: str) -> bool:
    """Whether a day or a time is left open in the line, as an invitation does."""
    return any(gap.is_date or set(words(gap.hint)) & {"date", "day", "time"} for gap in find_gaps(line))


def without_gaps(text: str) -> str:
    """The words that are left of a text when its bracketed gaps are taken out."""
    parts, at = [], 0
    for gap in find_gaps(text):
        if not gap.is_date:
            parts.append(text[at : gap.start])
            at = gap.end
    return "".join([*parts, text[at:]])


def _gap(match: re.Match[str], closed: frozenset[str]) -> Gap | None:
    hint = next(group for group in match.groups() if group is not None)
    if match["bracketed"] is not None and _defines_link(match):
        return None
    if match["braced"] is not None or match["bracketed"] is not None or match["escaped"] is not None:
        # `{env}` between backticks is code; `{time}` is not.
        is_free = match["braced"] is not None and not match[0].startswith("`")
        is_gap = not _is_in_code(match) and (is_free or _is_asked_for(match, hint))
        return Gap(match.start(), match.end(), match[0], " ".join(hint.split())) if is_gap else None
    is_plain = match["plain"] is not None or match["ticked"] is not None
    if hint != hint.rstrip() or (
        is_plain and _is_link_or_tag(hint, closed, is_ticked=match["plain"] is None)
    ):
        return None
    return Gap(match.start(), match.end(), match[0], " ".join(hint.split()).strip("\\"))


def _defines_link(match: re.Match[str]) -> bool:
    """`[tides]: https://…` at the beginning of a line, which a link elsewhere goes by."""
    text = match.string
    begin = max(0, match.start() - 4)
    before = text[begin : match.start()].rpartition("\n")[2]
    starts_line = begin == 0 or "\n" in text[begin : match.start()]
    return text[match.end() : match.end() + 1] == ":" and starts_line and not before.strip()


def _is_in_code(match: re.Match[str]) -> bool:
    """Whether more than the gap itself stands between backticks, as in `GET /tides/{day}`."""
    line_start = match.string.rfind("\n", max(0, match.start() - _NEAR), match.start()) + 1
    before = match.string[max(line_start, match.start() - _NEAR) : match.start()]
    has_both = match[0].startswith("`") == match[0].endswith("`")
    return before.count("`") % 2 == 1 or not has_both


def _is_asked_for(match: re.Match[str], hint: str) -> bool:
    said = set(words(hint))
    if said & _ASKED and said <= _ASKED | _BESIDE_ASKED:
        return True
    if _ASKS.match(hint):
        return True
    if match["braced"] or said <= _SAYS or find_durations(hint) or not any(char.isalpha() for char in hint):
        return False
    near = max(0, match.start() - _NEAR)
    line_start = match.string.rfind("\n", near, match.start()) + 1
    before = match.string[max(line_start, near) : match.start()]
    return bool(_ALONE_BEFORE.fullmatch(before) and _ALONE_AFTER.match(match.string, match.end()))


def _is_link_or_tag(hint: str, closed: frozenset[str], *, is_ticked: bool) -> bool:
    if _AUTOLINK.fullmatch(hint):
        return True
    tag = _TAG.fullmatch(hint)
    if tag is None or is_ticked:
        return False
    name = tag["name"].casefold()
    return name in _TAG_NAMES or (name in _WORD_TAGS and (hint.casefold() != name or name in closed))


def _outside(gaps: list[Gap], spans: list[tuple[int, int]]) -> list[Gap]:
    """The gaps that touch none of the spans; both are in order."""
    kept, at = [], 0
    for gap in gaps:
        while at < len(spans) and spans[at][1] <= gap.start:
            at += 1
        if at == len(spans) or spans[at][0] >= gap.end:
            kept.append(gap)
    return kept


def _fenced(text: str) -> list[tuple[int, int]]:
    spans, opened, mark, at = [], 0, "", 0
    for line in text.split("\n"):
        fence = _FENCE.match(line)
        if fence and not mark:
            opened, mark = at, fence[1]
        elif fence and fence[1].startswith(mark) and not line.strip().strip(mark[0]):
            spans.append((opened, at + len(line)))
            mark = ""
        at += len(line) + 1
    return [*spans, (opened, len(text))] if mark else spans
