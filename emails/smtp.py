"""SMTP that tells a mail that was not taken from one of which nobody knows."""

import re
import smtplib
from typing import TYPE_CHECKING, Any, Final

from django.core.mail.backends.smtp import EmailBackend as DjangoEmailBackend

from emails.errors import InDoubt

if TYPE_CHECKING:
    _Base = smtplib.SMTP
else:
    _Base = object

_LEADING_DOT: Final = re.compile(rb"(?m)^\.")
_LOST: Final = "The connection was lost while the mail server took the mail"


class _CarefulData(_Base):
    """smtplib's connection, whose DATA knows how far it came."""

    def data(self, msg: Any) -> tuple[int, bytes]:
        """Hand the mail over. Raises InDoubt where the whole of it left and no answer came.

        A server takes a mail by the line with the single dot at its end: as long as the last byte of that
        line is not with the operating system, the server cannot have taken anything.
        """
        self.putcmd("data")
        code, reply = self.getreply()
        if code != 354:
            raise smtplib.SMTPDataError(code, reply)
        self._send_whole(_dotted(msg))
        try:
            code, reply = self.getreply()
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise InDoubt(f"{_LOST}: {error}") from error
        if not 200 <= code < 600:
            self.close()
            raise InDoubt(f"{_LOST}: its answer made no sense")
        # RFC 5321, 4.2.1: the first digit decides, and smtplib knows 250 alone.
        return (250 if code < 300 else code), reply

    def _send_whole(self, content: bytes) -> None:
        rest = memoryview(content)
        if self.sock is None:
            raise smtplib.SMTPServerDisconnected("The connection is closed.")
        try:
            while rest:
                rest = rest[self.sock.send(rest) :]
        except OSError as error:
            self.close()
            text = f"The connection was lost before the mail was out: {error}"
            raise smtplib.SMTPServerDisconnected(text) from error


class Connection(_CarefulData, smtplib.SMTP):
    """In the clear, or made secret by STARTTLS."""


class SecretConnection(_CarefulData, smtplib.SMTP_SSL):
    """Secret from its first byte."""


class EmailBackend(DjangoEmailBackend):
    """Django's, over a connection that raises InDoubt."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return SecretConnection if self.use_ssl else Connection

    def send_bytes(self, sender: str, recipient: str, content: bytes) -> None:
        """Hand over a mail that is written out, with CRLF at its lines' ends; raises as `send_messages`."""
        if self.connection is None:
            raise smtplib.SMTPServerDisconnected("The connection is closed.")
        self.connection.sendmail(sender, [recipient], content)


def _dotted(content: bytes) -> bytes:
    """As it goes over the line: RFC 5321, 4.5.2, and the end of the mail."""
    end = b"" if content.endswith(b"\r\n") else b"\r\n"
    if b"\n." in content or content.startswith(b"."):
        content = _LEADING_DOT.sub(b"..", content)
    return content + end + b".\r\n"
