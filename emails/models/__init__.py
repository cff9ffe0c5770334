from emails.models.delivery import Claimed, Delivery, DeliveryEvent
from emails.models.earlier_copy import EarlierCopy
from emails.models.heartbeat import Heartbeat
from emails.models.hold import Hold, HoldNotice
from emails.models.notice import AskedDay, DigestRound, Notice, Reader, ToldConstraint
from emails.models.outbox import OutboxMessage
from emails.models.rehearsal import KeptMail, KeptRehearsal
from emails.models.suppression import Suppression

__all__ = [
    "AskedDay",
    "Claimed",
    "Delivery",
    "DeliveryEvent",
    "DigestRound",
    "EarlierCopy",
    "Heartbeat",
    "Hold",
    "HoldNotice",
    "KeptMail",
    "KeptRehearsal",
    "Notice",
    "OutboxMessage",
    "Reader",
    "Suppression",
    "ToldConstraint",
]
