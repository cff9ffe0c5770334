"""Which people of a project are likely to be one: values in, pairs out."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

SAME_NAME: Final = "Same name"
SAME_MAILBOX: Final = "Same address but for its domain"
TYPING_ERROR: Final = "Addresses that differ by one letter"


@dataclass(frozen=True, slots=True)
class Known:
    """A person, as far as the look of name and address goes."""

    id: int
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two people who may be one, the earlier id first, and why."""

    first: int
    second: int
    reason: str


def likely_pairs(people: Iterable[Known]) -> list[Pair]:
    """Each likely pair once, with its strongest reason, in the order of the names.

    Takes time in proportion to the people: each is compared only with those who share a key with it.
    """
    known = sorted(people, key=lambda person: (_words(person.name), person.id))
    found: dict[tuple[int, int], str] = {}
    for reason, keys in (
        (SAME_NAME, _name_keys),
        (SAME_MAILBOX, _mailbox_keys),
        (TYPING_ERROR, _near_keys),
    ):
        for one, other in _sharing(known, keys):
            if reason == SAME_NAME or _may_be_one(one, other, reason):
                found.setdefault((min(one.id, other.id), max(one.id, other.id)), reason)
    return [Pair(first, second, reason) for (first, second), reason in found.items()]


def _sharing(people: list[Known], keys) -> Iterator[tuple[Known, Known]]:  # type: ignore[no-untyped-def]
    buckets: dict[str, list[Known]] = defaultdict(list)
    for person in people:
        for key in keys(person):
            buckets[key].append(person)
    for bucket in buckets.values():
        for place, one in enumerate(bucket):
            for other in bucket[place + 1 :]:
                yield one, other


def _may_be_one(one: Known, other: Known, reason: str) -> bool:
    if not set(_words(one.name)) & set(_words(other.name)):
        return False
    return reason != TYPING_ERROR or _is_one_letter_off(one.email.casefold(), other.email.casefold())


def _words(name: str) -> tuple[str, ...]:
    """The words of a name without accents and titles, in alphabetical order: `Quill, Ada` is Ada Quill."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(char for char in plain if not unicodedata.combining(char))
    return tuple(sorted(word for word in re.findall(r"\w+", letters) if word not in ("dr", "prof")))


def _name_keys(person: Known) -> set[str]:
    words = _words(person.name)
    # One word alone, a first name, is shared by strangers.
    return {" ".join(words)} if len(words) > 1 else set()


def _mailbox_keys(person: Known) -> set[str]:
    mailbox = person.email.casefold().partition("@")[0].partition("+")[0]
    return {mailbox.replace(".", "").replace("_", "").replace("-", "")}


def _near_keys(person: Known) -> set[str]:
    """The address, whole and without each one of its letters: two that are one letter off share a key."""
    email = person.email.casefold()
    return {email} | {email[:at] + email[at + 1 :] for at in range(len(email))}


def _is_one_letter_off(one: str, other: str) -> bool:
    """One letter more, less, or another one; or two neighbours that changed places."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    start = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    rests = one[start:], other[start:]
    swapped = rests[0][:2] == rests[1][:2][::-1] and rests[0][2:] == rests[1][2:]
    same_length = len(one) == len(other) and rests[0][1:] == rests[1][1:]
    longer, shorter = sorted(rests, key=len, reverse=True)
    return swapped or same_length or (len(longer) != len(shorter) and longer[1:] == shorter)
