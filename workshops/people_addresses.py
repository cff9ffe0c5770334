"""Reading addresses as mail programs write them: `Ada Quill <ada@example.org>; bo@example.org`. Pure."""

import re
from typing import Final

from workshops.names import in_speaking_order

_ADDRESS: Final = r"[^\s,;<>\"@]+@[^\s,;<>\"@]+"
# A comma parts two entries behind a bracket, and before an address that stands alone.
_APART: Final = re.compile(rf"([;\n]|(?<=>)[ \t]*,|,(?=[ \t]*{_ADDRESS}[ \t]*(?:[,;\n]|$)))")
_ENTRY: Final = re.compile(
    rf"\"?(?P<name>[^<>\"]*)(?:\"\s*)?<\s*(?P<named>{_ADDRESS})\s*>|(?P<alone>{_ADDRESS})"
)


def addresses_in(text: str) -> list[tuple[int, str, str]] | None:
    """(line, name, address) of each entry; None where the text is anything else than such a list.

    Where brackets show what the list is, an entry that cannot be read is given back as an address.
    """
    found: list[tuple[int, str, str]] = []
    is_sure, is_whole, line = False, True, 1
    for piece in _APART.split(text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")):
        entry = piece.strip().strip(",;").strip()
        match = _ENTRY.fullmatch(entry)
        if match:
            found.append(
                (line, in_speaking_order((match["name"] or "").strip()), match["named"] or match["alone"])
            )
            is_sure = is_sure or bool(match["named"])
        elif entry and not found:
            return None
        elif entry:
            found.append((line, "", entry))
            is_whole = False
        line += piece.count("\n")
    return found if found and (is_whole or is_sure) else None
