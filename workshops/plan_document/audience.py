"""Who a mail's To line means: everyone, who has not declined, who confirmed, or groups by name."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from .gaps import without_gaps
from .inline import strip_emphasis, word_set, words
from .items import is_category
from .model import GroupSpec

# Words that say nothing about which group is meant.
_FILLERS: Final = word_set(
    "the a an of for and or all any both our key core main relevant respective selected other further "
    "involved responsible officer team group department dept member representative rep staff people "
    "colleague function"
)
# Words that many groups share: alone they name none ("Data Owners" are not the "ETL / Data Engineers").
_COMMON: Final = word_set(
    "data business lead engineer manager owner user analyst developer architect admin administrator "
    "expert specialist head director officer product project tech technical stakeholder partner client "
    "customer it"
)
_SHORT_FORMS: Final = {
    "mgr": "manager",
    "mgmt": "management",
    "eng": "engineer",
    "engg": "engineer",
    "dev": "developer",
    "ops": "operation",
    "sec": "security",
    "admin": "administrator",
    "leader": "lead",
    "engineering": "engineer",
}
_LEFT_OPEN: Final = word_set("tbd tba tbc todo xx xxx")
_PARTICIPANTS: Final = r"(?:participants?|attendees?|invitees?|registrants?)"
_BASES: Final = (
    (
        "confirmed",
        re.compile(
            "(?:everyone|everybody|all) who (?:has |have )?(?:accepted|confirmed|registered)"
            "|(?:everyone|everybody|all)(?: who)?(?: is| are|['’]s| s)? (?:coming|attending|joining)"
        ),
    ),
    (
        "not-declined",
        re.compile(
            "(?:everyone|everybody|all) who (?:has |have )?(?:attended|joined|came|participated|took part)"
        ),
    ),
    (
        "confirmed",
        re.compile(rf"(?:all )?(?:the )?(?:confirmed|registered|accepted|enrolled)(?: {_PARTICIPANTS})?"),
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
            "(?: (?:invited|(?:stakeholder )?groups|stakeholders|listed|named|above|below))*"
        ),
    ),
)
# No group's name is longer; what is, is compared as a whole only.
_LONGEST: Final = 200
# No plan addresses more; a file made to be slow is not compared name by name.
MOST_NAMES: Final = 2_000
_WIDTH: Final = ("", "confirmed", "not-declined", "all")
_AND: Final = re.compile(r"\s+and\s+|\s*[&+]\s*", re.I)


@dataclass(frozen=True, slots=True)
class AudienceSpec:
    """What a To line means for a plan's groups; `matches` shows which written name became which group."""

    base: str = ""
    groups: tuple[str, ...] = ()
    unmatched: tuple[str, ...] = ()
    matches: tuple[tuple[str, str], ...] = ()


def parse_audience(to: Iterable[str], groups: "Iterable[str | GroupSpec] | GroupNames") -> AudienceSpec:
    """The audience that these names mean; a name that fits several groups, or none, stays unmatched.

    Where the plan sorts its groups (`Primary: A, B`), a mail to "Primary" means all of that sort.
    """
    return resolve(to, groups if isinstance(groups, GroupNames) else GroupNames(groups))


def resolve(to: Iterable[str], names: "GroupNames") -> AudienceSpec:
    """As `parse_audience`, for group names that are indexed already."""
    base = ""
    matches: list[tuple[str, str]] = []
    unmatched: list[str] = []
    for number, written in enumerate(to):
        if number >= MOST_NAMES:
            unmatched.append(written)
            continue
        if is_nobody(written):
            continue
        for name in _taken_apart(written, names):
            kind = base_of(name)
            if sorted_so := names.of_category(name):
                matches += [(name, group) for group in sorted_so]
                continue
            group = names.match(name) if not kind else None
            base = max(base, kind, key=_WIDTH.index)
            if group is not None:
                matches.append((name, group))
            elif not kind:
                unmatched.append(name)
    return AudienceSpec(
        base,
        tuple(dict.fromkeys(group for _, group in matches)),
        tuple(dict.fromkeys(unmatched)),
        tuple(dict.fromkeys(matches)),
    )


def is_nobody(name: str) -> bool:
    """Whether a To line leaves open whom it means: `<recipients>`, `TBD`, a dash."""
    return set(words(without_gaps(name))) <= _LEFT_OPEN


