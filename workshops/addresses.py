"""Addresses that stand in mails: a worker writes them without having the site's pages in memory.

`reverse` would load each of them, with its forms. The routes are those of `workshops.urls`.
"""

from functools import cache
from typing import Final

from django.urls import get_script_prefix

ANSWER: Final = "p/<str:token>/"
ANSWER_RECAP: Final = "p/<str:token>/recap/"
MINE: Final = "p/<str:token>/mine/"
JOIN: Final = "p/join/<str:token>/"
WORKSHOP: Final = "workshops/<int:pk>/"
RECAP: Final = "workshops/<int:pk>/recap/"
REGISTERS: Final = "workshops/<int:pk>/registers/"
TOUCHPOINT: Final = "touchpoints/<int:pk>/"
MEMBERS: Final = "projects/<int:pk>/members/"
PERSON: Final = "people/<int:pk>/"


def address(route: str, value: int | str) -> str:
    """The path of a route with one value, a key or a token of ours, in it: what `reverse` makes of it."""
    before, after = _around(route)
    return f"{get_script_prefix()}{before}{value}{after}"


@cache
def _around(route: str) -> tuple[str, str]:
    before, _, rest = route.partition("<")
    return before, rest.partition(">")[2]
