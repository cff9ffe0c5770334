"""Reading addresses as mail programs write them: `Ada Quill <ada@example.org>; bo@example.org`. Pure."""

import re
from typing import Final

_ADDRESS: Final = r"[^\s,;<>\"@]+@[^\s,;<>\"@]+"
# A comma parts two entries behind a bracket, and before an address that stands alone.
_APART: Final = re.compile(rf"([;\n]|(?<=>)[ \t]*,|,(?=[ \t]*{_ADDRESS}[ \t]*(?:[,;\n]|$)))")
_ENTRY: Final = re.compile(
    rf"\"?(?P<name>[^<>\"]*?)\"?\s*<\s*(?P<named>{_ADDRESS})\s*>|(?P<alone>{_ADDRESS})"
)


def addresses_in(text: str) -> list[tuple[int, str, str]] | None:
    """(line, name, address) of each entry; None where the text is anything else than such a list."""
    found = []
    line = 1
    for piece in _APART.split(text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")):
        entry = piece.strip()
        match = _ENTRY.fullmatch(entry)
        if match:
            found.append((line, match["name"] or "", match["named"] or match["alone"]))
        elif entry.strip(",;"):
            return None
        line += piece.count("\n")
    return found or None
