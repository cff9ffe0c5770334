"""How people are addressed, told from their names as lists have them. Pure."""

from typing import Final

_TITLES: Final = frozenset({"dr", "prof", "mr", "mrs", "ms", "mx", "herr", "frau", "sir"})
# What stands behind a comma without being a first name.
_AFTER_NAME: Final = frozenset({"phd", "ph.d", "mba", "msc", "bsc", "jr", "sr", "md", "esq", "dr", "pmp"})


def first_name(name: str) -> str:
    """“Ada” of “Ada Quill”, of “Quill, Ada” and of “Dr. Ada Quill”; the whole name where it is one word."""
    words = in_speaking_order(name).split()
    given = [word for word in words if word.casefold().rstrip(".") not in _TITLES]
    return next(iter(given or words), name)


def in_speaking_order(name: str) -> str:
    """“Ada Quill” for “Quill, Ada”, as directories write it; any other name as it is."""
    last, comma, first = (part.strip() for part in name.partition(","))
    is_turned = comma and last and first and "," not in first
    is_degree = first.isupper() or first.casefold().rstrip(".") in _AFTER_NAME
    return f"{first} {last}" if is_turned and not is_degree else name
