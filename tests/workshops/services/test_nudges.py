"""Asking those who have not answered once more."""

from datetime import timedelta

import pytest

from tests.factories.workshops import START, ParticipantFactory, WorkshopFactory
from workshops import services
from workshops.states import PartStat, TouchpointState

NOW = START - timedelta(days=3)


def test_a_nudge_is_due_at_once_and_recorded(manager, project):
    workshop = WorkshopFactory(project=project)
    ParticipantFactory(workshop=workshop)

    touchpoint = services.nudge(workshop_id=workshop.pk, by=manager, now=NOW)

    assert (touchpoint.state, touchpoint.opens_at) == (TouchpointState.PLANNED, NOW)
    assert touchpoint.expires_at == NOW + timedelta(days=1)
    event = workshop.history.get()
    assert (event.kind, event.by, event.detail) == ("reminder to answer", manager, "1 without an answer")


def test_a_second_nudge_within_a_day_is_refused(project):
    workshop = WorkshopFactory(project=project)
    ParticipantFactory(workshop=workshop)
    services.nudge(workshop_id=workshop.pk, by=None, now=NOW)

    with pytest.raises(services.ServiceError, match="within the last day"):
        services.nudge(workshop_id=workshop.pk, by=None, now=NOW + timedelta(hours=23))
    services.nudge(workshop_id=workshop.pk, by=None, now=NOW + timedelta(hours=24))

    assert workshop.touchpoints.count() == 2


def test_a_nudge_ends_when_the_workshop_starts(project):
    workshop = WorkshopFactory(project=project)
    ParticipantFactory(workshop=workshop)

    touchpoint = services.nudge(workshop_id=workshop.pk, by=None, now=START - timedelta(hours=2))

    assert touchpoint.expires_at == START


@pytest.mark.parametrize(
    ("values", "answer", "now", "reason"),
    [
        ({"draft": True}, PartStat.NEEDS_ACTION, NOW, "scheduled workshop"),
        ({"state": "cancelled"}, PartStat.NEEDS_ACTION, NOW, "scheduled workshop"),
        ({}, PartStat.NEEDS_ACTION, START, "has started"),
        ({}, PartStat.DECLINED, NOW, "Everybody has answered"),
    ],
)
def test_nobody_is_nudged_where_no_answer_counts(project, values, answer, now, reason):
    workshop = WorkshopFactory(project=project, **values)
    ParticipantFactory(workshop=workshop, partstat=answer)

    with pytest.raises(services.ServiceError, match=reason):
        services.nudge(workshop_id=workshop.pk, by=None, now=now)

    assert not workshop.touchpoints.exists()
