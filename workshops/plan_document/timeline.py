"""The rows of a timeline, in a list, a table or plain lines."""

import re
from dataclasses import dataclass
from typing import Final

from .addressed import names_addressed
from .blocks import Item, unescaped
from .entities import shown
from .headings import mail_name, mail_windows
from .inline import (
    DASH,
    bold_lead,
    split_list,
    split_separator,
    strip_emphasis,
    strip_pictures,
    word_set,
    words,
)
from .items import without_box
from .model import FROM_MAIL
from .offsets import IN_FRONT, Window, find_offset, is_optional, parse_offset, starts_with_offset
from .tables import Table, cell

_LEAD_IN: Final = re.compile(
    rf"^[\s:|]*(?:[{DASH}=]*[\u2190-\u21ff\u2794-\u27be>](?=\s)|[{DASH}]+(?=\s|$)|\.{{2,9}}|…|[,;](?=\s))?[\s:]*"
)
_NAME_AFTER: Final = re.compile(rf"\s*(?::|\||[{DASH}]+(?=\s))\s*(?=\S)")
_QUALIFIER: Final = re.compile(r"\s*\([^()]{1,40}\)|\s+(?:working |business )?days?\b", re.I)
_NAME_END: Final = re.compile(
    rf"\s+[+|{DASH}]\s*|[.;,(]|:(?!\d)|\s+(?:with|emphasi[sz]ing|including|to|so)\s", re.I
)
_SMALL_WORDS: Final = word_set("a an and at by for from in of on or the to with")
_PURPOSE_COLUMNS: Final = word_set(
    "purpose what message content communication activity action description topic"
)
_NAME_COLUMNS: Final = word_set("name touchpoint email mail step title communication activity")
_FIELDS: Final = word_set("to for who whom audience recipients from sender owner channel via format cc when")
_NAME_WORDS: Final = 5
_SENDER: Final = re.compile(
    r"(?:^|[(;,]\s?)(?:from|sender|sent by|who sends(?: it)?|owner|responsible):\s([^;,()]{1,120})", re.I
)
_TWO_BOLD: Final = re.compile(
    rf"^(\*\*|__)(?=(?:between\s)?[TD])([^*_\n]{{1,40}})\1"
    rf"(\s*(?:to|until|till|through|and|\.{{2,3}}|[…/&→{DASH}])\s*)\1(?=[TD][^*_\n]{{1,40}}\1)"
)
# So many occasions on one line are no accident of prose.
_FEWEST_ON_ONE_LINE: Final = 3


@dataclass(frozen=True, slots=True)
class Row:
    """A point of the timeline, which may stand for several occasions."""

    windows: tuple[Window, ...]
    purpose: str
    name: str = ""
    is_optional: bool = False


def read_row(text: str) -> Row | None:
    """A timeline's point, or None where it names no day; a box or a picture in front of it says nothing."""
    text = _begun(text)
    lead = bold_lead(text)
    if lead:
        return _row_of_label(lead[0].rstrip().removesuffix(":").rstrip(), lead[1], text)
    found = starts_with_offset(text)
    if found:
        return _row_of_offset(found.windows, text[: found.end], text[found.end :], text)
    cut = split_separator(text)
    if cut and len(cut[0]) < 100 and find_offset(cut[0]):
        day = _day_alone(cut[0])
        name = "" if day else _name_in(cut[0])
        return Row(day or mail_windows(cut[0]), cut[1], name, is_optional(text))
    return None


def starts_with_day(text: str) -> bool:
    """Whether a point begins with a day, whatever type it is set in."""
    return starts_with_offset(strip_emphasis(_begun(text))) is not None


def _begun(text: str) -> str:
    """The text from its first words on, with two days in bold type as one: `**T-7** to **T-5**`."""
    text = strip_pictures(without_box(strip_pictures(shown(unescaped(text)))))
    return _TWO_BOLD.sub(r"\1\2\3", text)


def _name_in(label: str) -> str:
    """The name in a label with a day; `Three days prior (T-3)` has none, as both its parts are days."""
    name = mail_name(label)
    found = starts_with_offset(name)
    return "" if found and not words(name[found.end :]) else name


def _day_alone(label: str) -> tuple[Window, ...]:
    """The window of a label that is nothing but a day: `between T+1 and T+2`."""
    lead = IN_FRONT.match(label)
    found = starts_with_offset(label[lead.end() :]) if lead else None
    if lead is None or found is None or len(found.windows) > 1:
        return ()
    rest = label[lead.end() + found.end :]
    while qualifier := _QUALIFIER.match(rest):
        rest = rest[qualifier.end() :]
    return () if words(rest) else parse_offset(label)


