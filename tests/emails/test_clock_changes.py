"""The night in which the clocks are changed, and the two days around it, played by ticks."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.emails.scenes import run_tick
from tests.factories.workshops import (
    ParticipantFactory,
    ProjectFactory,
    TouchpointFactory,
    WorkshopFactory,
)
from workshops import services
from workshops.models import Project, Workshop
from workshops.states import Audience, TouchpointKind, TouchpointState

pytestmark = pytest.mark.django_db

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


@dataclass(frozen=True)
class Night:
    """From Saturday to Sunday; all instants are told in UTC, where nothing is changed."""

    zone: str
    # The end of Saturday's workshop. At the same hour of Sunday the clocks are in the gap or in the fold.
    ends_at: datetime
    # What is planned for that hour leaves then.
    thanks_at: datetime
    # 08:00 of Sunday and of Monday, when the second workshop is, at 10:00.
    eves_at: datetime
    reminds_at: datetime

    @property
    def starts_at(self) -> datetime:
        return self.reminds_at + 2 * HOUR

    @property
    def ticks(self) -> list[datetime]:
        """Each second hour and, around what is due, an hour before and after and the last second before."""
        ticks = {self.ends_at + hours * HOUR for hours in range(0, 56, 2)}
        for due in (self.thanks_at, self.eves_at, self.reminds_at):
            ticks |= {due - HOUR, due - SECOND, due, due + HOUR}
        return sorted(ticks)


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    """In the winter of 2026, from its first change to its last."""
    return datetime(2026 if month > 6 else 2027, month, day, hour, minute, tzinfo=UTC)


NIGHTS = [
    # 02:30 in Berlin; on Sunday it comes twice, first in summer time.
    Night("Europe/Berlin", at(10, 24, 0, 30), at(10, 25, 0, 30), at(10, 25, 7), at(10, 26, 7)),
    # 02:30 in Berlin; on Sunday it does not come, and 03:30 stands in for it.
    Night("Europe/Berlin", at(3, 27, 1, 30), at(3, 28, 1, 30), at(3, 28, 6), at(3, 29, 6)),
    # 01:30 in New York; on Sunday it comes twice.
    Night("America/New_York", at(10, 31, 5, 30), at(11, 1, 5, 30), at(11, 1, 13), at(11, 2, 13)),
    # 02:30 in New York; on Sunday it does not come.
    Night("America/New_York", at(3, 13, 7, 30), at(3, 14, 7, 30), at(3, 14, 12), at(3, 15, 12)),
]


def planned(project: Project, night: Night, *, start: datetime, mails: dict[str, dict[str, Any]]) -> Workshop:
    """A scheduled workshop with these mails to one person."""
    workshop = WorkshopFactory(
        project=project, draft=True, start=start, time_zone=night.zone, duration_min=60, duration_max=60
    )
    ParticipantFactory(workshop=workshop, person__name="Ada Quill")
    for position, (subject, values) in enumerate(mails.items()):
        TouchpointFactory(
            workshop=workshop,
            kind=TouchpointKind.OTHER,
            name=subject,
            subject=subject,
            body="Hello",
            position=position,
            audience=Audience.ALL,
            state=TouchpointState.DRAFT,
            opens_at=None,
            closes_at=None,
            expires_at=None,
            **values,
        )
    services.schedule(workshop_id=workshop.pk, by=None, now=night.ends_at - 2 * HOUR)
    return workshop


# What the database keeps is in UTC: there one night is as any other.
@pytest.mark.parametrize(
    "night",
    [NIGHTS[0], *(pytest.param(night, marks=pytest.mark.any_database) for night in NIGHTS[1:])],
    ids=lambda night: f"{night.zone} {night.thanks_at:%b}",
)
def test_each_mail_leaves_once_at_its_hour_of_the_place(mailoutbox, night):
    project = ProjectFactory(time_zone=night.zone, working_days="")
    thanks = {"first_day": 1, "last_day": 1, "is_after": True, "daypart": "after"}
    planned(project, night, start=night.ends_at - HOUR, mails={"Thanks": thanks})
    eve = {"first_day": -1, "last_day": -1, "daypart": "morning"}
    reminder = {"first_day": 0, "last_day": 0, "daypart": "morning"}
    planned(project, night, start=night.starts_at, mails={"Tomorrow": eve, "Today": reminder})

    left: list[tuple[datetime, str]] = []
    for now in night.ticks:
        before = len(mailoutbox)
        run_tick(now=now)
        left += [(now, mail.subject) for mail in mailoutbox[before:]]

    assert left == [(night.thanks_at, "Thanks"), (night.eves_at, "Tomorrow"), (night.reminds_at, "Today")]
