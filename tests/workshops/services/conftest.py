"""A whole small plan: five touchpoints of a draft workshop on 14 December 2026, 10:00 in Berlin."""

import pytest

from tests.factories.workshops import ParticipantFactory, TouchpointFactory, WorkshopFactory
from workshops.models import Workshop
from workshops.states import Audience, TouchpointKind, TouchpointState

PLAN = (
    (TouchpointKind.SAVE_THE_DATE, -7, -5, "", False, Audience.ALL),
    (TouchpointKind.AGENDA, -3, -3, "", False, Audience.CONFIRMED),
    (TouchpointKind.REMINDER, 0, 0, "morning", False, Audience.NOT_DECLINED),
    (TouchpointKind.RECAP, 0, 1, "", True, Audience.NOT_DECLINED),
    (TouchpointKind.FOLLOW_UP, 3, 3, "", True, Audience.NOT_DECLINED),
)


@pytest.fixture
def draft(db: None) -> Workshop:
    """Not yet scheduled; one participant."""
    workshop = WorkshopFactory(draft=True)
    for position, (kind, first, last, daypart, is_after, audience) in enumerate(PLAN):
        TouchpointFactory(
            workshop=workshop,
            position=position,
            kind=kind,
            name=kind.label,
            first_day=first,
            last_day=last,
            daypart=daypart,
            is_after=is_after,
            audience=audience,
            state=TouchpointState.DRAFT,
            opens_at=None,
            closes_at=None,
            expires_at=None,
        )
    ParticipantFactory(workshop=workshop)
    return workshop
