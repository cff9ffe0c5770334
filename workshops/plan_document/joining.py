"""Which mail of the plan belongs to which row of its timeline: together they are its touchpoints."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Final

from .headings import mail_kind, mail_name, mail_windows, usual_windows
from .inline import strip_emphasis, word_set, words
from .model import EmailSpec, TouchpointSpec
from .offsets import Window, is_optional
from .sides import take_side, tells_side
from .timeline import Row, short_name

# A project's name in front of a subject.
_PREFIX: Final = re.compile(r"^\s*\[[^\[\]]{1,100}\]")
_MONTHS: Final = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_DATE: Final = re.compile(
    rf"\b(?:\d{{4}}-\d\d-\d\d|\d{{1,2}}(?:st|nd|rd|th)?\.? (?:of )?{_MONTHS}\b|{_MONTHS} \d{{1,2}}\b"
    r"|\d{1,2}[./]\d{1,2}[./](?:\d{2,4})?|(?:mon|tues|wednes|thurs|fri)day\b)",
    re.I,
)
# Words that many rows have in common.
_SAY_NOTHING: Final = word_set("the and for with our your all email mail message workshop session meeting")
# Two words in common are no accident; one is enough where the heading has no more.
_TELLING_WORDS: Final = 2


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail with what its heading says."""

    heading: str
    email: EmailSpec
    windows: tuple[Window, ...] = ()
    # What the document says of it besides, such as its channel.
    remark: str = ""


@dataclass(frozen=True, slots=True)
class _Slot:
    """One occasion: of a row, of a mail, or of both.

    It is open where neither its window nor its words tell on which side of the workshop it lies.
    """

    window: Window
    row: Row | None = None
    mail: Mail | None = None
    number: int = -1
    is_open: bool = False


def combine(rows: Sequence[Row], mails: Sequence[Mail]) -> list[tuple[TouchpointSpec, int, bool]]:
    """The touchpoints in their order in time, with the mail's number or -1, and whether a row names it."""
    slots = [_settled(_Slot(window, row=row)) for row in rows for window in row.windows]
    wanted = [
        _settled(_Slot(window, None, mail, number))
        for number, mail in enumerate(mails)
        for window in _windows_of(mail)
    ]
    partners = _partners(slots, wanted)
    taken = {at for at in partners if at is not None}
    by_slot = {at: wanted[number] for number, at in enumerate(partners) if at is not None}
    joined = [
        replace(slot, mail=by_slot[at].mail, number=by_slot[at].number) if at in taken else slot
        for at, slot in enumerate(slots)
    ]
    joined = _for_all_occasions(joined)
    joined += [_dated(want) for want, at in zip(wanted, partners, strict=True) if at is None]
    joined = [_settled(slot) for slot in joined]
    joined.sort(key=lambda slot: (slot.window.calendar_days[0], slot.window.is_after))
    return [(_touchpoint(slot), slot.number, slot.row is not None) for slot in joined]


def _for_all_occasions(slots: Sequence[_Slot]) -> list[_Slot]:
    """A mail that names no day goes on all days of its row: `T+7 / T+14` is one text for two occasions."""
    shared = {
        id(slot.row): slot
        for slot in slots
        if slot.row and slot.mail and len(slot.row.windows) > 1 and not _windows_named(slot.mail)
    }
    found = []
    for slot in slots:
        other = shared.get(id(slot.row)) if slot.mail is None else None
        found.append(replace(slot, mail=other.mail, number=other.number) if other else slot)
    return found


def _windows_named(mail: Mail) -> tuple[Window, ...]:
    return mail_windows(mail.heading) or mail.windows


def has_guessed_day(mail: Mail) -> bool:
    """Whether nothing tells when a mail without a row goes: neither its words nor what kind of mail it is.

    A date of the calendar in its heading tells it, but no day that we know.
    """
    if _windows_named(mail):
        return False
    return not mail_kind(mail_name(mail.heading), mail.email.subject) or bool(_DATE.search(mail.heading))


def _dated(slot: _Slot) -> _Slot:
    """The slot of a mail alone, which has its kind's usual window where it names none."""
    if slot.window is not _UNKNOWN or slot.mail is None:
        return slot
    return replace(slot, window=usual_windows(slot.mail.heading, _kind(slot))[0])


def _windows_of(mail: Mail) -> tuple[Window, ...]:
    return _windows_named(mail) or (_UNKNOWN,)


# Stands for a mail that names no day, until a row of the timeline or its kind lends it one.
_UNKNOWN: Final = Window(0, 0, label="")


