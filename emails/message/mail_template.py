"""A mail cut into what everybody's has and what is one's own; filled in, it is the whole mail as bytes.

A mail to a made-up person, whose name, address and links are markers, is built the plain way and cut at the
markers: the headers and the lines between the parts as they are, each part before its transfer encoding.
"""

import re
from base64 import encodebytes
from binascii import b2a_qp
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from email import message_from_bytes
from email.charset import Charset
from email.message import Message
from email.policy import compat32
from email.utils import formataddr
from typing import Final

from django.core.mail.message import forbid_multi_line_headers, sanitize_address

from emails.message.identity import boundary
from emails.message.mail import PlanMail, named_address

# In no real mail, and longer than any word that is filled in: what hangs on a word's length shows.
MARK: Final = "zqJwXkVp" * 10
# In octets: a word of this length, and a fold before it, stay within a line of a calendar file.
LONGEST_WORD: Final = 72
LONGEST_LINK: Final = 300
# RFC 5322, 2.1.1: a text with a longer line leaves in another encoding.
_LONGEST_LINE: Final = 998
# Shorter headers are never folded.
_SHORT: Final = 60
# In octets: encoded, it fits into the first line.
_SHORT_NAME: Final = 24
_UTF_8: Final = Charset("utf-8")
# What a line of base64 holds (RFC 2045, 6.8): beyond whole lines of what all share, nothing is encoded anew.
_OCTETS_A_LINE: Final = 57
_FOLD: Final = "\r\n "
_WIRE: Final = compat32.clone(linesep="\r\n")


class Slot(str):
    """The name of a value that stands here."""

    __slots__ = ()


Pieces = tuple[bytes | Slot, ...]
Values = Mapping[bytes, bytes]


@dataclass(frozen=True, slots=True)
class Own:
    """What stands in the recipient's mail alone."""

    name: str
    first_name: str
    email: str
    url: str
    message_id: str

    @property
    def texts(self) -> dict[str, str]:
        """By slot, the texts as they are; longest first where one is part of another."""
        return {
            "name": self.name,
            "first": self.first_name,
            "url": self.url,
            "email": self.email,
            "id": self.message_id,
            "boundary": boundary(self.message_id),
        }


@dataclass(frozen=True, slots=True)
class Form:
    """Bytes with slots, which are filled in at one go."""

    written: bytes

    @classmethod
    def of(cls, pieces: Pieces) -> "Form":
        return cls(b"".join(_slot(piece) if isinstance(piece, Slot) else _plain(piece) for piece in pieces))

    def fill(self, values: Values) -> bytes:
        return self.written % values


def _slot(name: str) -> bytes:
    return b"%%(%b)b" % name.encode()


def _plain(content: bytes) -> bytes:
    return content.replace(b"%", b"%%")


@dataclass(frozen=True, slots=True)
class Body:
    """One part of a mail: how it begins for everybody, encoded, and the rest before its transfer encoding."""

    beginning: bytes
    form: Form
    encoding: str

    @classmethod
    def of(cls, pieces: Pieces, encoding: str) -> "Body":
        first = pieces[0]
        if encoding != "base64" or isinstance(first, Slot):
            return cls(b"", Form.of(pieces), encoding)
        whole_lines = len(first) // _OCTETS_A_LINE * _OCTETS_A_LINE
        rest = (first[whole_lines:], *pieces[1:])
        return cls(_in_base64(first[:whole_lines]), Form.of(rest), encoding)

    def fill(self, values: Values) -> bytes:
        content = self.form.fill(values)
        if self.encoding == "base64":
            return self.beginning + _in_base64(content)
        return b2a_qp(content) if self.encoding == "quoted-printable" else content


def _in_base64(content: bytes) -> bytes:
    return encodebytes(content).replace(b"\n", b"\r\n")


@dataclass(frozen=True, slots=True)
class Template:
    """A touchpoint's mail without what is the recipient's own."""

    form: Form
    bodies: tuple[Body, ...]
    subject: tuple[str | Slot, ...]
    # The mail that it was cut out of.
    source: bytes
    # Whether a line of a filled mail may begin with a dot. No value does; where lines are broken anew, any
    # word may come first.
    has_dots: bool

    def fill(self, own: Own) -> bytes:
        """The mail with these parts, written out."""
        texts = own.texts
        values = {slot.encode(): text.encode() for slot, text in texts.items()}
        for slot in (b"name", b"first"):
            values[slot + b"&"] = values[slot].replace(b"&", b"&amp;")
        url = values[b"url"]
        lines = [url[at : at + LONGEST_WORD] for at in range(0, len(url), LONGEST_WORD)]
        values[b"folded url"] = _FOLD.encode().join(lines)
        values[b"to"] = _to_header(own.name, own.email)
        if len(self.subject) > 1:
            subject = "".join(texts[piece] if type(piece) is Slot else piece for piece in self.subject)
            values[b"subject"] = _header("Subject", subject)
        for number, body in enumerate(self.bodies):
            values[b"body %d" % number] = body.fill(values)
        return self.form.fill(values)


def _to_header(name: str, email: str) -> bytes:
    if name.isascii():
        return _header("To", named_address(name, email))
    # As Django does it, but for taking the address apart first, which costs more than the whole mail, and for
    # the look at where a long name is broken.
    if len(name.encode()) <= _SHORT_NAME:
        return _header("To", formataddr((_UTF_8.header_encode(name), email)))
    return _folded("To", sanitize_address((name, email), "utf-8"))