def base_of(name: str) -> str:
    """`all`, `not-declined` or `confirmed` for words that mean an audience, nothing for a group's name."""
    plain = " ".join(re.findall(r"[\w-]+", strip_emphasis(_without_parentheses(name)).casefold()))
    return next((base for base, pattern in _BASES if pattern.fullmatch(plain)), "")


def _taken_apart(written: str, names: "GroupNames") -> list[str]:
    """`Participants and BI lead` as two names, where the whole is no group's name but a part of it is."""
    if len(written) > _LONGEST:
        return [written]
    parts = [part.strip() for part in _AND.split(written) if part.strip()]
    is_mixed = len(parts) > 1 and any(map(base_of, parts))
    if base_of(written) or (names.match(written) is not None and not is_mixed):
        return [written]
    is_known = len(parts) > 1 and any(base_of(part) or names.match(part) is not None for part in parts)
    return parts if is_known else [written]


@dataclass
class GroupNames:
    """Group names, indexed so that a written name finds its group without trying each of them."""

    groups: Iterable[str | GroupSpec]
    _categories: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    _whole: dict[frozenset[str], set[str]] = field(default_factory=lambda: defaultdict(set))
    _parts: dict[frozenset[str], set[str]] = field(default_factory=lambda: defaultdict(set))
    _words: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _initials: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _exact: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for group in self.groups:
            if isinstance(group, GroupSpec):
                label = group.note.partition(";")[0].strip()
                if is_category(label):
                    self._categories[_plain(label)].append(group.name)
                group = group.name
            self.add(group)

    def of_category(self, name: str) -> list[str]:
        """The groups that the plan sorts under this word; none where a group has it as its own name."""
        plain = _plain(name)
        return [] if plain in self._exact else self._categories.get(plain, [])

    def add(self, group: str) -> None:
        """Make one more group known."""
        self._exact.setdefault(_plain(group), group)
        parts = _parts(group) if len(group) <= _LONGEST else []
        whole = frozenset[str]().union(*parts) if parts else frozenset[str]()
        if not whole:
            return
        self._whole[whole].add(group)
        for word in whole:
            self._words[word].add(group)
        for part in parts:
            self._parts[part].add(group)
        for piece in _pieces(group):
            initials = "".join(word[0] for word in words(piece))
            if len(initials) > 1:
                self._initials[initials].add(group)

    def match(self, name: str) -> str | None:
        """The one group that a written name means, or None where that is not certain."""
        exact = self._exact.get(_plain(name))
        parts = _parts(name) if len(name) <= _LONGEST else []
        if exact is not None or not parts:
            return exact
        whole = frozenset[str]().union(*parts)
        for candidates in (
            self._whole.get(whole),
            self._parts.get(whole),
            self._containing(whole),
            self._initials.get(next(iter(whole))) if len(whole) == 1 else None,
            self._contained(whole),
            self._by_parts(parts),
        ):
            if candidates:
                return next(iter(candidates)) if len(candidates) == 1 else None
        return None

    def _containing(self, whole: frozenset[str]) -> set[str]:
        """The groups whose names hold all the words, at least one of which is not common to many groups."""
        if whole <= _COMMON:
            return set()
        smallest = sorted((self._words.get(word, set()) for word in whole), key=len)
        return set.intersection(*smallest) if smallest else set()

    def _contained(self, whole: frozenset[str]) -> set[str]:
        """The groups whose whole name is the words but for one: `Executive Sponsor` for `Sponsor`."""
        found: set[str] = set()
        if len(whole) > 1:
            for word in whole:
                rest = whole - {word}
                if not rest <= _COMMON:
                    found |= self._whole.get(rest, set())
        return found

    def _by_parts(self, parts: list[frozenset[str]]) -> set[str]:
        if len(parts) < 2:
            return set()
        found: set[str] = set()
        for part in parts:
            found |= self._whole.get(part) or self._parts.get(part) or self._containing(part)
        return found


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _without_parentheses(name: str) -> str:
    return re.sub(r"\([^()]*\)", " ", name)


def _pieces(name: str) -> list[str]:
    return [
        piece
        for piece in re.split(r"/|&|\+|,|\band\b", _without_parentheses(name), flags=re.I)
        if piece.strip()
    ]


def _parts(name: str) -> list[frozenset[str]]:
    parts = [frozenset(map(_stem, words(piece))) - _FILLERS for piece in _pieces(name)]
    return [part for part in parts if part]


def _stem(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        word = word[:-3] + "y"
    elif len(word) > 2 and word.endswith("s") and not word.endswith(("ss", "us", "is", "ops")):
        word = word[:-1]
    return _SHORT_FORMS.get(word, word)
