"""What a touchpoint is, told from its words."""

import re
from typing import Final

from workshops.plan_document import TouchpointSpec
from workshops.plan_document.languages import MAIL_KINDS
from workshops.states import TouchpointKind


def _abroad(kind: str) -> str:
    """The words of German, French and Dutch plans for a mail of this kind."""
    return "".join(f"|{pattern}" for name, pattern in MAIL_KINDS if name == kind)


# What a table's other columns say of a row: `(Audience: everyone invited; Channel: mail)` is no invitation.
_OTHER_COLUMNS: Final = re.compile(r"\s*\([^():;]{1,60}:\s.{0,2000}\)$")
# The first kind whose words stand in the touchpoint's name, purpose or subject; T decides between the halves.
_BEFORE_WORDS: Final = (
    (TouchpointKind.REMINDER, rf"\bremind{_abroad('reminder')}"),
    (TouchpointKind.AGENDA, rf"\bagenda|\bpre-?(?:work|read)|\bpreparation{_abroad('agenda')}"),
    (TouchpointKind.SAVE_THE_DATE, rf"\bsave the date|\bhold the date|\binvit{_abroad('save')}"),
)
_AFTER_WORDS: Final = (
    (
        TouchpointKind.FOLLOW_UP,
        rf"\bfollow[- ]?up|\bopen (\w+ )?(question|point|item)|\bapproval{_abroad('followup')}",
    ),
    (TouchpointKind.RECAP, rf"\brecap|\bsummary|\bminutes\b|\boutcome{_abroad('recap')}"),
)


def touchpoint_kind(spec: TouchpointSpec) -> TouchpointKind:
    """What a touchpoint is, told from its window and its own words: the name first, then the rest."""
    words = _AFTER_WORDS if spec.timing.comes_after else _BEFORE_WORDS
    subject = spec.email.subject if spec.email else ""
    for text in (spec.name, _OTHER_COLUMNS.sub("", spec.purpose), subject):
        for kind, pattern in words:
            if re.search(pattern, text, re.IGNORECASE):
                return kind
    if spec.opens_day == spec.closes_day == 0 and not spec.is_after:
        return TouchpointKind.REMINDER
    return TouchpointKind.OTHER
