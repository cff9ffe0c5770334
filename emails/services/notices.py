"""Sends the mails that belong to no touchpoint: claimed under a lease, settled one by one, never lost."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any, Final
from uuid import uuid4

from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F

from emails.elapsed import elapsed
from emails.message.identity import own_address
from emails.message.mail import PlanMail
from emails.message.mailboxes import address_fault, named_address, recipient_address
from emails.message.rendering import RenderedMail
from emails.models import Notice, Reader
from emails.notices import constraint_mail, digest_content, digest_mail, held_mail
from emails.reader_links import choice_url, stop_url
from emails.selectors.held import Told, unreached_by_workshop, what_waits
from emails.services.manager_notices import BLOCKED
from emails.services.sessions import drop_if_lost, reconnecting
from emails.states import DeliveryState, NoticeKind, Rhythm
from emails.storage import ensure_room
from emails.transport.errors import InDoubt, describe, is_expected, is_permanent, next_try
from emails.transport.handover import PlainHandover, way_out
from workshops.models import Person

logger = logging.getLogger(__name__)

CHUNK: Final = 50
# Outlasts the slowest answer of a mail server that we wait for (30 s); renewed before each mail.
LEASE: Final = timedelta(minutes=2)
# Perhaps sent: once more with the same Message-ID, so that a copy shows as one; after that it counts as sent.
MOST_DOUBTFUL: Final = 2
LOOK_AGAIN: Final = timedelta(minutes=10)
PAUSED: Final = "The reader wants no reminders."
# How long what a mail tells may be old, where a slow server takes long over those before it.
FRESH: Final = timedelta(seconds=2)
SETTLED: Final = "Everything in it was settled in the meantime."
TOO_LATE: Final = "Its day was over before it could be sent: the next one tells it anew."


@dataclass(frozen=True, slots=True)
class _Ready:
    """A mail to hand over, and the projects that it speaks of."""

    mail: PlanMail
    project_ids: list[int]


@dataclass(frozen=True, slots=True)
class _Not:
    """Not to be sent after all."""

    state: DeliveryState
    reason: str


# Of a mail that could not be written, why.
Prepared = _Ready | _Not | Exception
Write = Callable[[Notice], _Ready | _Not]


@dataclass(slots=True)
class _Run:
    """One pass of one worker, with what it has read for its chunk."""

    handover: PlainHandover
    started_at: datetime
    begun: float = field(default_factory=elapsed)
    prepared: dict[int, Prepared] = field(default_factory=dict)
    sent: int = 0

    @property
    def now(self) -> datetime:
        return self.started_at + timedelta(seconds=elapsed() - self.begun)


def send_notices(*, now: datetime, limit: int, connection: BaseEmailBackend | None = None) -> int:
    """Send up to `limit` of the notices that are due; how many left.

    Raises StorageFull where the disk has no room to record what would be sent.
    """
    run = _Run(way_out(connection), now)
    try:
        while limit > 0:
            claimed = _claim(limit=min(limit, CHUNK), now=run.now)
            if not claimed or not _send_all(claimed, run):
                break
            limit -= len(claimed)
    finally:
        run.handover.close()
    return run.sent


def _claim(*, limit: int, now: datetime) -> list[Notice]:
    """Take what is due; until `not_before`, the lease's end, no other worker gets it."""
    lease = uuid4()
    with transaction.atomic():
        # PostgreSQL skips what another worker is claiming; SQLite has one writer at a time.
        # A kind that newer code made is left to its workers.
        due = Notice.objects.due(now).filter(kind__in=_READERS)
        rows = due.order_by("not_before", "pk").select_for_update(skip_locked=True)
        ids = list(rows.values_list("pk", flat=True)[:limit])
        if not ids:
            return []
        due.filter(pk__in=ids).update(
            state=DeliveryState.CLAIMED, lease=lease, not_before=now + LEASE, attempts=F("attempts") + 1
        )
        return list(Notice.objects.filter(lease=lease).select_related("workshop__project").order_by("pk"))


