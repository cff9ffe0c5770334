"""A touchpoint's mail, saved or not, sent to nobody but the manager who writes it."""

import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from django.db import transaction

from emails.message.identity import own_message_id
from emails.message.mail import MailContext, PlanMail, compose, recipients
from emails.message.mailboxes import named_address
from emails.transport.errors import InDoubt
from emails.transport.handover import way_out
from workshops.models import Person, User, Workshop
from workshops.services import ServiceError
from workshops.services.history import record

if TYPE_CHECKING:
    # With the forms of the pages, which a worker has not.
    from emails.drafts import Draft

logger = logging.getLogger(__name__)

MARK: Final = "[Test] "
SENT: Final = "test mail sent"
FAILED: Final = "test mail failed"
# Enough to try a text in several mail programs; a loop of a broken script ends here.
MOST: Final = 10
WITHIN: Final = timedelta(minutes=10)


def send_test(*, draft: "Draft", person: Person, by: User, now: datetime) -> str:
    """Send the mail as `person` would get it to the manager's own address, and return that address.

    Its subject is marked, its links answer for nobody, and it brings no calendar entry. It stands in the
    workshop's history. Raises ServiceError where the text has holes, after too many tests, and where the
    mail server does not take it.
    """
    if not draft.is_whole:
        raise ServiceError("Mend the text first: a test goes out only without holes.")
    try:
        mail = _composed(draft, person, by, now)
    except ValueError as error:
        raise ServiceError(f"This makes no mail yet. {error}") from error
    workshop, detail = draft.facts.workshop, f"{draft.touchpoint.name or 'New touchpoint'}, as {person.name}"
    _claim(workshop, by=by, now=now, detail=detail)
    handover = way_out()
    try:
        handover.open()
        handover.send(mail)
    except InDoubt as error:
        raise ServiceError("The mail server gave no answer: it may have taken the test, or not.") from error
    except Exception as error:  # the one broad catch: whatever a backend raises, the manager is told
        logger.warning("a test mail failed: %s", error)
        record(workshop, FAILED, by=by, now=now, detail=f"{detail}: {error}")
        raise ServiceError(f"The mail server did not take it: {error}") from error
    finally:
        handover.close()
    return by.email


def _composed(draft: "Draft", person: Person, by: User, now: datetime) -> PlanMail:
    context = MailContext(draft.touchpoint, draft.facts)
    recipient = recipients(draft.touchpoint.workshop_id, [person.pk], is_preview=True)[person.pk]
    mail = compose(context, recipient, now=now, message_id_=own_message_id("test", uuid4().hex))
    mail.to = [named_address(by.get_full_name(), by.email)]
    mail.subject = f"{MARK}{mail.subject}"
    # The entry is another person's: in the manager's calendar it would be a second one of the same name.
    mail.alternatives = [part for part in mail.alternatives if part[1] == "text/html"]
    mail.attachments = []
    return mail


@transaction.atomic
def _claim(workshop: Workshop, *, by: User, now: datetime, detail: str) -> None:
    """Write the line of the history that stands for this test, unless there were too many."""
    Workshop.objects.select_for_update(of=("self",)).get(pk=workshop.pk)
    recent = workshop.history.filter(kind=SENT, by=by, at__gt=now - WITHIN).count()
    if recent >= MOST:
        minutes = int(WITHIN / timedelta(minutes=1))
        raise ServiceError(f"That were {MOST} tests in {minutes} minutes. Wait a little.")
    record(workshop, SENT, by=by, now=now, detail=detail)
