"""A rehearsal is played when somebody asks for it, and kept: looking at it again costs nothing."""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from emails.models import KeptMail, KeptRehearsal
from emails.services.rehearsal import Rehearsal, rehearse
from emails.services.rehearsal_files import html_of
from workshops.models import Workshop

# Each with the whole text of a mail: so many are on their way to the database at once.
_BATCH = 200


def keep_rehearsal(*, workshop_id: int, rsvp: str, now: datetime) -> KeptRehearsal:
    """Play the plan as it is now, and keep what came out in place of the play before.

    Raises RehearsalError for what cannot be played; the play before stays then.
    """
    played = rehearse(workshop_id, rsvp=rsvp)
    with transaction.atomic():
        # One at a time, where two managers play at once.
        Workshop.objects.select_for_update(of=("self",)).get(pk=workshop_id)
        KeptRehearsal.objects.filter(workshop=workshop_id).delete()
        kept = KeptRehearsal.objects.create(
            workshop_id=workshop_id,
            rsvp=rsvp,
            played_at=now,
            held=[asdict(row) for row in played.held],
            skipped=[asdict(row) for row in played.skipped],
        )
        KeptMail.objects.bulk_create(_mails(kept, played), batch_size=_BATCH)
    return kept


def _mails(kept: KeptRehearsal, played: Rehearsal) -> list[KeptMail]:
    return [
        KeptMail(
            rehearsal=kept,
            number=number,
            touchpoint=mail.touchpoint,
            person_id=mail.person_id,
            name=mail.person,
            email=mail.email,
            at=mail.at,
            sender=mail.message.from_email,
            subject=mail.subject,
            text=str(mail.message.body),
            html=html_of(mail),
        )
        for number, mail in enumerate(played.mails)
    ]