def read_table_rows(table: Table) -> list[tuple[Item, Row | None, int]]:
    """The rows of a table, each with the line after the last that was understood."""
    days = next(
        (at for at in table.telling if any(parse_offset(_plain(cell(row, at))) for row in table.rows)), None
    )
    if days is None:
        return [(row, None, row.start) for row in table.rows]
    purpose_at = table.find(_PURPOSE_COLUMNS, but={days})
    if purpose_at is None:
        others = [at for at in table.telling if at != days and not names_addressed(table.header[at])]
        purpose_at = next(iter(others), None)
    name_at = table.find(_NAME_COLUMNS, but={at for at in (days, purpose_at) if at is not None})
    found: list[tuple[Item, Row | None, int]] = []
    for row in table.rows:
        day, purpose = _plain(cell(row, days)), cell(row, purpose_at)
        windows = parse_offset(day)
        taken = {at for at in (days, purpose_at, name_at) if at is not None}
        more = "; ".join(table.others(row, taken))
        said = shown(f"{purpose} ({more})" if purpose and more else purpose or more).strip()
        made = Row(windows, said, _plain(cell(row, name_at)), is_optional(f"{day} {said}"))
        found.append((row, made, row.end) if windows else (row, None, row.start))
    return found


def short_name(purpose: str) -> str:
    """A few words of a purpose that can stand as a name; none where it begins with a field: `To: Pilots`."""
    text = strip_emphasis(purpose)
    end = _NAME_END.search(text)
    kept = (text[: end.start()] if end and end.start() else text).split()[:_NAME_WORDS]
    while len(kept) > 1 and kept[-1].casefold() in _SMALL_WORDS:
        kept.pop()
    name = " ".join(kept)
    if name.casefold() in _FIELDS:
        return ""
    return name[:1].upper() + name[1:]


def _row_of_label(label: str, rest: str, text: str) -> Row | None:
    found = starts_with_offset(label)
    if found:
        return _row_of_offset(found.windows, label[: found.end], label[found.end :], text, rest=rest)
    if windows := _day_alone(label):
        return Row(windows, _LEAD_IN.sub("", rest), "", is_optional(text))
    windows = mail_windows(label)
    if windows:
        return Row(windows, _LEAD_IN.sub("", rest), _name_in(label), is_optional(text))
    inner = re.match(r"\(([^()]{1,80})\)", rest)
    # What `write` notes of a group may quote a mail's name, and with it a day.
    windows = parse_offset(inner[1]) if inner and not inner[1].startswith(FROM_MAIL) else ()
    if inner and windows:
        return Row(windows, _LEAD_IN.sub("", rest[inner.end() :]), label, is_optional(text))
    return None


def _row_of_offset(
    windows: tuple[Window, ...], label: str, after: str, text: str, rest: str | None = None
) -> Row:
    """A row whose words begin with its day; behind the day come qualifiers, a name, and the purpose."""
    while qualifier := _QUALIFIER.match(after):
        label, after = label + qualifier[0], after[qualifier.end() :]
    name = ""
    if rest is None:
        rest = after
    elif (separator := _NAME_AFTER.match(after)) and words(after):
        name = strip_emphasis(after[separator.end() :])
    else:
        label += after
    if len(windows) == 1:
        windows = parse_offset(label) or windows
    return Row(windows, _LEAD_IN.sub("", rest).strip(), name, is_optional(text))


def read_rows(line: str) -> list[Row]:
    """The rows on a line outside of any list: one as a rule, several where a line lists them all.

    A line that names days and nothing else is none: `T-7 → T-3 → T+1` only repeats what stands elsewhere.
    """
    parts = split_list(line[:-1] if line.endswith(".") else line)
    if len(parts) >= _FEWEST_ON_ONE_LINE and all(starts_with_offset(strip_emphasis(part)) for part in parts):
        several = [row for part in parts if (row := read_row(part)) and (row.purpose or row.name)]
        if len(several) == len(parts):
            return several
    row = read_row(line)
    return [row] if row and (row.purpose or row.name) else []


def sender_in(purpose: str) -> str:
    """Who sends the mail of a row: `Invite (Owner: BI Lead)`; nothing where the row does not say it."""
    match = _SENDER.search(purpose)
    return strip_emphasis(match[1]) if match else ""


def _plain(text: str) -> str:
    return strip_emphasis(strip_pictures(shown(text)))
