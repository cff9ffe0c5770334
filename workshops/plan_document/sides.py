"""On which side of the workshop a touchpoint of its own day lies, where only its words can tell."""

import re
from dataclasses import replace
from typing import Final

from .languages import AFTER, BEFORE
from .offsets import Window

# Of these the first in a text decides: `Reminder with notes`, `Thank you, and the agenda of the next one`.
_SIDE: Final = re.compile(
    rf"\b(?:(?P<before>remind|nudge|save[\s-]the|hold[\s-]the|invit|agenda|pre-?\s?work|pre-?read|prepare\b|preparation|"
    rf"join(?!ed)|welcome|starts?\b|starting|{BEFORE}|see you|looking forward|last call|logistics|log-?in|"
    rf"dial-?in)"
    rf"|(?P<after>recap|summar|thank|follow(?:ed|ing)?[\s-]?up|(?<!\d\s)(?<!\d[\s-])minutes\b|notes\b|"
    rf"next steps|outcomes?\b|{AFTER}|results?\b|wrap-?up|debrief|feedback|survey|recording|"
    rf"action (?:items|log|list)|decisions? (?:log|made|taken)))",
    re.I,
)


def take_side(window: Window, *texts: str) -> Window:
    """The window on the side that the first telling text puts it on.

    Only a window that does not tell itself asks for the words; where they are silent, its hour decides.
    """
    if window.side_if_silent is None:
        return window
    told = (match["after"] is not None for text in texts if (match := _SIDE.search(text)))
    return replace(window, is_after=next(told, window.side_if_silent))


def tells_side(*texts: str) -> bool:
    """Whether one of the texts puts a window of the workshop's day on a side of it."""
    return any(map(_SIDE.search, texts))
