"""Who a mail's To line means: everyone, who has not declined, who confirmed, or groups by name."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from . import languages
from .gaps import without_gaps
from .group_names import LONGEST_NAME, GroupNames, belongs, has_telling_words
from .inline import strip_emphasis, word_set, words
from .joints import has_clause, split_dash, split_exception, split_joint
from .model import GroupSpec

_LEFT_OPEN: Final = word_set("tbd tba tbc todo xx xxx")
_PARTICIPANTS: Final = r"(?:participants?|attendees?|invitees?|registrants?)"
_EVERYBODY: Final = (
    r"(?:all(?: of)? )?(?:the )?"
    rf"(?:those|people|persons|{_PARTICIPANTS}|everyone|everybody|anyone|anybody|all)"
)
_HAVE: Final = r"(?: who| that)(?: has| have|['’]ve)?"
_THE_INVITATION: Final = (
    r"(?: (?:to )?(?:the|their|your|our|this|an?)? ?"
    r"(?:invitations?|invites?|attendance|participation|places?|seats?|workshop|session|meeting|training))?"
)
_BASES: Final = (
    (
        "confirmed",
        re.compile(
            rf"{_EVERYBODY}{_HAVE} (?:already )?(?:accepted|confirmed|registered|enrolled|signed up|said yes)"
            rf"{_THE_INVITATION}"
            rf"|(?:who|whoever)(?: has| have)? (?:accepted|confirmed|registered){_THE_INVITATION}"
            rf"|{_EVERYBODY}(?: who| that)?(?: is| are| will be|['’]s| s)? (?:coming|attending|joining)"
            rf"{_THE_INVITATION}"
        ),
    ),
    (
        "not-declined",
        re.compile(
            rf"{_EVERYBODY}{_HAVE} (?:attended|joined|came|participated|took part|taken part)"
            rf"(?: (?:in|at|to))?{_THE_INVITATION}"
        ),
    ),
    (
        "confirmed",
        re.compile(
            rf"(?:all )?(?:of )?(?:the )?(?:confirmed|registered|accepted|enrolled)(?: {_PARTICIPANTS})?"
        ),
    ),
    (
        "not-declined",
        re.compile(
            r"(?:all )?(?:of )?(?:the )?(?:workshop |session |invited |training |required |expected )*"
            + _PARTICIPANTS
            + "|(?:all )?(?:the )?invited(?: people)?"
        ),
    ),
    (
        "all",
        re.compile(
            "(?:to )?(?:everyone|everybody|all)"
            "(?:(?: of)?(?: the| these| those)?"
            " (?:invited|involved|(?:stakeholder )?groups|stakeholders|listed|named|above|below))*"
        ),
    ),
)
# Of some of a group only, who answered: no plan's group is called so.
_ANSWERED: Final = re.compile(r"\b(?:confirmed|accepted|declined)\b", re.I)
# No plan addresses more; a file made to be slow is not compared name by name.
MOST_NAMES: Final = 2_000
_WIDTH: Final = ("", "confirmed", "not-declined", "all")


@dataclass(frozen=True, slots=True)
class AudienceSpec:
    """What a To line means for a plan's groups.

    `matches` shows which written name became which group; `without` those that the base does not hold,
    each with the words that say so.
    """

    base: str = ""
    groups: tuple[str, ...] = ()
    unmatched: tuple[str, ...] = ()
    matches: tuple[tuple[str, str], ...] = ()
    without: tuple[tuple[str, str], ...] = ()


def parse_audience(to: Iterable[str], groups: Iterable[str | GroupSpec] | GroupNames) -> AudienceSpec:
    """The audience that these names mean; a name that fits several groups, or none, stays unmatched.

    Where the plan sorts its groups (`Primary: A, B`), a mail to "Primary" means all of that sort.
    """
    return resolve(to, groups if isinstance(groups, GroupNames) else GroupNames(groups))


def resolve(to: Iterable[str], names: GroupNames) -> AudienceSpec:
    """As `parse_audience`, for group names that are indexed already."""
    return _together(
        _of_name(written, names) if number < MOST_NAMES else AudienceSpec(unmatched=(written,))
        for number, written in enumerate(to)
        if number >= MOST_NAMES or not is_nobody(written)
    )


def is_nobody(name: str) -> bool:
    """Whether a To line leaves open whom it means: `<recipients>`, `TBD`, a dash."""
    return set(words(without_gaps(name))) <= _LEFT_OPEN


def base_of(name: str) -> str:
    """`all`, `not-declined` or `confirmed` for words that mean an audience, nothing for a group's name."""
    plain = " ".join(re.findall(r"[\w-]+", strip_emphasis(re.sub(r"\([^()]*\)", " ", name)).casefold()))
    return next((base for base, pattern in (*_BASES, *languages.BASES) if pattern.fullmatch(plain)), "")


