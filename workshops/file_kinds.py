"""What a file is that should have been a text, told by its first bytes. Pure."""

from typing import Final

_BEGINNINGS: Final = (
    (b"PK\x03\x04", "a Word or Excel document"),
    (b"\xd0\xcf\x11\xe0", "a Word or Excel document"),
    (b"{\\rtf", "a document with formats"),
    (b"%PDF", "a PDF"),
)


def no_text(data: bytes) -> str:
    """What is wrong with a file that is no text, and what to do; empty for any that may be one."""
    kind = next((kind for beginning, kind in _BEGINNINGS if data.startswith(beginning)), "")
    return (
        f"This is {kind}, not a text. Save it as one first: a plan as Markdown, a list as CSV."
        if kind
        else ""
    )
