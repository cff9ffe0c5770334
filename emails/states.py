"""The states of a delivery, and the only moves between them."""

from django.db.models import TextChoices


class DeliveryState(TextChoices):
    QUEUED = "queued", "Queued"
    CLAIMED = "claimed", "Being sent"
    SENT = "sent", "Sent"
    RETRY = "retry", "Will be tried again"
    DEAD = "dead", "Failed"
    EXPIRED = "expired", "Expired"
    CANCELLED = "cancelled", "Cancelled"


WAITING = (DeliveryState.QUEUED, DeliveryState.RETRY)

MOVES: dict[str, tuple[str, ...]] = {
    DeliveryState.QUEUED: (DeliveryState.CLAIMED, DeliveryState.EXPIRED, DeliveryState.CANCELLED),
    DeliveryState.RETRY: (DeliveryState.CLAIMED, DeliveryState.EXPIRED, DeliveryState.CANCELLED),
    DeliveryState.CLAIMED: (
        DeliveryState.SENT,
        DeliveryState.RETRY,
        DeliveryState.DEAD,
        DeliveryState.QUEUED,
        DeliveryState.EXPIRED,
        DeliveryState.CANCELLED,
    ),
    DeliveryState.SENT: (),
    DeliveryState.DEAD: (DeliveryState.QUEUED,),
    # Who comes back into the audience, or whose touchpoint is planned anew, gets it after all.
    DeliveryState.EXPIRED: (DeliveryState.QUEUED,),
    DeliveryState.CANCELLED: (DeliveryState.QUEUED,),
}
