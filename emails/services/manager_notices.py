"""The mails of the program's own to those who are responsible for a workshop."""

from datetime import datetime
from typing import Final

from emails.message.identity import own_message_id
from emails.models import Notice
from emails.notices.constraint_mail import blocked
from emails.selectors.notices import responsible_for
from emails.states import DeliveryState, NoticeKind
from workshops.models import Workshop

BLOCKED: Final = "The address is blocked: its mail came back, or was not wanted."


def queue_for_managers(
    workshop: Workshop, kind: NoticeKind, *, key: str, now: datetime, expires_at: datetime | None = None
) -> int:
    """One mail to each address of organizer and managers; how many. The same key again adds nothing.

    The rows are there before the first mail leaves: a worker that is killed costs a copy, and no mail.
    """
    names = responsible_for(workshop)
    suppressed = blocked(workshop.project_id, list(names))
    rows = [
        Notice(
            kind=kind,
            email=email,
            name=name[:200],
            key=key,
            on=now.astimezone(workshop.zone).date(),
            workshop=workshop,
            state=DeliveryState.SUPPRESSED if email in suppressed else DeliveryState.QUEUED,
            error=BLOCKED if email in suppressed else "",
            not_before=now,
            expires_at=expires_at,
            created_at=now,
            message_id=own_message_id(kind, f"{key}/{email}"),
        )
        for email, name in names.items()
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)