def _partners(slots: Sequence[_Slot], wanted: Sequence[_Slot]) -> list[int | None]:
    """For each mail its slot in the timeline: same window first, then overlapping, then same kind."""
    partners: list[int | None] = [None] * len(wanted)
    free = dict.fromkeys(range(len(slots)))
    kinds = [mail_kind(slot.row.name, slot.row.purpose) if slot.row else "" for slot in slots]
    by_day: dict[int, list[int]] = defaultdict(list)
    by_kind: dict[str, list[int]] = defaultdict(list)
    for at, slot in enumerate(slots):
        by_kind[kinds[at]].append(at)
        opens, closes = slot.window.calendar_days
        for day in range(opens, min(closes, opens + 60) + 1):
            by_day[day].append(at)
    _take_by_name(slots, wanted, partners, free)
    for rules in ((_is_same_moment,), (_is_same_label, _is_same), (_is_same_days,), (_overlaps,)):
        if _is_same_days in rules:
            _take_undecided(slots, wanted, partners, free)
        for needs_kind, rule in product((True, False), rules):
            for number, want in enumerate(wanted):
                if partners[number] is None and want.window is not _UNKNOWN:
                    opens, closes = want.window.calendar_days
                    near = by_day[opens] + by_day[closes]
                    near += _inside(by_day, want.window)
                    kind = _kind(want)
                    fits = (
                        at
                        for at in near[:_NEARBY]
                        if at in free
                        and rule(slots[at].window, want.window)
                        and (kind and kinds[at] == kind if needs_kind else _may_meet(slots[at], want))
                    )
                    _take(partners, free, number, next(fits, None))
    _take_by_words(slots, wanted, partners, free)
    for number, want in enumerate(wanted):
        if partners[number] is None and want.window is _UNKNOWN and _kind(want):
            _take(
                partners,
                free,
                number,
                next((at for at in by_kind[_kind(want)][:_NEARBY] if at in free), None),
            )
    return partners


def _take_by_name(
    slots: Sequence[_Slot], wanted: Sequence[_Slot], partners: list[int | None], free: dict[int, None]
) -> None:
    """A row that has the mail's name and its days, as `write` makes it, is that mail's."""
    named: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at, slot in enumerate(slots):
        said = (
            {slot.row.name, strip_emphasis(slot.row.purpose), short_name(slot.row.purpose)}
            if slot.row
            else set()
        )
        for name in said - {""}:
            named[name.casefold(), slot.window.label].append(at)
    for number, want in enumerate(wanted):
        fits = [
            at for at in named.get((_name(want).casefold(), want.window.label), [])[:_NEARBY] if at in free
        ]
        if fits and _is_same_days(slots[fits[0]].window, want.window):
            _take(partners, free, number, fits[0])


def _take_undecided(
    slots: Sequence[_Slot], wanted: Sequence[_Slot], partners: list[int | None], free: dict[int, None]
) -> None:
    """A row of the workshop's day whose words leave the side open belongs to a mail whose words tell it.

    What lies before the workshop takes the first such row, and what lies after it the last: so they stand
    when they are put in order, and the plan that is read back from its own export has the same pairs.
    """
    rows = [at for at, slot in enumerate(slots) if at in free and slot.is_open]
    if len(rows) > _NEARBY:
        return
    mails = [
        (number, want)
        for number, want in enumerate(wanted)
        if partners[number] is None and want.window.side_if_silent is not None and not want.is_open
    ]
    before = [(number, want, rows) for number, want in mails if not want.window.is_after]
    after = [(number, want, rows[::-1]) for number, want in reversed(mails) if want.window.is_after]
    for rule in (_has_same_label, _is_same_days):
        for number, want, near in (*before, *after):
            if partners[number] is None:
                fits = (at for at in near if at in free and rule(slots[at].window, want.window))
                _take(partners, free, number, next(fits, None))


def _may_meet(row: _Slot, mail: _Slot) -> bool:
    """Whether words that tell a side do not part the two: a reminder and a recap of one day are two mails."""
    is_told = row.window.side_if_silent is None and mail.window.side_if_silent is None
    return is_told or row.is_open or mail.is_open or row.window.is_after == mail.window.is_after


