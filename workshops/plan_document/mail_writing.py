"""A mail as Markdown that reads back as the same mail, whatever its text holds."""

import re

from .fragments import mail_fields, mail_heading
from .model import EmailSpec, TouchpointSpec
from .parser import parse


def mail_section(touchpoint: TouchpointSpec, level: int = 2) -> str:
    """A mail with its heading and its fields."""
    if touchpoint.email is None:
        return ""
    return f"{'#' * level} {mail_heading(touchpoint)}\n\n{mail_text(touchpoint.email, level)}"


def mail_text(email: EmailSpec, level: int = 2) -> str:
    """A mail's fields and its text."""
    return "\n\n".join(filter(None, (mail_fields(email), body_text(email, level))))


def body_text(email: EmailSpec, level: int = 2) -> str:
    """The mail's text, in a code fence where it would otherwise be read as a section or a field."""
    heading = f"{'#' * min(level, 6)} Mail – Text (T-3)"
    found = parse(f"{heading}\n\n{mail_fields(email)}\n\n{email.body}\n\n# End").touchpoints
    if not email.body or (len(found) == 1 and found[0].email and found[0].email.body == email.body):
        return email.body
    longest = max((len(run) for run in re.findall("~+", email.body)), default=0)
    fence = "~" * max(4, longest + 1)
    return f"{fence}\n{email.body}\n{fence}"
