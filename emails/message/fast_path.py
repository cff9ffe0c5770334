"""The same mail as `emails.message.mail.compose` makes, faster: worked out once, filled in for each person.

Two recipients share a template where all but their own parts is the same for them: name, address and links
may differ; their answer, their role and the lists that are theirs may not.

Whatever is not that simple goes the plain way by itself: a name that Markdown, HTML or a header would have
to treat otherwise than a plain one, a placeholder in a place where what it holds may change the text around
it, a list that no second recipient has. Each template is held against a plain mail before it is used.
"""

import re
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from emails.message.identity import own_message_id
from emails.message.mail import MailContext, PlanMail, compose, own_points
from emails.message.mail_template import (
    LONGEST_LINK,
    LONGEST_WORD,
    MARK,
    Own,
    Template,
    cut,
    is_same,
    written,
)
from emails.message.values import Recipient, own_blocks

# Letters at both ends, so that Markdown sees the same neighbour as with the marker, and in between nothing
# but `&` that any part of a mail writes in another way.
_NAME: Final = re.compile(r"[^\W\d_](?:(?:[^\W_]|[.'&-]| (?! ))*[^\W_])?")
_LINK: Final = re.compile(r"https?://[A-Za-z0-9._~:/-]+")
_ADDRESS: Final = re.compile(r"[A-Za-z0-9.!#$%*+/=?^_{|}~-]+@[A-Za-z0-9.-]+")
_PERSONAL: Final = re.compile(r"\{\{[ \t]*(?:person\.(?:first_)?name|rsvp\.link)[ \t]*\}\}")
# A name behind one of these, or in a word, might become part of a sign of Markdown's.
_GLUED_NAME: Final = re.compile(r"[^\s(*“„‘\"'>-]\{\{[ \t]*person\.(?:first_)?name")
_MAX_TEMPLATES: Final = 64
_MAX_TOUCHPOINTS: Final = 8
_LINK_KEY: Final = MARK[:16]


@dataclass(frozen=True, slots=True)
class FilledMail:
    """A whole mail as bytes, with CRLF at its lines' ends and no dot doubled."""

    recipient: str
    content: bytes
    # Whether a line may begin with a dot.
    has_dots: bool = True


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
        if own_points(context, recipient):
            # A list and a link that no second recipient has.
            own = None
        if own is None:
            return compose(context, recipient, now=now, message_id_=message_id_)
        variant = _variant(context, recipient, own)
        template = common.template(variant, recipient, own)
        if template is not None:
            return FilledMail(recipient.person.email, template.fill(own), template.has_dots)
        mail = compose(context, recipient, now=now, message_id_=message_id_)
        common.learn(variant, recipient, own, mail)
        return mail

    def _common(self, context: MailContext, now: datetime) -> "_Common":
        key = (context.touchpoint.pk, now)
        common = self._known.get(key)
        if common is None:
            if len(self._known) >= _MAX_TOUCHPOINTS:
                self._known.clear()
            common = self._known[key] = _Common(now)
        if common.context is not context:
            common.take(context)
        return common


@dataclass(slots=True)
class _Common:
    """A touchpoint's templates, one for each way in which its mails differ; None where one cannot be had."""

    now: datetime
    context: MailContext | None = None
    is_simple: bool = False
    templates: dict[object, Template | None] = field(default_factory=dict)
    # Met once so far.
    met: set[object] = field(default_factory=set)
    # As true of this context as of the one that they were learnt from.
    confirmed: set[object] = field(default_factory=set)

    def take(self, context: MailContext) -> None:
        """The touchpoint was read anew, and may say something else by now."""
        self.context, self.is_simple = context, _is_simple(context)
        self.confirmed.clear()

    def template(self, variant: object, recipient: Recipient, own: Own) -> Template | None:
        template = self.templates.get(variant)
        if template is None or variant in self.confirmed:
            return template
        if template.source != written(self._marked(recipient, own)[0]):
            self.templates.clear()
            return None
        self.confirmed.add(variant)
        return template

    def learn(self, variant: object, recipient: Recipient, own: Own, mail: PlanMail) -> None:
        """A template for whom a second recipient shares: a list of one's own is not worth one."""
        if variant in self.templates or len(self.templates) >= _MAX_TEMPLATES:
            return
        if variant not in self.met:
            if len(self.met) < _MAX_TEMPLATES:
                self.met.add(variant)
            return
        template = cut(*self._marked(recipient, own))
        is_true = template is not None and is_same(template.fill(own), written(mail))
        self.templates[variant] = template if is_true else None
        self.confirmed.add(variant)

    def _marked(self, recipient: Recipient, own: Own) -> tuple[PlanMail, Own]:
        """The mail to somebody in the same place, whose own parts are markers; and these."""
        assert self.context is not None
        to, marks = marked(recipient, own)
        return compose(self.context, to, now=self.now, message_id_=marks.message_id), marks


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


def marked(recipient: Recipient, own: Own) -> tuple[Recipient, Own]:
    """Somebody with the same rights and duties, whose own parts are markers."""
    person, participant = copy(recipient.person), copy(recipient.participant)
    # With `&`, so that it shows what is written in another way where.
    first_name = f"{MARK}&'{'a' if own.first_name.isascii() else 'é'}"
    person.name = f"{first_name} {'a' if own.name.isascii() else 'é'}&{MARK[::-1]}"
    person.email = f"{MARK[:16]}@marker.invalid"
    if participant is not None:
        participant.pk, participant.person, participant.link_key = 0, person, _LINK_KEY
    to = replace(recipient, person=person, participant=participant)
    message_id = own_message_id("fast path", MARK)
    return to, Own(person.name, first_name, person.email, to.answer_url, message_id)
