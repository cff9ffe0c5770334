from emails.models.delivery import Delivery, DeliveryEvent
from emails.models.heartbeat import Heartbeat
from emails.models.hold import Hold, HoldNotice
from emails.models.outbox import OutboxMessage
from emails.models.suppression import Suppression

__all__ = ["Delivery", "DeliveryEvent", "Heartbeat", "Hold", "HoldNotice", "OutboxMessage", "Suppression"]
