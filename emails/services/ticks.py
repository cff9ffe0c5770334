"""One pass of the sending loop."""

from datetime import datetime

from django.conf import settings

from emails.services import heartbeats
from emails.services.dispatch import dispatch_due
from emails.services.invitations import send_invitations
from emails.services.opening import open_deliveries
from emails.services.reminders import remind_managers
from emails.storage import ensure_room


def tick(*, now: datetime) -> None:
    """Say what should have been said by now. Running it twice, or in two places at once, changes nothing.

    Raises StorageFull where there is no room to record what would be sent.
    """
    ensure_room()
    heartbeats.start(now=now)
    open_deliveries(now=now)
    dispatch_due(now=now, limit=settings.EMAILS_BATCH_SIZE)
    send_invitations(now=now)
    remind_managers(now=now)
    heartbeats.finish(now=now)
