"""The cells of the table: their names, their limits, and what they may hold."""

import re
from collections.abc import Callable
from typing import Final

from actions.states import ActionState
from workshops.formula_cells import original
from workshops.validators import CONTROL, CONTROL_IN_TEXT

COLUMNS: Final = ("id", "action", "owner", "due_date", "status", "source", "notes")

# As wide as the columns of the database. Notes have no width there: a page or two is a note, more is
# a document.
NOTES_LIMIT: Final = 20_000
_LIMITS: Final = {"id": 40, "action": 500, "owner": 200, "source": 300}
# Notes, and whatever stands in columns that are not ours, may have lines.
_LINES: Final = frozenset(COLUMNS) - {"notes"}

_SHOWN: Final = 40


def clean_line(text: str) -> str:
    """One line: what was broken over several in its cell is joined by spaces."""
    return " ".join(re.split(r"[ \t\r\n\f\v\x85\u2028\u2029]+", text)).strip()


def clean_text(text: str) -> str:
    """Lines ended as everywhere else, without blank space around the whole."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def checked(column: str, cell: str) -> str:
    """The cell's text, cleaned; ValueError with a sentence where it cannot be kept."""
    is_text = column not in _LINES
    clean: Callable[[str], str] = clean_text if is_text else clean_line
    # Cleaned first, made original after: a quote that protects a formula stands at the very beginning.
    text = original(clean(cell))
    if (CONTROL_IN_TEXT if is_text else CONTROL).search(text):
        raise ValueError(f"The {column} holds control characters or broken letters.")
    limit = _LIMITS.get(column, NOTES_LIMIT)
    if len(text) > limit:
        raise ValueError(f"The {column} has {len(text):,} characters; {limit:,} is the most.")
    return text


def parse_state(text: str) -> str:
    """The state that a word names; ValueError with a sentence for any other word."""
    word = re.sub(r"[\s_]+", "-", text.casefold()).replace("canceled", "cancelled")
    if word not in ActionState.values:
        raise ValueError(f"“{shown(text)}” is no status; use one of {', '.join(ActionState.values)}.")
    return word


def shown(text: str, *, most: int = _SHOWN) -> str:
    """The text fit for a message: short, and without what no page or terminal can show."""
    short = text if len(text) <= most else text[:most] + "…"
    return CONTROL.sub("\ufffd", short)
