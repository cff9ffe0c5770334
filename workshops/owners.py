"""Who is meant by a typed owner: a pure look-up among the people of one project."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

_NAME_AND_ADDRESS = re.compile(r"[^<>]*<([^<>]+)>")


@dataclass(frozen=True, slots=True)
class Candidate:
    id: int
    name: str
    email: str


class OwnerBook:
    """Finds a person by address, by `Name <address>`, or by a name that only one of them has."""

    def __init__(self, people: Iterable[Candidate]) -> None:
        self._people = list(people)
        self._by_email = {_key(person.email): person.id for person in self._people}
        self._names = Counter(_key(person.name) for person in self._people)
        self._by_name = {_key(person.name): person.id for person in self._people}

    def find(self, text: str) -> int | None:
        """The person's id, or None where nobody, or more than one, is meant."""
        key = _key(text)
        written = _NAME_AND_ADDRESS.fullmatch(key)
        if found := self._by_email.get(_key(written[1]) if written else key):
            return found
        return self._by_name[key] if self._names[key] == 1 else None

    def suggestions(self) -> list[str]:
        """What to type for each person: the name, with the address where others have the same name."""
        return [
            person.name if self._names[_key(person.name)] == 1 else f"{person.name} <{person.email}>"
            for person in self._people
        ]


def _key(text: str) -> str:
    return " ".join(text.casefold().split())