def describes_people(name: str) -> bool:
    """Whether the name says which people are meant, and is none that a group could have."""
    return len(name) <= LONGEST_NAME and bool(
        split_exception(name) or has_clause(name) or _ANSWERED.search(name)
    )


def _of_name(name: str, names: GroupNames) -> AudienceSpec:
    """What one name of a To line means, which may be several put together."""
    if len(name) > LONGEST_NAME:
        return _found(name, names.match(name))
    if sorted_so := names.of_category(name):
        return AudienceSpec(groups=tuple(sorted_so), matches=tuple((name, group) for group in sorted_so))
    if group := names.in_full(name):
        return _found(name, group)
    if exception := split_exception(name):
        return _all_but(name, *exception, names)
    base, inner = base_of(name), base_of(_inside(name))
    if base:
        # `Participants (who accepted)` are fewer than the participants.
        is_known = inner or not has_clause(_inside(name))
        return AudienceSpec("confirmed" if inner == "confirmed" else base) if is_known else _found(name, None)
    if has_clause(name) or inner == "confirmed":
        return _found(name, None)
    parts = split_joint(name)
    if len(parts) > 1:
        return _of_parts(name, parts, names)
    listed = split_dash(name)
    sides = [_of_name(side, names) for side in listed] if len(listed) > 1 else []
    if any(side.base for side in sides):
        # `All – Legal` may mean both, or all but one.
        return _found(name, None)
    if sides and not any(side.unmatched for side in sides):
        return _together(sides)
    return _found(parts[0], names.match(parts[0]))


def _found(name: str, group: str | None) -> AudienceSpec:
    if group is None:
        return AudienceSpec(unmatched=(name,))
    return AudienceSpec(groups=(group,), matches=((name, group),))


def _all_but(name: str, everybody: str, but: str, names: GroupNames) -> AudienceSpec:
    """`All except Legal`; unmatched as a whole where it is not certain who is left."""
    base, excepted = base_of(everybody), _of_name(but, names)
    is_certain = base in {"all", "not-declined"} and excepted.groups and not excepted.base
    if not is_certain or excepted.unmatched or excepted.without:
        return _found(name, None)
    return AudienceSpec(base, without=tuple((name, group) for group in excepted.groups))


def _of_parts(name: str, parts: list[str], names: GroupNames) -> AudienceSpec:
    """Names put together: each of them, but for the whole where it is a group's name itself."""
    each = [_of_name(part, names) for part in parts]
    has_base = any(one.base for one in each)
    if not has_base and not all(names.in_full(part) for part in parts):
        means_same = len({one.groups for one in each}) == 1 and len(each[0].groups) == 1
        is_one = all(map(has_telling_words, parts))
        group = (names.in_words(" & ".join(parts)) if is_one else None) or (
            each[0].groups[0] if means_same and not any(one.unmatched for one in each) else None
        )
        if group:
            return _found(name, group)
    # `Data and platform engineers`: the last word belongs to all.
    last = parts[-1].split()[-1]
    for at, part in enumerate(parts[:-1]):
        if each[at].unmatched == (part,) and (shared := names.in_words(f"{part} {last}")):
            each[at] = _found(part, shared)
    is_known = any(one.base or one.groups for one in each)
    # Of `managers of pilots and clerks` the clerks are none that are addressed.
    reaches_on = any(one.unmatched and belongs(part) for one, part in zip(each[:-1], parts, strict=False))
    return _together(each) if is_known and not reaches_on else _found(name, None)


def _together(found: Iterable[AudienceSpec]) -> AudienceSpec:
    each = list(found)
    return AudienceSpec(
        max((one.base for one in each), key=_WIDTH.index, default=""),
        tuple(dict.fromkeys(group for one in each for group in one.groups)),
        tuple(dict.fromkeys(name for one in each for name in one.unmatched)),
        tuple(dict.fromkeys(match for one in each for match in one.matches)),
        tuple(dict.fromkeys(match for one in each for match in one.without)),
    )


def _inside(name: str) -> str:
    """What stands in parentheses."""
    return " ".join(re.findall(r"\(([^()]*)\)", name))
