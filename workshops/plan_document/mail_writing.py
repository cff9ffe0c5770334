"""A mail as Markdown that reads back as the same mail, whatever its text holds."""

import re

from .fragments import mail_fields, mail_heading
from .model import EmailSpec, TouchpointSpec
from .parser import parse


def mail_section(touchpoint: TouchpointSpec, level: int = 2, *, is_sealed: bool = False) -> str:
    """A mail with its heading and its fields."""
    if touchpoint.email is None:
        return ""
    text = mail_text(touchpoint.email, level, is_sealed=is_sealed)
    return f"{'#' * level} {mail_heading(touchpoint)}\n\n{text}"


def mail_text(email: EmailSpec, level: int = 2, *, is_sealed: bool = False) -> str:
    """A mail's fields and its text."""
    return "\n\n".join(filter(None, (mail_fields(email), body_text(email, level, is_sealed=is_sealed))))


def body_text(email: EmailSpec, level: int = 2, *, is_sealed: bool = False) -> str:
    """The mail's text, in a code fence where it would otherwise be read as a section or a field.

    Sealed, it is in a fence in any case.
    """
    heading = f"{'#' * min(level, 6)} Mail – Text (T-3)"
    found = parse(f"{heading}\n\n{mail_fields(email)}\n\n{email.body}\n\n# End").touchpoints
    reads_back = len(found) == 1 and found[0].email is not None and found[0].email.body == email.body
    if not email.body or (reads_back and not is_sealed):
        return email.body
    longest = max((len(run) for run in re.findall("~+", email.body)), default=0)
    fence = "~" * max(4, longest + 1)
    return f"{fence}\n{email.body}\n{fence}"