def _send_all(claimed: list[Notice], run: _Run) -> bool:
    """False where the server cannot be reached: the rest is left for later, not tried in vain."""
    run.prepared = _prepare(claimed, run)
    read_at = run.now
    for number, notice in enumerate(claimed):
        try:
            run.handover.open()
        except Exception as error:
            logger.warning("the mail server could not be reached: %s", error)
            for waiting in claimed[number:]:
                _settle_failed(waiting, error, run.now)
            return False
        if run.now - read_at > FRESH:
            read_at = run.now
            drop_if_lost()
            run.prepared = _prepare(claimed[number:], run)
        _send_one(notice, run)
    return True


def _send_one(notice: Notice, run: _Run) -> None:
    ensure_room()
    prepared = run.prepared[notice.pk]
    if notice.expires_at is not None and notice.expires_at <= run.now:
        prepared = _Not(DeliveryState.EXPIRED, TOO_LATE)
    if isinstance(prepared, _Not):
        _settle(notice, prepared.state, error=prepared.reason)
        return
    if not _renew(notice, run.now):
        return
    try:
        if isinstance(prepared, Exception):
            raise prepared
        provider_id = run.handover.send(prepared.mail)
    except Exception as error:  # the one broad catch: a fault in one mail must not hold the rest
        logger.warning("notice %s failed: %s", notice.pk, error, exc_info=not is_expected(error))
        _settle_failed(notice, error, run.now)
        # After an error nobody knows what the server waits for: the next mail gets a fresh connection.
        run.handover.close()
    else:
        _settle(notice, DeliveryState.SENT, sent_at=run.now, provider_id=provider_id, error="")
        run.sent += 1
        logger.info("notice %s sent", notice.pk)


@reconnecting
def _renew(notice: Notice, now: datetime) -> bool:
    """False when our lease ran out and another worker holds the notice."""
    done: int = _ours(notice).update(not_before=now + LEASE)
    return done == 1


def _settle_failed(notice: Notice, error: Exception, now: datetime) -> None:
    reason = describe(error)
    if isinstance(error, InDoubt):
        doubts = notice.doubts + 1
        state = DeliveryState.UNCERTAIN if doubts >= MOST_DOUBTFUL else DeliveryState.RETRY
        _settle(notice, state, error=reason, doubts=doubts, not_before=now + LOOK_AGAIN)
        return
    again = next_try(notice.attempts, key=notice.message_id, now=now)
    if is_permanent(error):
        _settle(notice, DeliveryState.DEAD, error=reason)
    elif notice.expires_at is not None and again >= notice.expires_at:
        _settle(notice, DeliveryState.EXPIRED, error=f"{TOO_LATE} {reason}"[:500])
    else:
        _settle(notice, DeliveryState.RETRY, error=reason, not_before=again)


def _ours(notice: Notice) -> Any:
    return Notice.objects.filter(pk=notice.pk, lease=notice.lease, state=DeliveryState.CLAIMED)


@reconnecting
def _settle(notice: Notice, state: DeliveryState, **columns: Any) -> bool:
    """False when our lease ran out and another worker holds the notice."""
    done: int = _ours(notice).update(state=state, lease=None, **columns)
    return done == 1


def _prepare(claimed: list[Notice], run: _Run) -> dict[int, Prepared]:
    """The mails of a chunk, read together: a number of queries that grows with the kinds alone, and with the
    workshops in which something is held."""
    found: dict[int, Prepared] = {}
    for kind, read in _READERS.items():
        if rows := [notice for notice in claimed if notice.kind == kind]:
            write = read(rows, run.started_at)
            found |= {notice.pk: _written(write, notice) for notice in rows}
    links = Notice.projects.through
    links.objects.bulk_create(
        [
            links(notice_id=pk, project_id=project_id)
            for pk, prepared in found.items()
            if isinstance(prepared, _Ready)
            for project_id in prepared.project_ids
        ],
        ignore_conflicts=True,
    )
    return found


