"""Whether a mail can be made out to an address, and how it stands in a header. Pure.

What is saved today is checked by `workshops.validators`. Here less is asked: a row may be older than that
check, and what a mail can be made out to, its server may judge.
"""

import re
from email.utils import quote
from typing import Final

from workshops.validators import CONTROL

# What begins another part of a header, or of a calendar's line.
_SIGNS: Final = re.compile(r'[,;:<>()\[\]"\\]')
# Far more than a name: a word that is longer than a mail's line (RFC 5322, 2.1.1) could not be folded.
LONGEST_NAME: Final = 300


class UnusableAddress(ValueError):
    """No mail can be made out to an address; says which one, why, and what to do."""


def address_fault(address: str) -> str:
    """Why no mail can be made out to it; empty where the mail server may judge."""
    if not address.strip():
        return "it is empty"
    if CONTROL.search(address):
        return "it holds a line break or another character that is not shown"
    if re.search(r"\s", address):
        return "it holds a space"
    if found := _SIGNS.search(address):
        return f"it holds the sign {found[0]}"
    local, *domains = address.split("@")
    if len(domains) != 1:
        return "it has no @" if not domains else "it has more than one @"
    if not local or not domains[0]:
        return f"nothing stands {'after' if local else 'before'} its @"
    if not local.isascii():
        letter = next(char for char in local if not char.isascii())
        return f"before its @ stands {letter}, and only plain letters may"
    try:
        domains[0].encode("idna")
    except UnicodeError:
        return "what stands after its @ is no name of a mail server"
    return ""


def named_address(name: str, address: str) -> str:
    """A display name with an address, in quotes as they need be; Django encodes it."""
    shown = " ".join(CONTROL.sub(" ", name).split())[:LONGEST_NAME]
    return f'"{quote(shown)}" <{address}>' if shown else address


def recipient_address(name: str, address: str) -> str:
    """The same, to write to. Raises UnusableAddress."""
    if fault := address_fault(address):
        shown = "".join(char if char.isprintable() else "�" for char in address)
        raise UnusableAddress(
            f"No mail can be made out to the address “{shown}”: {fault}. Correct the address."
        )
    return named_address(name, address)
