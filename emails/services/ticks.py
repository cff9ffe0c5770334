"""One pass of the sending loop."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings

from emails.elapsed import elapsed
from emails.selectors.notices import CONSTRAINTS, NOTICES, ROUNDS, waiting
from emails.services import heartbeats
from emails.services.constraint_notices import plan_constraint_notices
from emails.services.digests import plan_digests
from emails.services.dispatch import dispatch_due
from emails.services.invitations import send_invitations
from emails.services.notices import send_notices
from emails.services.opening import open_deliveries
from emails.services.reminders import plan_reminders
from emails.services.runs import never
from emails.services.sessions import drop_if_lost
from emails.storage import ensure_room


def tick(*, now: datetime, is_stopped: Callable[[], bool] = never) -> bool:
    """Say what should have been said by now. Running it twice, or in two places at once, changes nothing.

    True where mails left: more may wait by now. Ends soon after `is_stopped` says so. Raises StorageFull
    where there is no room to record what would be sent.
    """
    ensure_room()
    begun = elapsed()
    heartbeats.start(now=now)
    open_deliveries(now=now)
    sent = dispatch_due(now=now, limit=settings.EMAILS_BATCH_SIZE, is_stopped=is_stopped)
    # That may have taken long: a lease taken as of its beginning could be over already.
    now += timedelta(seconds=int(elapsed() - begun))
    if not is_stopped():
        # To take leave of a mail server that hangs may outlast the session with the database.
        drop_if_lost()
        send_invitations(now=now)
        drop_if_lost()
        follow_through(now=now, limit=settings.EMAILS_BATCH_SIZE)
        drop_if_lost()
        # After all that may have failed in this pass.
        if plan_reminders(now=now):
            send_notices(now=now, limit=settings.EMAILS_BATCH_SIZE)
    heartbeats.finish(now=now)
    return sent > 0


def follow_through(*, now: datetime, limit: int) -> int:
    """Remind people of what is theirs and tell managers what was flagged; how many mails left.

    Where there is nothing to do, that is one question to the database.
    """
    work = waiting(now)
    planned = 0
    if ROUNDS in work:
        planned += plan_digests(now=now)
    if CONSTRAINTS in work:
        planned += plan_constraint_notices(now=now)
    return send_notices(now=now, limit=limit) if planned or NOTICES in work else 0
