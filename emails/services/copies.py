"""The copies of a mail that went out before its newest one, and which of them a provider speaks of."""

from contextlib import suppress
from datetime import datetime
from typing import NamedTuple

from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.utils.encoding import punycode

from emails.models import Delivery, EarlierCopy
from emails.models.literals import is_named


class Told(NamedTuple):
    """Of which copy something is told: where that one went to, and whether another took its place."""

    address: str
    is_earlier: bool


def supersede(rows: QuerySet[Delivery], *, now: datetime) -> None:
    """Keep what was handed over of these, as another copy is to be sent; in the caller's transaction."""
    handed_over = rows.filter(sent_at__isnull=False).exclude(email="")
    found = list(handed_over.select_for_update(of=("self",), skip_locked=True))
    if not found:
        return
    EarlierCopy.objects.bulk_create(_copy(row, of=row, superseded_at=now) for row in found)
    # Where the newest goes to, and under which name, is not known before it is handed over.
    Delivery.objects.filter(pk__in=[row.pk for row in found]).update(email="", provider_id="")


def supersede_at_former_address(rows: QuerySet[Delivery], *, now: datetime) -> None:
    """The same for those of these whose person has another address by now.

    To the same address, the second try of a mail in doubt is the same mail: word of either is word of both.
    """
    corrected = rows.annotate(address=Lower("person__email")).exclude(address=Lower("email"))
    supersede(corrected, now=now)


def keep_of_merged(lost: Delivery, *, kept: Delivery) -> None:
    """Keep under `kept` what was handed over of the one whose ids are about to be lost."""
    # Requeued, it has its copies already; a lost worker may have handed it over, and noted nothing.
    was_handed_over = bool(lost.email) if lost.sent_at else lost.sequence is not None
    if was_handed_over:
        _copy(lost, of=kept).save()


def find(bare_id: str) -> Delivery | None:
    """The delivery whose newest copy has this id, without its angle brackets, or else an earlier one; locked
    until the transaction ends."""
    rows = Delivery.objects.select_for_update(of=("self",)).select_related("person", "touchpoint__workshop")
    found: Delivery | None = rows.filter(is_named(bare_id)).order_by("pk").first()
    if found is None:
        earlier = EarlierCopy.objects.filter(is_named(bare_id)).order_by("pk")
        found = rows.filter(pk__in=earlier.values_list("delivery", flat=True)[:1]).first()
    return found


def told_of(
    delivery: Delivery, bare_id: str, *, recipient: str, at: datetime, may_be_hidden: bool = False
) -> Told:
    """Which copy of the delivery that is, by its id, its recipient (empty where none is given) and the time.

    At another address than the newest one's it is an earlier copy, known or not: a worker that was lost may
    have sent it. Where a provider may hide who it is, an address that we never wrote to says nothing.
    """
    newest = delivery.email or delivery.person.email
    copies = list(delivery.earlier_copies.all())
    named = [copy for copy in copies if _has_name(copy, bare_id)]
    addresses = [newest, delivery.person.email, *(copy.email for copy in copies)]
    known = next((own for own in addresses if recipient and _is_same(own, recipient)), "")
    recipient = known if may_be_hidden else known or recipient
    if recipient and not _is_same(recipient, newest):
        return Told(recipient, is_earlier=True)
    if recipient:
        named = [copy for copy in named if _is_same(copy.email, recipient)] or named
    if earlier := _earlier(delivery, bare_id, named, at):
        return Told(recipient or earlier.email, is_earlier=True)
    return Told(newest, is_earlier=False)


def _earlier(delivery: Delivery, bare_id: str, named: list[EarlierCopy], at: datetime) -> EarlierCopy | None:
    """Of the copies with that id the one that had gone out at that time; None where it is the newest."""
    for copy in named:
        if copy.superseded_at is not None and at < copy.superseded_at:
            return copy
    is_newest = _has_name(delivery, bare_id) and delivery.attempts > 0
    return named[-1] if named and not is_newest else None


def _copy(row: Delivery, *, of: Delivery, superseded_at: datetime | None = None) -> EarlierCopy:
    return EarlierCopy(
        delivery=of,
        message_id=row.message_id,
        provider_id=row.provider_id,
        email=row.email or row.person.email,
        sent_at=row.sent_at,
        superseded_at=superseded_at,
    )


def _has_name(row: Delivery | EarlierCopy, bare_id: str) -> bool:
    return bare_id in (row.message_id.strip("<>"), row.provider_id)


def _is_same(one: str, other: str) -> bool:
    return _plain(one) == _plain(other)


def _plain(address: str) -> str:
    """In lower case, and its domain as mail servers write it."""
    local, at, domain = address.lower().rpartition("@")
    with suppress(UnicodeError):
        domain = punycode(domain)
    return f"{local}{at}{domain}"
