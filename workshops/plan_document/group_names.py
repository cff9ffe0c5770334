"""A plan's groups by their names, found again however a To line writes them."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from .inline import word_set, words
from .items import is_category
from .model import GroupSpec

# Words that say nothing about which group is meant.
_FILLERS: Final = word_set(
    "the a an of for and or all any both our key core main relevant respective selected other further "
    "involved responsible only officer team group department dept member representative rep staff people "
    "colleague function"
)
# Words that many groups share: alone they name none ("Data Owners" are not the "ETL / Data Engineers").
_COMMON: Final = word_set(
    "data business lead engineer manager owner user analyst developer architect admin administrator "
    "expert specialist head director officer product project tech technical stakeholder partner client "
    "customer it"
)
# Beside a group's name these speak of others than the group: "former pilots", "all with Legal".
_OTHERS: Final = word_set(
    "no non not former ex future absent missing accepted confirmed registered enrolled declined "
    "with from by via in on at under without and or plus including bar barring save besides less "
    "sans excluded"
)
# Behind a group's name these are who leads it: "pilot leads".
_LEADERS: Final = word_set("lead leader manager head director owner chief boss supervisor assistant deputy")
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
_BELONGING: Final = re.compile(r"\s(?:of|for|from|in|at|to|under|behind)\s", re.I)
_ARTICLES: Final = word_set("the a an")
# No group's name is longer; what is, is compared as a whole only.
LONGEST_NAME: Final = 200


@dataclass
class GroupNames:
    """Group names, indexed so that a written name finds its group without trying each of them."""

    groups: Iterable[str | GroupSpec]
    _categories: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    _full: dict[frozenset[tuple[str, ...]], set[str]] = field(default_factory=lambda: defaultdict(set))
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

    @property
    def known(self) -> list[str]:
        """All names, in the plan's order."""
        return list(self._exact.values())

    def of_category(self, name: str) -> list[str]:
        """The groups that the plan sorts under this word; none where a group has it as its own name."""
        plain = _plain(name)
        return [] if plain in self._exact else self._categories.get(plain, [])

    def add(self, group: str) -> None:
        """Make one more group known."""
        self._exact.setdefault(_plain(group), group)
        parts = _parts(group) if len(group) <= LONGEST_NAME else []
        whole = frozenset[str]().union(*parts) if parts else frozenset[str]()
        if not whole:
            return
        self._full[_all_words(group)].add(group)
        self._whole[whole].add(group)
        for word in whole:
            self._words[word].add(group)
        for part in parts:
            self._parts[part].add(group)
        for piece in _pieces(group):
            initials = "".join(word[0] for word in words(piece))
            if len(initials) > 1:
                self._initials[initials].add(group)

    def in_full(self, name: str) -> str | None:
        """The one group that has all of a written name for its own, remarks in parentheses and all."""
        exact = self._exact.get(_plain(name))
        if exact is not None or len(name) > LONGEST_NAME:
            return exact
        return _only(self._full.get(_all_words(name), ()))

    def in_words(self, name: str) -> str | None:
        """The one group whose name has the same words that tell, in whatever order."""
        parts = _parts(name) if len(name) <= LONGEST_NAME else []
        whole = frozenset[str]().union(*parts)
        return _only(self._whole.get(whole) or self._parts.get(whole) or ())

    def match(self, name: str) -> str | None:
        """The one group that a written name means, or None where that is not certain."""
        exact = self._exact.get(_plain(name))
        parts = _parts(name) if len(name) <= LONGEST_NAME else []
        if exact is not None or not parts:
            return exact
        whole = frozenset[str]().union(*parts)
        for candidates in (
            self._whole.get(whole),
            self._parts.get(whole),
            self._containing(whole),
            self._initials.get(next(iter(whole))) if len(whole) == 1 else None,
            self._contained(name, whole),
        ):
            if candidates:
                return _only(candidates)
        return None

    def _containing(self, whole: frozenset[str]) -> set[str]:
        """The groups whose names hold all the words, at least one of which is not common to many groups."""
        if whole <= _COMMON:
            return set()
        smallest = sorted((self._words.get(word, set()) for word in whole), key=len)
        return set.intersection(*smallest) if smallest else set()

    def _contained(self, name: str, whole: frozenset[str]) -> set[str]:
        """The groups whose whole name is the words but for one: `Executive Sponsor` for `Sponsor`."""
        found: set[str] = set()
        told = [word for word in _stems(_without_parentheses(name)) if word in whole]
        if len(whole) > 1:
            for word in whole - _OTHERS:
                rest = whole - {word}
                # Of `Harbour office – Pilots` the last word is a group of its own.
                is_other = self._whole.get(frozenset({word}), set()) - self._whole.get(rest, set())
                if not rest <= _COMMON and not is_other and not _leads(word, name, told):
                    found |= self._whole.get(rest, set())
        return found


def belongs(name: str) -> bool:
    """Whether the name says whose somebody is: `managers of the pilots`."""
    return bool(_BELONGING.search(_without_parentheses(name)))


def has_telling_words(name: str) -> bool:
    """Whether anything in the name tells which group is meant: nothing does in `the team`."""
    return bool(_parts(name))


def _leads(word: str, name: str, told: list[str]) -> bool:
    """Whether the word names others, whose the group is: `managers of the pilots`, `pilot leads`."""
    before = _BELONGING.split(_without_parentheses(name), maxsplit=1)
    return (len(before) > 1 and word in _stems(before[0])) or (told[-1:] == [word] and word in _LEADERS)


def _only(candidates: Iterable[str]) -> str | None:
    found = list(candidates)
    return found[0] if len(found) == 1 else None


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _without_parentheses(name: str) -> str:
    return re.sub(r"\([^()]*\)", " ", name)


def _pieces(name: str) -> list[str]:
    return _cut(_without_parentheses(name))


def _cut(name: str) -> list[str]:
    return [piece for piece in re.split(r"/|&|\+|,|\band\b", name, flags=re.I) if piece.strip()]


def _all_words(name: str) -> frozenset[tuple[str, ...]]:
    found = (tuple(word for word in _stems(piece) if word not in _ARTICLES) for piece in _cut(name))
    return frozenset(filter(None, found))


def _parts(name: str) -> list[frozenset[str]]:
    parts = [frozenset(_stems(piece)) - _FILLERS for piece in _pieces(name)]
    return [part for part in parts if part]


def _stems(text: str) -> list[str]:
    return [_stem(word) for word in words(text)]


def _stem(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        word = word[:-3] + "y"
    elif len(word) > 2 and word.endswith("s") and not word.endswith(("ss", "us", "is", "ops")):
        word = word[:-1]
    return _SHORT_FORMS.get(word, word)
