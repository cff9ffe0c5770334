"""Changing, skipping and restoring one touchpoint."""

from datetime import UTC, datetime, time

import pytest
from django.core.exceptions import ValidationError

from tests.factories.workshops import StakeholderGroupFactory, UserFactory
from workshops import services
from workshops.states import Audience, TouchpointKind, TouchpointState


def change(touchpoint, now, groups=(), **values):
    return services.update_touchpoint(
        touchpoint_id=touchpoint.pk, values=values, group_ids=groups, cc_group_ids=(), by=None, now=now
    )


def test_new_window_moves_the_touchpoint_and_its_neighbours(draft, early):
    services.schedule(workshop_id=draft.pk, by=None, now=early)
    agenda = draft.touchpoints.get(kind=TouchpointKind.AGENDA)

    changed = change(agenda, early, first_day=-4, last_day=-3)

    assert changed.opens_at == datetime(2026, 12, 10, 8, 0, tzinfo=UTC)
    assert draft.touchpoints.get(kind=TouchpointKind.SAVE_THE_DATE).expires_at == changed.opens_at
    assert draft.touchpoints.get(kind=TouchpointKind.RSVP_REQUEST).opens_at == changed.opens_at


def test_days_may_be_counted_as_working_days(draft, early):
    services.schedule(workshop_id=draft.pk, by=None, now=early)
    agenda = draft.touchpoints.get(kind=TouchpointKind.AGENDA)

    changed = change(agenda, early, first_day=-3, last_day=-3, in_working_days=True)

    assert changed.opens_at == datetime(2026, 12, 9, 8, 0, tzinfo=UTC)
    assert changed.offset_text == "T-3 working days"


@pytest.mark.parametrize(
    ("values", "opens_at", "offset"),
    [
        ({"at_time": time(16, 30)}, datetime(2026, 12, 11, 15, 30, tzinfo=UTC), "T-3, 16:30"),
        (
            {"first_day": 0, "last_day": 0, "minutes": 90},
            datetime(2026, 12, 14, 7, 30, tzinfo=UTC),
            "T-90min",
        ),
    ],
)
def test_hour_may_be_exact(draft, early, values, opens_at, offset):
    services.schedule(workshop_id=draft.pk, by=None, now=early)
    agenda = draft.touchpoints.get(kind=TouchpointKind.AGENDA)

    changed = change(agenda, early, **values)

    assert (changed.opens_at, changed.offset_text) == (opens_at, offset)


def test_minutes_from_the_workshop_on_another_day_are_refused(draft, early):
    agenda = draft.touchpoints.get(kind=TouchpointKind.AGENDA)

    with pytest.raises(ValidationError, match="Minutes count from the workshop itself"):
        change(agenda, early, minutes=90)


def test_new_window_gets_a_label_of_its_own(draft, early):
    agenda = draft.touchpoints.get(kind=TouchpointKind.AGENDA)
    draft.touchpoints.filter(pk=agenda.pk).update(label="T–3")

    changed = change(agenda, early, first_day=-4, last_day=-4)

    assert changed.offset_text == "T-4"


def test_window_that_ends_before_it_begins_is_refused(draft, early):
    agenda = draft.touchpoints.get(kind=TouchpointKind.AGENDA)

    with pytest.raises(ValidationError):
        change(agenda, early, first_day=-2, last_day=-3)

    agenda.refresh_from_db()
    assert agenda.first_day == -3


def test_new_audience_is_written_as_a_plan_would(draft, early):
    group = StakeholderGroupFactory(project=draft.project, name="BI Lead")
    agenda = draft.touchpoints.get(kind=TouchpointKind.AGENDA)

    changed = change(agenda, early, groups=[group.pk], audience=Audience.NOT_DECLINED)

    assert changed.written_to == {"to": ["Participants", "BI Lead"], "cc": []}


def test_group_of_another_project_is_not_taken(draft, early):
    foreign = StakeholderGroupFactory()
    agenda = draft.touchpoints.get(kind=TouchpointKind.AGENDA)

    changed = change(agenda, early, groups=[foreign.pk])

    assert not changed.groups.exists()


def test_only_what_is_editable_can_be_changed(draft, early):
    agenda = draft.touchpoints.get(kind=TouchpointKind.AGENDA)

    with pytest.raises(ValueError, match="state"):
        change(agenda, early, state=TouchpointState.DONE)


def test_skipped_touchpoint_can_be_restored_as_long_as_it_makes_sense(draft, early):
    services.schedule(workshop_id=draft.pk, by=None, now=early)
    agenda = draft.touchpoints.get(kind=TouchpointKind.AGENDA)
    services.skip_touchpoint(touchpoint_id=agenda.pk, reason="Sent by hand.", by=UserFactory(), now=early)

    restored = services.restore_touchpoint(touchpoint_id=agenda.pk, by=None, now=early)

    assert (restored.state, restored.state_reason) == (TouchpointState.PLANNED, "")


def test_touchpoint_whose_time_is_over_is_not_restored(draft, early):
    services.schedule(workshop_id=draft.pk, by=None, now=early)
    agenda = draft.touchpoints.get(kind=TouchpointKind.AGENDA)
    services.skip_touchpoint(touchpoint_id=agenda.pk, reason="", by=UserFactory(), now=early)

    with pytest.raises(services.ServiceError, match="time is over"):
        services.restore_touchpoint(touchpoint_id=agenda.pk, by=None, now=draft.start)


def test_what_is_skipped_cannot_be_skipped_again(draft, early):
    agenda = draft.touchpoints.get(kind=TouchpointKind.AGENDA)
    services.skip_touchpoint(touchpoint_id=agenda.pk, reason="", by=None, now=early)

    with pytest.raises(services.ServiceError, match="already"):
        services.skip_touchpoint(touchpoint_id=agenda.pk, reason="", by=None, now=early)


def test_finishing_twice_counts_once(draft, early):
    services.schedule(workshop_id=draft.pk, by=None, now=early)
    agenda = draft.touchpoints.get(kind=TouchpointKind.AGENDA)

    first = services.finish_touchpoint(touchpoint_id=agenda.pk, now=early)
    second = services.finish_touchpoint(touchpoint_id=agenda.pk, now=early)

    assert (first, second) == (True, False)
