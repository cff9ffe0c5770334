"""What a touchpoint is, told from its words."""

import re
from typing import Final

from workshops.plan_document import TouchpointSpec
from workshops.states import TouchpointKind

# The first kind whose words stand in the touchpoint's name, purpose or subject; T decides between the halves.
_BEFORE_WORDS: Final = (
    (TouchpointKind.REMINDER, r"\bremind"),
    (TouchpointKind.AGENDA, r"\bagenda|\bpre-?work|\bpreparation"),
    (TouchpointKind.SAVE_THE_DATE, r"\bsave the date|\bhold the date|\binvit"),
)
_AFTER_WORDS: Final = (
    (TouchpointKind.FOLLOW_UP, r"\bfollow[- ]?up|\bopen (\w+ )?(question|point|item)|\bapproval"),
    (TouchpointKind.RECAP, r"\brecap|\bsummary|\bminutes\b|\boutcome"),
)


def touchpoint_kind(spec: TouchpointSpec) -> TouchpointKind:
    """What a touchpoint is, told from its window and its own words: the name first, then the rest."""
    words = _AFTER_WORDS if spec.window.comes_after else _BEFORE_WORDS
    subject = spec.email.subject if spec.email else ""
    for text in (spec.name, spec.purpose, subject):
        for kind, pattern in words:
            if re.search(pattern, text, re.IGNORECASE):
                return kind
    if spec.opens_day == spec.closes_day == 0 and not spec.is_after:
        return TouchpointKind.REMINDER
    return TouchpointKind.OTHER
