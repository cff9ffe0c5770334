"""Mails written as the rows of a table, a column for each field and one for the text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from .blocks import Block, Item
from .entities import shown
from .inline import strip_emphasis, strip_pictures, word_set, words
from .mail_head import FIELDS
from .mails import MailText, sender_of, split_people, unwrapped
from .model import EmailSpec
from .offsets import Window, is_optional, parse_offset
from .tables import Table, cell, says_no, table_of

_NAMES: Final = word_set(
    "name touchpoint email mail e-mail step communication activity title what message type"
)
_SENDERS: Final = word_set("owner responsible")
_BREAK: Final = re.compile(r"[ \t]*<br\s{0,9}/?>[ \t]*", re.I)
_LEFT_OPEN: Final = word_set("tbd tba tbc n/a na none - – —")
# Columns of the mail's text, the surest first; the last of them may as well hold what it is about.
_TEXTS: Final = (
    *("body", "body text", "text", "mail text", "email text", "email body", "message text", "draft text"),
    *("wording", "draft", "message", "content"),
)
_UNSURE: Final = frozenset({"wording", "draft", "message", "content"})
_SENTENCE: Final = re.compile(r"[.!?][)\"”'*_`]*$|<br\s{0,9}/?>", re.I)


@dataclass(frozen=True, slots=True)
class MailRow:
    """A row that is a mail: what it is called, its lines, and the mail."""

    title: str
    start: int
    end: int
    mail: MailText


@dataclass(frozen=True, slots=True)
class _Columns:
    subject: int
    text: int
    people: tuple[tuple[str, int], ...]
    day: int | None
    name: int | None


def mails_in_table(block: Block) -> tuple[list[MailRow], Block | None]:
    """The rows of a table that are mails, and the table of the others; it stays whole where none is.

    Such a table has a column for the subject and one for the text. A row where one of both is missing is
    no mail, but what rows of other tables are.
    """
    table = table_of(block)
    columns = _columns(table) if table else None
    if table is None or columns is None:
        return [], block
    found = [row for row in table.rows if _is_mail(row, columns)]
    others = tuple(row for row in table.rows if not _is_mail(row, columns))
    if not found:
        return [], block
    mails = list(_mails(table, columns, found))
    if others:
        return mails, replace(block, items=(block.items[0], *others))
    # The line of the header is understood with the first of them.
    first = mails[0].mail
    header = frozenset(range(block.start, found[0].start))
    mails[0] = replace(mails[0], mail=replace(first, claimed=first.claimed | header))
    return mails, None


def _columns(table: Table) -> _Columns | None:
    names = [" ".join(words(strip_emphasis(name))) for name in table.header]
    fields = [FIELDS.get(name, "") for name in names]
    text = next((at for name in _TEXTS if (at := _only(names, name)) is not None), None)
    if "subject" not in fields or text is None:
        return None
    if names[text] in _UNSURE and not _are_sentences([cell(row, text) for row in table.rows]):
        return None
    subject = fields.index("subject")
    people = {
        field: at for at, field in reversed([*enumerate(fields)]) if field in {"from", "to", "cc", "bcc"}
    }
    taken = {subject, text, *people.values()}
    if "from" not in people and (sender := table.find(_SENDERS, but=taken)) is not None:
        people["from"] = sender
        taken.add(sender)
    day = next(
        (at for at in table.telling if at not in taken and any(_days(row, at) for row in table.rows)), None
    )
    taken |= set() if day is None else {day}
    return _Columns(subject, text, tuple(people.items()), day, table.find(_NAMES, but=taken))


def _only(names: list[str], name: str) -> int | None:
    return names.index(name) if name in names else None


def _are_sentences(said: list[str]) -> bool:
    """Whether most of the cells are texts to be sent, and not their topics."""
    return 2 * sum(bool(_SENTENCE.search(text)) for text in said) > len(said)


def _days(row: Item, at: int | None) -> tuple[Window, ...]:
    return parse_offset(_plain(cell(row, at)))


def _is_mail(row: Item, columns: _Columns) -> bool:
    said = cell(row, columns.subject), cell(row, columns.text)
    return all(text and text.casefold() not in _LEFT_OPEN and not says_no(text) for text in said)


def _mails(table: Table, columns: _Columns, rows: list[Item]) -> Iterator[MailRow]:
    taken = {columns.subject, columns.text, columns.day, columns.name, *(at for _, at in columns.people)}
    for row in rows:
        people = {field: cell(row, at) for field, at in columns.people}
        to = split_people(people.get("to", ""))
        cc, bcc = (split_people(people.get(field, ""), field) for field in ("cc", "bcc"))
        email = EmailSpec(
            sender=sender_of(people.get("from", "")),
            to=(*to["to"], *cc["to"], *bcc["to"]),
            cc=(*to["cc"], *cc["cc"], *bcc["cc"]),
            subject=unwrapped(cell(row, columns.subject)),
            body=_BREAK.sub("\n", cell(row, columns.text)).strip(),
            bcc=(*to["bcc"], *cc["bcc"], *bcc["bcc"]),
        )
        day, name = cell(row, columns.day), _plain(cell(row, columns.name))
        title = f"{name} (optional)" if is_optional(day) and not is_optional(name) else name
        remark = shown("; ".join(table.others(row, {at for at in taken if at is not None})))
        mail = MailText(
            email,
            has_subject=True,
            claimed=frozenset(range(row.start, row.end)),
            head_start=row.start,
            body_start=row.end,
            body_end=row.end,
            windows=_days(row, columns.day),
            is_wrapped=True,
            is_row=True,
            remark=remark,
        )
        yield MailRow(title, row.start, row.end, mail)


def _plain(text: str) -> str:
    return strip_emphasis(strip_pictures(shown(text)))
