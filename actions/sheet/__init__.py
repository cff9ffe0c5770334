"""The action log as a table in a file: what a spreadsheet writes in, what it can open without harm out.

Pure: bytes and values in, values and text out.
"""

from actions.sheet.cells import COLUMNS, NOTES_LIMIT, clean_line, clean_text
from actions.sheet.reading import MAX_BYTES, Sheet, SheetError, SheetRow, WrongRow, read
from actions.sheet.writing import write

__all__ = [
    "COLUMNS",
    "MAX_BYTES",
    "NOTES_LIMIT",
    "Sheet",
    "SheetError",
    "SheetRow",
    "WrongRow",
    "clean_line",
    "clean_text",
    "read",
    "write",
]
