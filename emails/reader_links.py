"""Signed links by which an address chooses how often it is reminded: no sign-in, and nothing else in reach.

Bound to the address and to this one purpose; ends 60 days after it was given out, or with a new `link_key`.
"""

from datetime import UTC, date, datetime
from typing import Final

from django.conf import settings
from django.core.signing import Signer

from emails.addresses import READER_CHOICE, READER_STOP
from emails.models import Reader
from workshops.addresses import address
from workshops.links import LIFETIME, unsigned

PURPOSE: Final = "emails.reader"


def reader_token(reader: Reader, *, on: date) -> str:
    return Signer(salt=PURPOSE).sign(f"{reader.pk}.{reader.link_key}.{on.toordinal()}")


def choice_url(reader: Reader, *, on: date) -> str:
    """The page with the choice."""
    return settings.SITE_URL + address(READER_CHOICE, reader_token(reader, on=on))


def stop_url(reader: Reader, *, on: date) -> str:
    """What a mail program's own “unsubscribe” posts to (RFC 8058)."""
    return settings.SITE_URL + address(READER_STOP, reader_token(reader, on=on))


def reader_of(token: str, *, now: datetime) -> Reader | None:
    """Whose choice it is; None for every token that is forged, cut, revoked or past its time."""
    number, key, day = unsigned(token, PURPOSE, parts=3)
    if not number:
        return None
    if now.astimezone(UTC).date() > date.fromordinal(int(day)) + LIFETIME:
        return None
    return Reader.objects.filter(pk=int(number), link_key=key).first()
