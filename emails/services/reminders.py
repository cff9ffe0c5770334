"""One mail a day to those who can mend what is held, and decide about what did not arrive."""

import logging
from datetime import datetime, time, timedelta
from typing import Final

from django.db import transaction

from emails.models import HoldNotice
from emails.notices.digest_rules import ends_at
from emails.selectors.held import is_pressing, unreached_by_workshop, what_waits, workshops_in_trouble
from emails.services.manager_notices import queue_for_managers
from emails.states import NoticeKind
from workshops.models import Workshop

logger = logging.getLogger(__name__)

DAY: Final = timedelta(days=1)
# What is held at midnight can wait for the morning.
FROM_HOUR: Final = time(8)


def plan_reminders(*, now: datetime) -> int:
    """Queue the day's mails to organizer and managers where something is held or late; how many.

    Once a day and workshop, and safe to repeat: `send_notices` sends them, and what they tell is read then.
    """
    planned = 0
    # A day's mails are those of the two days on which it is now somewhere.
    told = set(HoldNotice.objects.filter(on__gte=now.date() - DAY).values_list("workshop_id", "on"))
    unreached = unreached_by_workshop(now)
    for workshop in workshops_in_trouble(unreached, now):
        local = now.astimezone(workshop.zone)
        if (workshop.pk, local.date()) in told or local.time() < FROM_HOUR:
            continue
        try:
            if is_pressing(workshop, what_waits(workshop, unreached.get(workshop.pk, []), now), now):
                planned += _plan(workshop, now)
        except Exception:  # the one broad catch: one workshop's fault must not silence the others
            logger.exception("the managers of workshop %s could not be told", workshop.pk)
    return planned


@transaction.atomic
def _plan(workshop: Workshop, now: datetime) -> int:
    on = now.astimezone(workshop.zone).date()
    _, is_ours = HoldNotice.objects.get_or_create(workshop=workshop, on=on)
    if not is_ours:
        return 0
    return queue_for_managers(
        workshop,
        NoticeKind.HELD,
        key=f"workshop:{workshop.pk}/{on}",
        now=now,
        expires_at=ends_at(now, workshop.zone),
    )
