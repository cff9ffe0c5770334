"""The same mail as `emails.mail.compose` makes, faster: worked out once, filled in for each person.

Two recipients share a template where all but their own parts is the same for them: name, address and links
may differ; their answer, their role and the lists that are theirs may not.

Whatever is not that simple goes the plain way by itself: a name that Markdown, HTML or a header would have
to treat otherwise than a plain one, a placeholder in a place where what it holds may change the text around
it, a list that no second recipient has. Each template is held against a plain mail before it is used.
"""

import re
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from emails.mail import MailContext, PlanMail, compose, own_message_id
from emails.mail_template import LONGEST_LINK, LONGEST_WORD, MARK, Own, Template, cut, is_same
from emails.values import Recipient, own_blocks

# Letters at both ends, so that Markdown sees the same neighbour as with the marker, and in between nothing
# but `&` that any part of a mail writes in another way.
_NAME: Final = re.compile(r"[^\W\d_](?:(?:[^\W_]|[.'&-]| (?! ))*[^\W_])?")
_LINK: Final = re.compile(r"https?://[A-Za-z0-9._~:/-]+")
_ADDRESS: Final = re.compile(r"[A-Za-z0-9.!#$%*+/=?^_{|}~-]+@[A-Za-z0-9.-]+")
_PERSONAL: Final = re.compile(r"\{\{[ \t]*(?:person\.(?:first_)?name|rsvp\.link)[ \t]*\}\}")
# A name behind one of these, or in a word, might become part of a sign of Markdown's.
_GLUED_NAME: Final = re.compile(r"[^\s(*“„‘\"'>-]\{\{[ \t]*person\.(?:first_)?name")
_MAX_TEMPLATES: Final = 64
_MAX_CONTEXTS: Final = 8
_LINK_KEY: Final = MARK[:16]


@dataclass(frozen=True, slots=True)
class FilledMail:
    """A whole mail as bytes, with CRLF at its lines' ends and no dot doubled."""

    recipient: str
    content: bytes


class FastPath:
    """Composes the mails of one run; remembers what the mails of a touchpoint have in common."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, datetime], _Common] = {}

    def compose(
        self, context: MailContext, recipient: Recipient, *, now: datetime, message_id_: str
    ) -> FilledMail | PlanMail:
        """The mail to one person, filled in where that can be done. Raises what the plain way raises."""
        common = self._common(context, now)
        own = _own_parts(recipient, message_id_) if common.is_simple and message_id_ else None
        if own is not None:
            key = _variant(context, recipient, own)
            template = common.templates.get(key)
            if template is not None:
                return FilledMail(recipient.person.email, template.fill(own))
        mail = compose(context, recipient, now=now, message_id_=message_id_)
        if own is not None:
            common.learn(key, lambda: _template(context, recipient, own, mail, now))
        return mail

    def _common(self, context: MailContext, now: datetime) -> "_Common":
        key = (id(context), now)
        if key not in self._known:
            if len(self._known) >= _MAX_CONTEXTS:
                self._known.clear()
            self._known[key] = _Common(context)
        return self._known[key]


@dataclass(slots=True)
class _Common:
    """A touchpoint's templates, one for each way in which its mails differ; None where one cannot be had."""

    # Also keeps the context alive, so that no other can have its id.
    context: MailContext
    is_simple: bool = field(init=False)
    templates: dict[object, "Template | None"] = field(default_factory=dict)
    met: set[object] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.is_simple = _is_simple(self.context)

    def learn(self, key: object, make: Callable[[], "Template | None"]) -> None:
        """A template for whom a second recipient shares: a list of one's own is not worth one."""
        if key in self.templates or len(self.templates) >= _MAX_TEMPLATES:
            return
        if key in self.met:
            self.templates[key] = make()
        elif len(self.met) < _MAX_TEMPLATES:
            self.met.add(key)


def _own_parts(recipient: Recipient, message_id_: str) -> Own | None:
    """None where one of them is not as plain as the markers."""
    person = recipient.person
    name, first_name = person.name, person.first_name
    if len(name.encode("utf-8", "replace")) > LONGEST_WORD or not name.isprintable():
        return None
    if not (_NAME.fullmatch(name) and _NAME.fullmatch(first_name) and _ADDRESS.fullmatch(person.email)):
        return None
    if len(person.email) > LONGEST_WORD:
        return None
    url = recipient.answer_url
    if url and (len(url) > LONGEST_LINK or not _LINK.fullmatch(url)):
        return None
    return Own(name, first_name, person.email, url, message_id_)


def _variant(context: MailContext, recipient: Recipient, own: Own) -> object:
    """Whoever has the same gets the same mail but for their own parts."""
    participant = recipient.participant
    return (
        participant and (recipient.is_invited, participant.partstat, participant.attendance),
        # A text without a letter outside ASCII leaves as 7bit.
        own.name.isascii(),
        own.first_name.isascii(),
        tuple(own_blocks(context.facts, recipient, context.names).values()),
    )


def _is_simple(context: MailContext) -> bool:
    """Whether every personal word stands among words, and no table's width hangs on it."""
    written = context.touchpoint.body
    if _GLUED_NAME.search(written):
        return False
    return not any("|" in line for line in written.splitlines() if _PERSONAL.search(line))


def _template(
    context: MailContext, recipient: Recipient, own: Own, mail: PlanMail, now: datetime
) -> Template | None:
    """What the recipient's mail shares with others of its kind; None where the filled mail is another."""
    marked, marks = _marked(recipient, own)
    template = cut(compose(context, marked, now=now, message_id_=marks.message_id), marks)
    if template is None:
        return None
    plain = mail.message().as_bytes(linesep="\r\n")
    return template if is_same(template.fill(own), plain) else None


def _marked(recipient: Recipient, own: Own) -> tuple[Recipient, Own]:
    """Somebody with the same rights and duties, whose own parts are markers."""
    person, participant = copy(recipient.person), copy(recipient.participant)
    # With `&`, so that it shows what is written in another way where.
    first_name = f"{MARK}&'{'a' if own.first_name.isascii() else 'é'}"
    person.name = f"{first_name} {'a' if own.name.isascii() else 'é'}&{MARK[::-1]}"
    person.email = f"{MARK[:16]}@marker.invalid"
    if participant is not None:
        participant.person, participant.link_key = person, _LINK_KEY
    marked = replace(recipient, person=person, participant=participant)
    message_id = own_message_id("fast path", MARK)
    return marked, Own(person.name, first_name, person.email, marked.answer_url, message_id)
