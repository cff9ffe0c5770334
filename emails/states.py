"""The states of a delivery, and the only moves between them."""

from typing import Final

from django.db.models import TextChoices

# Who made a move that no person and no provider made.
PROGRAM: Final = "the program"


class DeliveryState(TextChoices):
    QUEUED = "queued", "Queued"
    CLAIMED = "claimed", "Being sent"
    SENT = "sent", "Sent"
    DELIVERED = "delivered", "Delivered"
    BOUNCED = "bounced", "Bounced"
    COMPLAINED = "complained", "Marked as spam"
    RETRY = "retry", "Will be tried again"
    # The connection was lost after the mail had been handed over: the server may have taken it or not.
    UNCERTAIN = "uncertain", "Perhaps sent"
    DEAD = "dead", "Failed"
    EXPIRED = "expired", "Expired"
    CANCELLED = "cancelled", "Cancelled"
    SUPPRESSED = "suppressed", "Address blocked"


class EventKind(TextChoices):
    """What a provider tells about a mail that it took, in its own words."""

    DELIVERED = "delivered", "Delivered"
    BOUNCED = "bounced", "Bounced"
    COMPLAINED = "complained", "Marked as spam"
    # A delay on the provider's side, which goes on trying: it has the mail, and that is all it tells.
    DEFERRED = "deferred", "Delayed"


class SuppressionReason(TextChoices):
    BOUNCED = "bounced", "Mail to it bounced"
    COMPLAINED = "complained", "Its owner marked a mail as spam"


class Rhythm(TextChoices):
    """How often somebody wants to be reminded of what is theirs."""

    AS_DUE = "as-due", "When something is due"
    WEEKLY = "weekly", "Once a week"
    PAUSED = "paused", "Not at all"


class NoticeKind(TextChoices):
    """Mails that belong to no touchpoint."""

    DIGEST = "digest", "What is yours"
    CONSTRAINTS = "constraints", "Constraints flagged"
    HELD = "held", "What waits for a manager"


WAITING: Final = (DeliveryState.QUEUED, DeliveryState.RETRY)
ON_THE_WAY: Final = (*WAITING, DeliveryState.CLAIMED)
# The server took it, and nobody said that it came back.
GONE_OUT: Final = (DeliveryState.SENT, DeliveryState.DELIVERED, DeliveryState.COMPLAINED)
# The person may have read it: who is told of a change.
MAY_HAVE_ARRIVED: Final = (*GONE_OUT, DeliveryState.UNCERTAIN)
# Ended without having been sent; it comes back when it is wanted after all.
ENDED: Final = (DeliveryState.EXPIRED, DeliveryState.CANCELLED)
# The reason of a touchpoint that the program skipped since it was too late; more may follow.
MISSED: Final = "Missed: its time was over before it could be sent."
# Did not arrive, or nobody knows: shown until a person has seen to it.
FOR_A_PERSON: Final = (
    DeliveryState.DEAD,
    DeliveryState.BOUNCED,
    DeliveryState.SUPPRESSED,
    DeliveryState.UNCERTAIN,
    DeliveryState.EXPIRED,
)
# The server does not take it, or it came back: no later try changes that.
FAILED_FOR_GOOD: Final = (DeliveryState.DEAD, DeliveryState.BOUNCED)
# What a manager may have sent once more.
RESENDABLE: Final = (
    DeliveryState.SENT,
    DeliveryState.DELIVERED,
    DeliveryState.BOUNCED,
    DeliveryState.UNCERTAIN,
    DeliveryState.DEAD,
)

_WORD_OF_PROVIDER: Final = (DeliveryState.DELIVERED, DeliveryState.BOUNCED, DeliveryState.COMPLAINED)
_FROM_WAITING: Final = (
    DeliveryState.CLAIMED,
    DeliveryState.EXPIRED,
    DeliveryState.CANCELLED,
    DeliveryState.SUPPRESSED,
    # Perhaps sent once, and now too late for the second try.
    DeliveryState.UNCERTAIN,
    # The provider has the mail of which nobody knew.
    DeliveryState.SENT,
    # A mail that went out and is tried again, as nobody knew: then the provider's word comes.
    *_WORD_OF_PROVIDER,
)
MOVES: Final[dict[str, tuple[str, ...]]] = {
    DeliveryState.QUEUED: _FROM_WAITING,
    DeliveryState.RETRY: _FROM_WAITING,
    DeliveryState.CLAIMED: (
        DeliveryState.SENT,
        DeliveryState.RETRY,
        DeliveryState.UNCERTAIN,
        DeliveryState.DEAD,
        DeliveryState.QUEUED,
        DeliveryState.EXPIRED,
        DeliveryState.CANCELLED,
        DeliveryState.SUPPRESSED,
        # The provider's word may come before the worker has noted that the mail is out.
        *_WORD_OF_PROVIDER,
    ),
    DeliveryState.SENT: (DeliveryState.QUEUED, *_WORD_OF_PROVIDER),
    DeliveryState.UNCERTAIN: (
        DeliveryState.RETRY,
        DeliveryState.QUEUED,
        DeliveryState.SENT,
        *_WORD_OF_PROVIDER,
    ),
    # A mail that was delivered can still come back, and a complaint outweighs both.
    DeliveryState.DELIVERED: (DeliveryState.QUEUED, DeliveryState.BOUNCED, DeliveryState.COMPLAINED),
    DeliveryState.BOUNCED: (DeliveryState.QUEUED, DeliveryState.COMPLAINED),
    DeliveryState.COMPLAINED: (),
    DeliveryState.DEAD: (DeliveryState.QUEUED, *_WORD_OF_PROVIDER),
    # Who comes back into the audience, or whose touchpoint is planned anew, gets it after all.
    DeliveryState.EXPIRED: (DeliveryState.QUEUED, *_WORD_OF_PROVIDER),
    DeliveryState.CANCELLED: (DeliveryState.QUEUED, *_WORD_OF_PROVIDER),
    DeliveryState.SUPPRESSED: (DeliveryState.QUEUED, DeliveryState.EXPIRED),
}