def _written(write: Write, notice: Notice) -> Prepared:
    try:
        return write(notice)
    except Exception as error:  # a fault in one mail must not hold the rest
        return error


def _digests(rows: list[Notice], now: datetime) -> Write:
    emails = {notice.email for notice in rows}
    contents = digest_content.contents(emails, now=now)
    readers = {reader.email: reader for reader in Reader.objects.filter(email__in=emails)}
    return lambda notice: _digest(notice, contents[notice.email], readers[notice.email], now)


def _digest(notice: Notice, content: digest_content.Content, reader: Reader, now: datetime) -> _Ready | _Not:
    if reader.rhythm == Rhythm.PAUSED:
        return _Not(DeliveryState.CANCELLED, PAUSED)
    if content.is_empty:
        if content.is_suppressed:
            return _Not(DeliveryState.SUPPRESSED, BLOCKED)
        return _Not(DeliveryState.CANCELLED, SETTLED)
    rendered = digest_mail.render_digest(content, choice_url=choice_url(reader, on=notice.on))
    headers = {
        # RFC 8058: the mail program's own button posts; nothing happens when the address is only opened.
        "List-Unsubscribe": f"<{stop_url(reader, on=notice.on)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    mail = _mail(notice, rendered, now, headers=headers, reply_to=_organizers(content))
    return _Ready(mail, [part.project.pk for part in content.parts])


def _organizers(content: digest_content.Content) -> list[Person]:
    """Whom a reply goes to. Of several projects none: it would quote one project's words to another's."""
    if len(content.parts) != 1:
        return []
    found = [workshop.organizer for workshop in content.parts[0].items if workshop and workshop.organizer]
    return list(dict.fromkeys(found))


def _constraints(rows: list[Notice], now: datetime) -> Write:
    told = constraint_mail.told_by({notice.key for notice in rows})

    def write(notice: Notice) -> _Ready | _Not:
        if notice.workshop is None or notice.key not in told:
            return _Not(DeliveryState.CANCELLED, SETTLED)
        rendered = constraint_mail.render_constraints(notice.workshop, told[notice.key])
        return _Ready(_mail(notice, rendered, now), [notice.workshop.project_id])

    return write


def _held(rows: list[Notice], now: datetime) -> Write:
    workshops = {notice.workshop.pk: notice.workshop for notice in rows if notice.workshop}
    unreached = unreached_by_workshop(now)
    told: dict[int, Told] = {
        pk: what_waits(workshop, unreached.get(pk, []), now) for pk, workshop in workshops.items()
    }

    def write(notice: Notice) -> _Ready | _Not:
        if notice.workshop is None or not told[notice.workshop.pk]:
            return _Not(DeliveryState.CANCELLED, SETTLED)
        rendered = held_mail.render_held(notice.workshop, told[notice.workshop.pk], now)
        return _Ready(_mail(notice, rendered, now), [notice.workshop.project_id])

    return write


_READERS: Final[dict[str, Callable[[list[Notice], datetime], Write]]] = {
    NoticeKind.DIGEST: _digests,
    NoticeKind.CONSTRAINTS: _constraints,
    NoticeKind.HELD: _held,
}


def _mail(
    notice: Notice,
    rendered: RenderedMail,
    now: datetime,
    *,
    headers: dict[str, str] | None = None,
    reply_to: list[Person] | None = None,
) -> PlanMail:
    mail = PlanMail(
        subject=rendered.subject,
        body=rendered.text,
        from_email=named_address("CommPlan", own_address()),
        to=[recipient_address(notice.name, notice.email)],
        reply_to=[
            named_address(person.name, person.email)
            for person in reply_to or []
            if not address_fault(person.email)
        ],
        headers={
            "Message-ID": notice.message_id,
            "Date": format_datetime(now),
            # RFC 3834: keeps out-of-office replies from answering.
            "Auto-Submitted": "auto-generated",
            **(headers or {}),
        },
    )
    mail.attach_alternative(rendered.html, "text/html")
    return mail
