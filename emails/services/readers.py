"""How often an address wants to be reminded."""

from collections.abc import Collection
from datetime import datetime

from emails.models import Reader
from emails.states import Rhythm
from workshops.models.people import new_key
from workshops.services.errors import ServiceError


def choose_rhythm(*, email: str, rhythm: str, now: datetime) -> Reader:
    """Keep the choice for the address, whichever of its links it came by. Safe to repeat."""
    if rhythm not in Rhythm.values:
        raise ServiceError("Choose one of the three.")
    reader, _ = Reader.objects.update_or_create(
        email=email.lower(), defaults={"rhythm": rhythm, "rhythm_at": now}
    )
    return reader


def revoke_reader_links(*, emails: Collection[str]) -> int:
    """Every link to choose that these addresses have got stops working; how many addresses."""
    readers = list(Reader.objects.filter(email__in=emails))
    for reader in readers:
        reader.link_key = new_key()
    return Reader.objects.bulk_update(readers, ["link_key"])
