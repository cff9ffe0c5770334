"""How mails leave the house: one seam, behind which the plain way and faster ones stand side by side."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Final, Protocol, TypeVar

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend

from emails.message.fast_path import FastPath, FilledMail
from emails.message.identity import own_address
from emails.message.mail import MailContext, PlanMail, compose
from emails.message.values import Recipient
from emails.models import Claimed
from emails.transport.errors import CalledBack, InDoubt, NothingTaken, is_in_doubt
from emails.transport.smtp import EmailBackend, Envelope, always

_DJANGO_SMTP: Final = "django.core.mail.backends.smtp.EmailBackend"
_OUR_SMTP: Final = "emails.transport.smtp.EmailBackend"

Mail = TypeVar("Mail")


def nothing() -> None:
    """What is done meanwhile where there is nothing to do."""


class Handover(Protocol[Mail]):
    """A way out, with a connection that is kept for many mails.

    Composing and sending stand apart, so that the last look at a delivery comes right before its data.
    """

    def open(self) -> None:
        """Connect where there is no connection. Raises what the connection raises."""

    def compose(self, context: MailContext, recipient: Recipient, delivery: Claimed, now: datetime) -> Mail:
        """The mail as `send` takes it; nothing leaves. Raises what `emails.message.mail.compose` raises."""

    def send(
        self,
        mail: Mail,
        meanwhile: Callable[[], Mail | None] = nothing,
        following: Mail | None = None,
        confirm: Callable[[], bool] = always,
    ) -> str:
        """Hand over to one recipient; the provider's own id for the mail, or an empty text.

        `following` is the next mail, where it is composed already. Else `meanwhile` may be called while the
        other side takes this one, and tells it; it raises nothing.
        `confirm` is asked last, where the other side took its time to say that it wants the mail.
        Raises InDoubt where the server may have taken it, and any other error where it has not: CalledBack
        where `confirm` said no, and what that raises.
        """

    def close(self) -> None:
        """Take leave of the server, and raise nothing; the next `open` connects anew."""


class PlainHandover:
    """Each mail built by Django and sent by one of its email backends."""

    def __init__(self, connection: BaseEmailBackend) -> None:
        self.connection = connection

    def open(self) -> None:
        self.connection.open()

    def compose(
        self, context: MailContext, recipient: Recipient, delivery: Claimed, now: datetime
    ) -> PlanMail:
        return compose(context, recipient, now=now, message_id_=delivery.message_id)

    def send(
        self,
        mail: PlanMail,
        meanwhile: Callable[[], PlanMail | None] = nothing,
        following: PlanMail | None = None,
        confirm: Callable[[], bool] = always,
    ) -> str:
        try:
            taken = self.connection.send_messages([mail])
        except Exception as error:
            if isinstance(error, (CalledBack, InDoubt)) or not is_in_doubt(error):
                raise
            raise InDoubt(str(error)) from error
        if not taken:
            raise NothingTaken("The mail server took no mail.")
        # Anymail notes it on the mail; no other backend knows one.
        status = getattr(mail, "anymail_status", None)
        return str(status.message_id or "").strip("<>")[:200] if status else ""

    def close(self) -> None:
        # A server that is gone cannot be taken leave of.
        with suppress(Exception):
            self.connection.close()


class FastHandover(PlainHandover):
    """Over SMTP, where a mail can be written out without Django's help."""

    connection: EmailBackend

    def __init__(self, connection: EmailBackend) -> None:
        super().__init__(connection)
        self._fast_path = FastPath()

    def compose(  # type: ignore[override]
        self, context: MailContext, recipient: Recipient, delivery: Claimed, now: datetime
    ) -> PlanMail | FilledMail:
        return self._fast_path.compose(context, recipient, now=now, message_id_=delivery.message_id)

    def send(
        self,
        mail: PlanMail | FilledMail,
        meanwhile: Callable[[], PlanMail | FilledMail | None] = nothing,
        following: PlanMail | FilledMail | None = None,
        confirm: Callable[[], bool] = always,
    ) -> str:
        self.connection.confirm = confirm
        if isinstance(mail, PlanMail):
            return super().send(mail)
        sender = own_address()

        def envelope_of(other: PlanMail | FilledMail | None) -> Envelope | None:
            return _envelope(sender, other) if isinstance(other, FilledMail) else None

        self.connection.send_bytes(
            _envelope(sender, mail),
            mail.content,
            lambda: envelope_of(meanwhile()),
            following=envelope_of(following),
            has_dots=mail.has_dots,
        )
        return ""


def _envelope(sender: str, mail: FilledMail) -> Envelope:
    return Envelope(sender, mail.recipient, len(mail.content), mail.content.isascii())


def connect() -> BaseEmailBackend:
    """The email backend of the settings; where that is Django's SMTP, ours that knows doubt."""
    backend = _OUR_SMTP if settings.EMAIL_BACKEND == _DJANGO_SMTP else settings.EMAIL_BACKEND
    return get_connection(backend)


def way_out(connection: BaseEmailBackend | None = None) -> PlainHandover:
    """The way that mails go over this connection, or over that of the settings."""
    connection = connection or connect()
    return FastHandover(connection) if type(connection) is EmailBackend else PlainHandover(connection)
