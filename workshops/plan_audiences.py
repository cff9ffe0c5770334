"""Whom a plan's touchpoints go to, and which of its groups come: what its words mean for the workshop."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from workshops.plan_document import (
    AudienceSpec,
    EmailSpec,
    GroupNames,
    GroupSpec,
    PlanDocument,
    TouchpointSpec,
    addressed_in,
    parse_audience,
    perhaps_addressed_in,
    says_no,
)
from workshops.states import Attendance, Audience, TouchpointKind
from workshops.touchpoint_kinds import touchpoint_kind

# Where the plan says nothing: who gets the program's own text.
AUDIENCES: Final[Mapping[str, Audience]] = {
    TouchpointKind.SAVE_THE_DATE: Audience.ALL,
    TouchpointKind.AGENDA: Audience.CONFIRMED,
}


def names_before_workshop(plan: PlanDocument, names: GroupNames) -> set[str]:
    """The groups that a mail before the workshop is addressed to."""
    return {
        name
        for touchpoint in plan.touchpoints
        if touchpoint.email and not touchpoint.timing.comes_after
        for name in parse_audience(touchpoint.email.to, names).groups
    }


# Words of a plan for a group that does not come to the workshop.
_INFORMED: Final = (
    r"\b(informed only|only informed|ke(?:pt|ep) informed|to be informed|for information|fyi|"
    r"told afterwards?|recap only|not (?:invited|attending|coming|joining|participating|taking part)|"
    r"(?:do(?:es)? not|do(?:es)?n['’]t|will not|won['’]t) (?:attend|come|join|participate|take part)|"
    r"(?:told|gets?|receives?|informed (?:of|about)) (?:only )?(?:of |about )?(?:the )?"
    r"(?:recap|outcomes?|results?|decisions?|summary))\b"
)
# `**Informed:** Finance`, and the column of that name in a table of who does what.
_INFORMED_SORTS: Final = frozenset({"informed", "inform", "i", "cc", "to inform"})
_OPTIONAL: Final = (
    r"\b(?:as|if) needed\b|\boptional|\bon request\b"
    r"|\b(?:attendance|presence|participation):? (?:is )?not (?:required|mandatory|necessary|needed)\b"
)
# Questions of a plan's table, or of a note: a no to the first leaves the choice.
_ASKS_WHO_MUST: Final = r"\b(?:required|mandatory|obligatory|must)\b"
_ASKS_WHO_COMES: Final = (
    r"\b(?:attend\w*|comes?|coming|join\w*|present|participa\w*|invit\w*|takes? part|in the room)\b"
)
_ALL_GROUPS: Final = r"(?i)\b(?:stakeholders|groups)\b"


def attendance_of(spec: GroupSpec, invited: set[str]) -> Attendance:
    """Who only stands in the To line of a mail after the workshop is told of it, and not asked to come.

    So is a group of which the plan says so, or says no where it asks who comes.
    """
    if spec.is_from_mail and spec.name not in invited:
        return Attendance.INFORMED
    pieces = [piece.rpartition(":") for piece in spec.note.split(";")]
    denied = [label for label, colon, answer in pieces if colon and says_no(answer)]
    kept = [piece for piece in pieces if not (piece[1] and says_no(piece[2]))]
    is_choice = any(_has(_ASKS_WHO_MUST, label) for label in denied)
    stays_away = any(_has(_ASKS_WHO_COMES, label) and not _has(_ASKS_WHO_MUST, label) for label in denied)
    said = f"{spec.name} {';'.join(map(''.join, kept))}"
    sorts = {answer.strip().casefold() for _, _, answer in kept}
    if stays_away or sorts & _INFORMED_SORTS or _has(_INFORMED, said):
        return Attendance.INFORMED
    return Attendance.OPTIONAL if is_choice or _has(_OPTIONAL, said) else Attendance.REQUIRED


def _has(pattern: str, text: str) -> bool:
    return re.search(pattern, text, re.IGNORECASE) is not None


def informed_groups(plan: PlanDocument, names: GroupNames) -> tuple[str, ...]:
    """The groups that do not come, and are only told."""
    invited = names_before_workshop(plan, names)
    return tuple(spec.name for spec in plan.groups if attendance_of(spec, invited) == Attendance.INFORMED)


def audiences_of(
    spec: TouchpointSpec, names: GroupNames, informed: Sequence[str] = ()
) -> tuple[AudienceSpec, AudienceSpec]:
    """Whom To and the copies of a touchpoint mean; where To says nothing its row may, else the plan's usual.

    Each person gets a mail of their own that shows nobody else: Bcc means what Cc does. After the workshop
    "all stakeholders" are those who are only informed, too. Who is named and not found gets nothing, and
    nobody else gets it instead.
    """
    email = spec.email or EmailSpec()
    copied = _spelled_out(parse_audience((*email.cc, *email.bcc), names), names, informed)
    if not email.to and (of_row := audience_of_row(spec, names, informed)):
        return of_row, copied
    audience = parse_audience(email.to, names)
    is_for_all = audience.base == Audience.ALL and any(re.search(_ALL_GROUPS, name) for name in email.to)
    if is_for_all and spec.timing.comes_after:
        more = tuple(name for name in informed if name not in audience.groups)
        audience = replace(audience, groups=(*audience.groups, *more))
    audience = _spelled_out(audience, names, informed)
    if _names_nobody(audience):
        usual = AUDIENCES.get(touchpoint_kind(spec), "") if spec.email is None else copied.base
        audience = replace(audience, base=usual or Audience.NOT_DECLINED)
    return audience, copied


def audience_of_row(
    spec: TouchpointSpec, names: GroupNames, informed: Sequence[str] = ()
) -> AudienceSpec | None:
    """Whom the row of the timeline names; None where it names nobody."""
    found = parse_audience(addressed_in(spec.purpose), names)
    if _names_nobody(found):
        # These words may as well introduce a sentence: only groups that are known make them an audience.
        found = parse_audience(perhaps_addressed_in(spec.purpose), names)
        found = AudienceSpec() if found.unmatched else found
    return None if _names_nobody(found) else _spelled_out(found, names, informed)


def _names_nobody(audience: AudienceSpec) -> bool:
    return not (audience.base or audience.groups or audience.unmatched)


def _spelled_out(audience: AudienceSpec, names: GroupNames, informed: Sequence[str]) -> AudienceSpec:
    """`All except Legal` as the groups that are left of those that come: a touchpoint excepts nobody."""
    if not audience.without:
        return audience
    named = [group for _, group in audience.matches]
    out = {group for _, group in audience.without}.difference(named)
    coming = [group for group in names.known if group not in informed]
    groups = [group for group in dict.fromkeys((*named, *audience.groups, *coming)) if group not in out]
    written = "; ".join(dict.fromkeys(written for written, _ in audience.without))
    left = tuple((written, group) for group in groups if group not in named)
    return AudienceSpec("", tuple(groups), audience.unmatched, (*audience.matches, *left))