def _header(name: str, value: str) -> bytes:
    if value.isascii() and len(value) <= _SHORT:
        return f"{name}: {value}".encode()
    return _folded(name, forbid_multi_line_headers(name, value, "utf-8")[1])


def _folded(name: str, encoded: str) -> bytes:
    return _WIRE.fold_binary(name, encoded).removesuffix(b"\r\n")


def cut(mail: PlanMail, marks: Own) -> Template | None:
    """The template of a mail whose own parts are these markers; None where it cannot be cut cleanly."""
    source, message = written(mail), mail.message()
    bodies = []
    for number, part in enumerate(_leaves(message)):
        body = _body(part, marks)
        if body is None:
            return None
        bodies.append(body)
        # Past Django's own method, which would choose an encoding for it.
        Message.set_payload(part, f"{MARK} body {number}")
    slots = {f"body {number}": f"{MARK} body {number}" for number in range(len(bodies))}
    slots |= {"id": marks.message_id, "boundary": boundary(marks.message_id)}
    subject = _split(str(mail.subject), marks.texts)
    for name in ["To", "Subject"] if len(subject) > 1 else ["To"]:
        # A short one, which is not folded.
        message.replace_header(name, MARK[:16])
        slots[name.lower()] = f"{name}: {MARK[:16]}"
    pieces = _as_bytes(_split(message.as_bytes(linesep="\r\n").decode(), slots))
    if not _is_clean(pieces):
        return None
    has_dots = b"\n." in source or any(body.encoding == "quoted-printable" for body in bodies)
    return Template(Form.of(pieces), tuple(bodies), subject, source, has_dots)


def _body(part: Message, marks: Own) -> Body | None:
    text = part.get_payload(decode=True).decode()  # type: ignore[union-attr]  # bytes, as it is no container
    if _is_calendar(part):
        parts = tuple(_folded_anew(_split(text.replace(_FOLD, ""), marks.texts)))
    else:
        texts = marks.texts
        in_html = {f"{slot}&": texts[slot].replace("&", "&amp;") for slot in ("name", "first")}
        parts = _split(text.replace("\n", "\r\n"), in_html | texts)
        if not _is_far_from_limit(parts):
            return None
    pieces = _as_bytes(parts)
    return Body.of(pieces, str(part["Content-Transfer-Encoding"])) if _is_clean(pieces) else None


def _split(text: str, marks: Mapping[str, str]) -> tuple[str | Slot, ...]:
    """The text cut at the markers, of which a slot without a value has none."""
    slots = {mark: Slot(slot) for slot, mark in marks.items() if mark}
    parts: list[str | Slot] = []
    end = 0
    for found in re.finditer("|".join(map(re.escape, slots)), text):
        parts += [text[end : found.start()], slots[found[0]]]
        end = found.end()
    return (*parts, text[end:])


def _folded_anew(parts: tuple[str | Slot, ...]) -> Iterator[str | Slot]:
    """A calendar file with a line of its own for each value, so that no value makes a line too long."""
    for before, part in zip(("", *parts), parts, strict=False):
        if isinstance(part, Slot):
            yield _FOLD
            yield Slot("folded url") if part == "url" else part
        else:
            goes_on = isinstance(before, Slot) and not part.startswith("\r\n")
            yield (_FOLD if goes_on else "") + "\r\n".join(map(_fold, part.split("\r\n")))


def _fold(line: str) -> str:
    rows, octets = [""], 0
    # A backslash stays with what it escapes.
    for unit in re.findall(r"\\.|.", line):
        octets += len(unit.encode())
        if octets > LONGEST_WORD:
            rows.append("")
            octets = len(unit.encode())
        rows[-1] += unit
    return _FOLD.join(rows)


def _is_far_from_limit(parts: tuple[str | Slot, ...]) -> bool:
    """Whether a long line is there for everybody, or for nobody: by it the plain way chooses an encoding."""
    longest_value = "x" * LONGEST_LINK
    lines = "".join(longest_value if isinstance(part, Slot) else part for part in parts).splitlines()
    shared = [line for line in lines if longest_value not in line]
    return not _has_long(lines) or _has_long(shared)


def _has_long(lines: list[str]) -> bool:
    return any(len(line.encode()) > _LONGEST_LINE for line in lines)


def _as_bytes(parts: Iterable[str | Slot]) -> Pieces:
    return tuple(part if isinstance(part, Slot) else part.encode() for part in parts)


def _is_clean(pieces: Pieces) -> bool:
    """Whether every marker was found; one that was written in a way that we do not know is left over."""
    rests = [mark.encode() for mark in (MARK[:8], MARK[:-9:-1])]
    return not any(rest in piece for piece in pieces if isinstance(piece, bytes) for rest in rests)


def written(mail: PlanMail) -> bytes:
    """As Django's backend would hand it over."""
    return bytes(mail.message().as_bytes(linesep="\r\n"))


def is_same(content: bytes, other: bytes) -> bool:
    """Whether two mails read the same, whatever their lines are broken like."""
    parts, others = list(message_from_bytes(content).walk()), list(message_from_bytes(other).walk())
    return list(map(_read, parts)) == list(map(_read, others))


def _read(part: Message) -> tuple[list[tuple[str, str]], object]:
    payload = part.get_payload(decode=True)
    if isinstance(payload, bytes) and _is_calendar(part):
        payload = payload.replace(_FOLD.encode(), b"")
    return part.items(), payload


def _leaves(message: Message) -> list[Message]:
    return [part for part in message.walk() if not part.is_multipart()]


def _is_calendar(part: Message) -> bool:
    return part.get_content_type() in {"text/calendar", "application/ics"}
