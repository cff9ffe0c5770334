"""Under which address and ids our mails go out."""

import hashlib
import hmac
from contextlib import suppress
from email.utils import parseaddr
from functools import cache

from django.conf import settings
from django.utils.encoding import punycode


def message_id(touchpoint_id: int, revision: int, person_id: int, *, copy: int = 0) -> str:
    """The same for every try to send the same mail, so that a copy shows as one; it tells nothing.

    What a person asks for once more is a `copy` that is to show.
    """
    again = f"/{copy}" if copy else ""
    return own_message_id("message-id", f"{touchpoint_id}/{revision}/{person_id}{again}")


def own_message_id(purpose: str, key: str) -> str:
    """A Message-ID under our own domain: one a purpose and key."""
    return f"<{_digest(purpose, key)}@{own_domain()}>"


def boundary(message_id_: str) -> str:
    """What stands between the parts of the mail with this id, and in no text: nobody knows the id before."""
    return message_id_.strip("<>").partition("@")[0]


def own_address() -> str:
    """The project's own address, from which everything is sent."""
    return _address_in(settings.DEFAULT_FROM_EMAIL)


@cache
def _address_in(text: str) -> str:
    """Its domain in ASCII, as an envelope and a Message-ID take it."""
    local, at, domain = parseaddr(text)[1].rpartition("@")
    # What is no domain is left for the check of the settings to tell.
    with suppress(UnicodeError):
        domain = punycode(domain)
    return f"{local}{at}{domain}"


def own_domain() -> str:
    return own_address().rpartition("@")[2]


def _digest(purpose: str, value: str) -> str:
    key = _digest_key(f"emails.mail.{purpose}", settings.SECRET_KEY)
    return hmac.digest(key, value.encode(), "sha256").hex()[:32]


@cache
def _digest_key(salt: str, secret: str) -> bytes:
    """As Django's `salted_hmac` makes it, but once for all mails."""
    return hashlib.sha256(f"{salt}{secret}".encode()).digest()
