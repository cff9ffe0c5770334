"""What becomes of the mails of two people who become one."""

from emails.models import Delivery, DeliveryEvent
from emails.services import copies
from emails.states import MAY_HAVE_ARRIVED, DeliveryState
from workshops.models import Person
from workshops.services import merging
from workshops.services.errors import ServiceError

_OF_THE_MAIL = (
    "state",
    "not_before",
    "attempts",
    "doubts",
    "email",
    "message_id",
    "provider_id",
    "sent_at",
    "error",
    "created_at",
)


def nothing_on_the_way(kept: Person, gone: Person) -> None:
    """Raises ServiceError while a mail to one of the two is handed over: the result needs its row."""
    # Under lock, so that no worker claims one meanwhile.
    rows = Delivery.objects.select_for_update(of=("self",)).filter(person__in=[kept, gone])
    if any(state == DeliveryState.CLAIMED for state in rows.values_list("state", flat=True)):
        raise ServiceError("A mail to one of the two is being sent right now. Try again in a minute.")


def one_delivery(kept: Delivery, gone: Delivery) -> None:
    """Of the same mail to both, the one that may have arrived counts; the stories of both are kept, and by
    which ids a provider tells of the other one."""
    before, oldest = kept.state, _oldest_told(kept, gone)
    is_gone_one = kept.state not in MAY_HAVE_ARRIVED and gone.state in MAY_HAVE_ARRIVED
    copies.keep_of_merged(kept if is_gone_one else gone, kept=kept)
    if is_gone_one:
        for name in _OF_THE_MAIL:
            setattr(kept, name, getattr(gone, name))
    kept.sequence = oldest
    kept.save(update_fields=[*_OF_THE_MAIL, "sequence"])
    last = gone.events.order_by("-pk").values_list("at", flat=True).first()
    DeliveryEvent.objects.create(
        delivery=kept,
        at=last or gone.created_at,
        from_state=before,
        to_state=kept.state,
        cause=f"One with the mail to {gone.email or gone.person.email}, as the two people were merged.",
        by="merge",
    )


def _oldest_told(kept: Delivery, gone: Delivery) -> int | None:
    """Who may know an older slot by one of the two mails is told of the change, whatever the other said."""
    told = [row.sequence for row in (kept, gone) if row.state != DeliveryState.BOUNCED]
    return min((sequence for sequence in told if sequence is not None), default=None)


def connect() -> None:
    """Called when the program starts."""
    merging.before(nothing_on_the_way)
    merging.resolve(Delivery, one_delivery)
