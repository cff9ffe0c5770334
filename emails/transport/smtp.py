"""SMTP that tells a mail that was not taken from one of which nobody knows, and that waits little."""

import re
import smtplib
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from email import message_from_bytes, policy
from typing import TYPE_CHECKING, Any, Final, cast

from django.core.mail.backends.smtp import EmailBackend as DjangoEmailBackend

from emails.transport.errors import BAD_SEQUENCE, CalledBack, InDoubt

if TYPE_CHECKING:
    _Base = smtplib.SMTP
else:
    _Base = object

_DATA: Final = b"data\r\n"
_LEADING_DOT: Final = re.compile(rb"(?m)^\.")
_RECEIVED: Final = 8192
_EIGHT_BIT: Final = "body=8BITMIME"
_SEVEN_BIT: Final = policy.compat32.clone(cte_type="7bit", linesep="\r\n")
_LOST: Final = "The connection was lost while the mail server took the mail"


# RFC 5321, 4.5.3.2.6: what became of a mail is waited for longer than any other answer, for whoever does not
# hear it sends the mail once more. So many times the timeout, and not so many seconds that a lease ends.
_PATIENCE: Final = 2
_LONGEST_WAIT: Final = 90


def always() -> bool:
    """Who asks nobody."""
    return True


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who sends how much to whom: addresses in ASCII, octets, and whether all of these are ASCII too."""

    sender: str
    recipient: str
    size: int
    is_ascii: bool = True


class _Lines:
    """The server's lines, each answer whole within the connection's timeout.

    Else the timeout would begin anew with each byte, and a server that drips would hold a worker for ever.
    """

    def __init__(self, sock: socket.socket) -> None:
        self._sock, self._timeout, self._patience = sock, sock.gettimeout(), 1
        self._buffer = bytearray()
        self._ends_at: float | None = None

    def begin(self, patience: int = 1) -> None:
        """An answer is waited for from now on, for so many times the timeout."""
        self._ends_at, self._patience = None, patience

    def short_reply(self) -> tuple[int, bytes] | None:
        """The next answer, where that is one line which is there already: what smtplib makes of it."""
        buffer = self._buffer
        end = buffer.find(b"\n") + 1
        if not end or buffer[3:4] != b" " or not buffer[:3].isdigit():
            return None
        reply = int(buffer[:3]), bytes(buffer[4:end]).strip(b" \t\r\n")
        del buffer[:end]
        return reply

    def readline(self, limit: int) -> bytes:
        while (end := self._buffer.find(b"\n") + 1) == 0 and len(self._buffer) < limit:
            received = self._receive()
            if not received:
                end = len(self._buffer)
                break
            self._buffer += received
        line = bytes(self._buffer[: min(end or limit, limit)])
        del self._buffer[: len(line)]
        return line

    def _receive(self) -> bytes:
        if self._timeout is None:
            return self._sock.recv(_RECEIVED)
        now = time.monotonic()
        if self._ends_at is None:
            patient = min(self._timeout * self._patience, max(self._timeout, _LONGEST_WAIT))
            self._ends_at = now + patient
            if patient == self._timeout:
                return self._sock.recv(_RECEIVED)
        if self._ends_at <= now:
            raise TimeoutError("timed out")
        self._sock.settimeout(self._ends_at - now)
        try:
            return self._sock.recv(_RECEIVED)
        finally:
            self._sock.settimeout(self._timeout)

    def close(self) -> None:
        """As smtplib closes what it reads from; the socket is its own to close."""


class _CarefulData(_Base):
    """smtplib's connection, whose DATA knows how far it came, and which can have the next envelope ready.

    Where the server takes commands in a row (RFC 2920), MAIL, RCPT and DATA of the next mail go out while it
    works on the one before, and what it says to them is there when that one is settled. Not a byte of the
    mail itself leaves before it is asked for; until then the server waits, and hanging up takes all back
    (RFC 5321, 3.8).
    """

    # What the server has been told already, and has answered or will.
    _ahead: Envelope | None = None
    # Asked when the server waits for the mail itself: whether it still may leave.
    confirm: Callable[[], bool] = staticmethod(always)
    # Whether commands may go out in a row to a server that says it takes them so, and whether one that said
    # so lost what came behind the first.
    may_send_rows = True
    has_lost_row = False

    def getreply(self, patience: int = 1) -> tuple[int, bytes]:
        if self.sock is not None:
            self.file: Any = self.file or _Lines(self.sock)
            if short := self.file.short_reply():
                return cast(tuple[int, bytes], short)
            self.file.begin(patience)
        return super().getreply()

    @property
    def takes_eight_bits(self) -> bool:
        """RFC 6152: to a server that does not say so, mails are ASCII. Raises what greeting it raises."""
        self.ehlo_or_helo_if_needed()
        return "8bitmime" in self.esmtp_features

    def sendmail(
        self, from_addr: str, to_addrs: Any, msg: Any, mail_options: Any = (), rcpt_options: Any = ()
    ) -> dict[str, tuple[int, bytes]]:
        """Raises what smtplib's own raises, and InDoubt."""
        if not msg.isascii():
            if self.takes_eight_bits:
                mail_options = [*mail_options, _EIGHT_BIT]
            else:
                msg = in_seven_bits(msg)
        return super().sendmail(from_addr, to_addrs, msg, mail_options, rcpt_options)

    def rcpt(self, *arguments: Any, **options: Any) -> tuple[int, bytes]:
        code, reply = super().rcpt(*arguments, **options)
        return _known(code), reply

    def data(self, msg: Any) -> tuple[int, bytes]:
        """Hand the mail over. Raises CalledBack, and InDoubt where all of it left and no answer came."""
        self.putcmd("data")
        self._expect_go_on(*self.getreply())
        return self._content(_dotted(msg), None, lambda: None)

    def quit(self) -> tuple[int, bytes]:
        """Take leave; without a word where the server waits for a mail: it would take it for the text."""
        if self._ahead is None:
            return super().quit()
        self.close()
        return 221, b""

    def close(self) -> None:
        self._ahead = None
        super().close()

    def waits_for_another(self, envelope: Envelope | None = None) -> bool:
        """Whether the server has been told of a mail, and not of this one."""
        return self._ahead not in (None, envelope)

    def hand_over(
        self,
        envelope: Envelope,
        content: bytes,
        following: Envelope | None,
        meanwhile: Callable[[], Envelope | None],
    ) -> None:
        """A whole mail as it goes over the line. Raises what `sendmail` raises; then the connection is of no
        more use.

        `following` is whose mail is next. Where that is not known, `meanwhile` is called while the server
        takes this one, and tells it; it raises nothing.
        """
        self.ehlo_or_helo_if_needed()
        self._address(envelope)
        code, reply = self._content(content, following, meanwhile)
        if code != 250:
            raise smtplib.SMTPDataError(code, reply)

    def _address(self, envelope: Envelope) -> None:
        """Everything up to the mail itself."""
        if self._ahead is None:
            self.send(self._opening(envelope))
        self._ahead = None
        code, reply = self.getreply()
        if _known(code) != 250:
            self._hear_out(2)
            raise smtplib.SMTPSenderRefused(code, reply, envelope.sender)
        if not self._takes_rows:
            self.send(_rcpt(envelope))
        code, reply = self._reply_in_row()
        if _known(code) != 250:
            self._hear_out(1)
            raise smtplib.SMTPRecipientsRefused({envelope.recipient: (code, reply)})
        if not self._takes_rows:
            self.send(_DATA)
        self._expect_go_on(*self._reply_in_row())

    def _reply_in_row(self) -> tuple[int, bytes]:
        """The answer to what came behind the first command of a row, if that was one."""
        was_row = self._takes_rows
        try:
            code, reply = self.getreply()
        except smtplib.SMTPServerDisconnected:
            self.has_lost_row = was_row
            raise
        self.has_lost_row = was_row and code == BAD_SEQUENCE
        return code, reply

    def _opening(self, envelope: Envelope) -> bytes:
        """MAIL, with RCPT and DATA where the server takes them in a row."""
        size = f" size={envelope.size}" if "size" in self.esmtp_features else ""
        body = "" if envelope.is_ascii else f" {_EIGHT_BIT}"
        mail = f"mail FROM:<{envelope.sender}>{size}{body}\r\n".encode("ascii")
        return mail + _rcpt(envelope) + _DATA if self._takes_rows else mail

    @property
    def _takes_rows(self) -> bool:
        return self.may_send_rows and "pipelining" in self.esmtp_features

    def _expect_go_on(self, code: int, reply: bytes) -> None:
        if code != 354:
            raise smtplib.SMTPDataError(code, reply)
        try:
            may_go = self.confirm()
        except BaseException:
            self.close()
            raise
        if not may_go:
            self.close()
            raise CalledBack("It changed while the mail server took its time.")

    def _hear_out(self, answers: int) -> None:
        """What is said to the rest of a row whose beginning was refused. RFC 2920, 3.1: a server may ask for
        the mail even so; it gets none."""
        if not self._takes_rows:
            return
        code = 0
        with suppress(smtplib.SMTPException, OSError):
            for _ in range(answers):
                code, _ = self.getreply()
        if code == 354:
            self.close()

    def _content(
        self, content: bytes, following: Envelope | None, meanwhile: Callable[[], Envelope | None]
    ) -> tuple[int, bytes]:
        """A server takes a mail by the line with the single dot at its end: as long as the last byte of that
        line is not with the operating system, the server cannot have taken anything."""
        if following is not None and self._takes_rows:
            self._send_whole(content, self._opening(following))
            self._ahead = following
        else:
            self._send_whole(content)
            self._prepare_next(meanwhile())
        try:
            code, reply = self.getreply(_PATIENCE)
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise InDoubt(f"{_LOST}: {error}") from error
        # A server that says 354 once too often says next what became of the mail.
        if not 200 <= code < 600 or 300 <= code < 400:
            self.close()
            raise InDoubt(f"{_LOST}: its answer made no sense")
        return _known(code), reply

    def _prepare_next(self, envelope: Envelope | None) -> None:
        if envelope is None or self.sock is None or not self._takes_rows:
            return
        # A line that is gone shows when the answer to the mail itself is read.
        with suppress(OSError):
            self.sock.sendall(self._opening(envelope))
            self._ahead = envelope

    def _send_whole(self, content: bytes, behind: bytes = b"") -> None:
        """The mail, and in the same packet what comes behind it."""
        rest = memoryview(content + behind)
        if self.sock is None:
            raise smtplib.SMTPServerDisconnected("The connection is closed.")
        try:
            while rest:
                rest = rest[self.sock.send(rest) :]
        except OSError as error:
            if len(rest) <= len(behind):
                # The mail is out: what became of it shows when its answer is read.
                return
            self.close()
            text = f"The connection was lost before the mail was out: {error}"
            raise smtplib.SMTPServerDisconnected(text) from error