def _take_by_words(
    slots: Sequence[_Slot], wanted: Sequence[_Slot], partners: list[int | None], free: dict[int, None]
) -> None:
    """A mail that names no day belongs to the row that alone speaks of the same thing."""
    told = {
        at: _telling(f"{slot.row.name} {slot.row.purpose}")
        for at, slot in enumerate(slots[:_NEARBY])
        if slot.row and at in free
    }
    for number, want in enumerate(wanted[:_NEARBY]):
        if want.window is _UNKNOWN and want.mail:
            # Without a heading, its subject tells what it is about.
            subject = _PREFIX.sub("", want.mail.email.subject)
            heading = _telling(mail_name(want.mail.heading) or subject)
            shared = {
                at: len(heading & told[at]) for at in told if at in free and _on_its_side(slots[at], want)
            }
            most = max(shared.values(), default=0)
            best = [at for at, count in shared.items() if count == most]
            if len(best) == 1 and most and most >= min(len(heading), _TELLING_WORDS):
                _take(partners, free, number, best[0])


def _telling(text: str) -> set[str]:
    return {word for word in words(text) if len(word) > 2} - _SAY_NOTHING


def _on_its_side(slot: _Slot, want: _Slot) -> bool:
    """Whether the row is on the side of T on which mails of this kind are sent."""
    kind = _kind(want)
    if not kind or want.mail is None:
        return True
    usual = usual_windows(want.mail.heading, kind)[0]
    return (usual.is_after or usual.opens_day > 0) == (slot.window.is_after or slot.window.opens_day > 0)


# No real timeline has more rows that share a day; a file made to be slow is not compared row by row.
_NEARBY: Final = 200


def _inside(by_day: dict[int, list[int]], window: Window) -> list[int]:
    opens, closes = window.calendar_days
    days = range(opens + 1, min(closes, opens + 60))
    return [at for day in days if day in by_day for at in by_day[day][:_NEARBY]]


def _take(partners: list[int | None], free: dict[int, None], number: int, at: int | None) -> None:
    if at is not None:
        partners[number] = at
        free.pop(at)


def _has_same_label(row: Window, mail: Window) -> bool:
    return _is_same_days(row, mail) and row.label == mail.label


def _is_same_moment(row: Window, mail: Window) -> bool:
    """To the minute, where the mail names it: two reminders of one day are told apart by it."""
    return row.timing == mail.timing and (mail.at is not None or mail.minutes is not None)


def _is_same_label(row: Window, mail: Window) -> bool:
    return _is_same(row, mail) and row.label == mail.label


def _is_same(row: Window, mail: Window) -> bool:
    return _is_same_days(row, mail) and row.is_after == mail.is_after


def _is_same_days(row: Window, mail: Window) -> bool:
    return row.calendar_days == mail.calendar_days


def _overlaps(row: Window, mail: Window) -> bool:
    (row_opens, row_closes), (mail_opens, mail_closes) = row.calendar_days, mail.calendar_days
    meets = row_opens <= mail_closes and mail_opens <= row_closes
    return meets and row.is_after == mail.is_after


def _kind(slot: _Slot) -> str:
    mail = slot.mail
    return mail_kind(mail_name(mail.heading), mail.email.subject) if mail else ""


def _settled(slot: _Slot) -> _Slot:
    """The slot on the side of the workshop on which its words put it."""
    row, mail, window = slot.row, slot.mail, slot.window
    if window.side_if_silent is None:
        return slot
    texts = _name(slot), row.purpose if row else "", mail.email.subject if mail else ""
    return replace(slot, window=take_side(window, *texts), is_open=not tells_side(*texts))


def _name(slot: _Slot) -> str:
    row, mail = slot.row, slot.mail
    name = mail_name(mail.heading) if mail else (row.name or short_name(row.purpose) if row else "")
    if mail and not name:
        name = (row.name if row else "") or strip_emphasis(mail.email.subject)
    return name


def _touchpoint(slot: _Slot) -> TouchpointSpec:
    row, mail, window = slot.row, slot.mail, slot.window
    return TouchpointSpec(
        name=_name(slot) or window.label,
        label=window.label,
        opens_day=window.opens_day,
        closes_day=window.closes_day,
        daypart=window.daypart,
        is_after=window.is_after,
        in_working_days=window.in_working_days,
        at=window.at,
        minutes=window.minutes,
        purpose=_purpose(row, mail),
        optional=bool(row and row.is_optional) or bool(mail and is_optional(mail.heading)),
        email=mail.email if mail else None,
    )


def _purpose(row: Row | None, mail: Mail | None) -> str:
    """What the row is for, with what is said of the mail besides, where the row does not say it already."""
    said, remark = row.purpose if row else "", mail.remark if mail else ""
    return said if remark in said else "; ".join(filter(None, (said, remark)))
