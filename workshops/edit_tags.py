"""Short tags of what an editor shows: two tags differ where somebody changed it in the meantime."""

import hashlib
from collections.abc import Iterable
from typing import Protocol

from workshops.models import Touchpoint


class _Item(Protocol):
    @property
    def title(self) -> str: ...
    @property
    def minutes_min(self) -> int | None: ...
    @property
    def minutes_max(self) -> int | None: ...
    @property
    def presenter(self) -> str: ...


class _PreWork(Protocol):
    @property
    def audience(self) -> str: ...
    @property
    def group_id(self) -> int | None: ...
    @property
    def text(self) -> str: ...


def agenda_tag(items: Iterable[_Item]) -> str:
    """Of the agenda's items in their order."""
    return _tag([(item.title, item.minutes_min, item.minutes_max, item.presenter) for item in items])


def prework_tag(items: Iterable[_PreWork]) -> str:
    """Of the pre-work's items in their order."""
    return _tag([(item.audience, item.group_id, item.text.replace("\r\n", "\n")) for item in items])


def touchpoint_tag(touchpoint: Touchpoint) -> str:
    """Of what a manager writes of a touchpoint: its window, its audience and its words."""
    row = touchpoint
    return _tag(
        [
            (row.name, row.purpose, row.sender, row.subject, row.body.replace("\r\n", "\n")),
            (row.first_day, row.last_day, row.in_working_days, str(row.daypart), row.is_after),
            (row.at_time, row.minutes, str(row.audience)),
            sorted(group.pk for group in row.groups.all()),
            sorted(group.pk for group in row.cc_groups.all()),
        ]
    )


def text_tag(text: str) -> str:
    """Of one text."""
    return _tag(text.replace("\r\n", "\n"))


def _tag(content: object) -> str:
    return hashlib.sha256(repr(content).encode("utf-8", "surrogatepass")).hexdigest()[:20]
