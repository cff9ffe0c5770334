"""Mail kept in the database instead of sent: the local default."""

from collections.abc import Sequence
from email.utils import parseaddr
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from emails.models import Delivery, Notice, OutboxMessage


class OutboxBackend(BaseEmailBackend):
    """Keeps each message as it would have left, beside the delivery or the notice with its Message-ID."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        return len([_keep(message) for message in email_messages if message.recipients()])


def _keep(message: EmailMessage) -> OutboxMessage:
    built: Any = message.message()
    delivery = Delivery.objects.filter(message_id=built["Message-ID"]).order_by("pk").first()
    notice = None if delivery else Notice.objects.filter(message_id=built["Message-ID"]).first()
    return OutboxMessage.objects.create(
        at=timezone.now(),
        delivery=delivery,
        notice=notice,
        recipient=parseaddr(message.recipients()[0])[1][:254],
        subject=message.subject[:998],
        raw=built.as_bytes(linesep="\r\n"),
    )
