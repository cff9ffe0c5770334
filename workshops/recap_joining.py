"""Putting one text below another, as a person would who writes lists: values in, a text out."""

import re
from typing import Final

_ITEM: Final = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])\s")
_ROW: Final = re.compile(r"\s*\|")


def joined(above: str, below: str) -> str:
    """Both texts, with an empty line in between unless the one goes on with the other's list or table."""
    above = above.rstrip()
    if not above or not below.strip():
        return above or below
    last, first = above.splitlines()[-1], below.strip("\n").splitlines()[0]
    goes_on = any(mark.match(last) and mark.match(first) for mark in (_ITEM, _ROW))
    return above + ("\n" if goes_on else "\n\n") + below.strip("\n")
