"""Cells of a table that a spreadsheet opens: what it would take for a formula is made harmless."""

import re
from typing import Final

# What a spreadsheet takes for the beginning of a formula, the full-width signs of East Asian keyboards
# included. A quote before it belongs to it: else a text that begins with '= would come back without its
# quote.
_FORMULA: Final = re.compile("'*[=+\\-@\t\r\x00＝＋－＠]")


def harmless(text: str) -> str:
    """The text as a cell that no spreadsheet calculates; `original` gives it back."""
    return f"'{text}" if _FORMULA.match(text) else text


def original(cell: str) -> str:
    """The text that `harmless` made the cell from; any other cell is its own text."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
