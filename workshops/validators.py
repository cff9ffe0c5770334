"""What a field that ends up in a mail header or a calendar may hold."""

import re
import zoneinfo
from functools import cache

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
CONTROL_IN_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def one_line(value: str) -> None:
    """Refuse line breaks and control characters: they would start a header of their own (RFC 5322, 2.2)."""
    if CONTROL.search(value):
        raise ValidationError("Write it on one line, without control characters.", code="one_line")


def plain_text(value: str) -> None:
    """Refuse control characters and lone surrogates, which no mail can hold; line breaks are fine."""
    if CONTROL_IN_TEXT.search(value):
        raise ValidationError("Remove the control characters from this text.", code="plain_text")


def plain_address(value: str) -> None:
    """One plain address: no display name, list or line break, and no machine's number for a domain."""
    one_line(value)
    if any(char in value for char in ',;<>" []'):
        raise ValidationError("Give one plain address, such as name@example.org.", code="plain_address")
    validate_email(value)


@cache
def time_zones() -> frozenset[str]:
    """Their names in the IANA time zone database: to look them up is a walk through hundreds of files."""
    return frozenset(zoneinfo.available_timezones())


def time_zone(value: str) -> None:
    """A name of the IANA time zone database."""
    if value not in time_zones():
        raise ValidationError("“%(value)s” is no time zone. Example: Europe/Berlin.", params={"value": value})