class Connection(_CarefulData, smtplib.SMTP):
    """In the clear, or made secret by STARTTLS."""


class SecretConnection(_CarefulData, smtplib.SMTP_SSL):
    """Secret from its first byte."""


class EmailBackend(DjangoEmailBackend):
    """Django's, over a connection that raises InDoubt."""

    connection: Any
    # Asked of each mail when the server waits for it: whether it still may leave. It may raise anything.
    confirm: Callable[[], bool] = staticmethod(always)
    # A server, or what stands before it, that lost what came in a row is told one thing after the other.
    may_send_rows = True

    def open(self) -> bool | None:
        opened = super().open()
        if self.connection is not None:
            self.connection.may_send_rows = self.may_send_rows
        return opened

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return SecretConnection if self.use_ssl else Connection

    def send_messages(self, email_messages: Any) -> int:
        if self.connection is not None and self.connection.waits_for_another():
            self._connect_anew()
        return super().send_messages(email_messages)

    def _send(self, email_message: Any) -> bool:
        if self.connection is not None:
            self.connection.confirm = self.confirm
        return bool(super()._send(email_message))  # type: ignore[misc]  # not in the stubs

    def send_bytes(
        self,
        envelope: Envelope,
        content: bytes,
        meanwhile: Callable[[], Envelope | None] = lambda: None,
        *,
        following: Envelope | None = None,
        has_dots: bool = True,
    ) -> None:
        """Hand over a mail that is written out, with CRLF at its lines' ends; raises as `send_messages`.

        `following` is whose mail is next. Where that is not known, `meanwhile` is called while the server
        takes this one, and tells it; it raises nothing. Who knows that no line begins with a dot says so: to
        look for one takes as long as all the rest.
        """
        if self.connection is None:
            raise smtplib.SMTPServerDisconnected("The connection is closed.")
        if self.connection.waits_for_another(envelope):
            self._connect_anew()
        if not self._takes(envelope):
            content, has_dots = in_seven_bits(content), True
            envelope = replace(envelope, size=len(content), is_ascii=True)
        wire = _dotted(content, has_dots=has_dots)
        self.connection.confirm = self.confirm
        try:
            self.connection.hand_over(
                envelope, wire, self._if_taken(following), lambda: self._if_taken(meanwhile())
            )
        finally:
            self.may_send_rows = self.may_send_rows and not self.connection.has_lost_row

    def _takes(self, envelope: Envelope) -> bool:
        """Whether its mail can go as it is; else it is encoded anew in its turn, and is of another size."""
        return envelope.is_ascii or bool(self.connection.takes_eight_bits)

    def _if_taken(self, envelope: Envelope | None) -> Envelope | None:
        return envelope if envelope is not None and self._takes(envelope) else None

    def _connect_anew(self) -> None:
        self.close()
        self.open()


def in_seven_bits(content: bytes) -> bytes:
    """The same mail, each part that is not ASCII encoded so that it is (RFC 2045, 6)."""
    return message_from_bytes(content, policy=_SEVEN_BIT).as_bytes()


def _known(code: int) -> int:
    """RFC 5321, 4.2.1: the first digit decides; smtplib knows but one code of each."""
    return 250 if 200 <= code < 300 else code


def _rcpt(envelope: Envelope) -> bytes:
    return f"rcpt TO:<{envelope.recipient}>\r\n".encode("ascii")


def _dotted(content: bytes, *, has_dots: bool = True) -> bytes:
    """As it goes over the line: RFC 5321, 4.5.2, and the end of the mail."""
    end = b"" if content.endswith(b"\r\n") else b"\r\n"
    if has_dots and (b"\n." in content or content.startswith(b".")):
        content = _LEADING_DOT.sub(b"..", content)
    return content + end + b".\r\n"
