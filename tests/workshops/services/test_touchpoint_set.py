"""Adding a touchpoint to a plan, and removing one."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from tests.factories.workshops import START, StakeholderGroupFactory
from workshops import services
from workshops.plan_document import parse
from workshops.services import ServiceError
from workshops.states import TouchpointKind, TouchpointState

VALUES = {
    "name": "Second thoughts",
    "first_day": -5,
    "last_day": -4,
    "daypart": "",
    "is_after": False,
    "sender": "Tech Manager",
    "audience": "all",
    "subject": "{{ workshop.title }}: second thoughts",
    "body": "Hi {{ person.first_name }},\n\nwhat did we forget?",
}


def add(workshop, now, groups=(), **values):
    return services.add_touchpoint(
        workshop_id=workshop.pk, values=VALUES | values, group_ids=groups, cc_group_ids=(), by=None, now=now
    )


def names(workshop):
    return list(workshop.touchpoints.of_plan().values_list("name", flat=True))


def test_new_touchpoint_stands_in_its_place_by_its_window(draft, early):
    before = names(draft)

    added = add(draft, early)

    assert names(draft) == [before[0], "Second thoughts", *before[1:]]
    assert (added.state, added.kind) == (TouchpointState.DRAFT, TouchpointKind.OTHER)
    assert added.opens_at == datetime(2026, 12, 9, 8, 0, tzinfo=UTC)
    assert draft.history.first().kind == "touchpoint added"


def test_working_days_tell_its_place_as_the_calendar_days_that_they_are(draft, early):
    """Four working days before the workshop is earlier than five days before it."""
    add(draft, early)

    add(draft, early, name="First thoughts", first_day=-4, last_day=-4, in_working_days=True)

    assert names(draft).index("First thoughts") < names(draft).index("Second thoughts")


def test_first_touchpoint_of_all_comes_first(draft, early):
    add(draft, early, first_day=-30, last_day=-30)

    assert names(draft)[0] == "Second thoughts"


def test_touchpoint_added_to_a_scheduled_workshop_is_planned(draft, early):
    services.schedule(workshop_id=draft.pk, by=None, now=early)

    added = add(draft, early)

    assert added.state == TouchpointState.PLANNED


def test_touchpoint_whose_time_is_over_is_skipped_with_the_reason(draft, early):
    services.schedule(workshop_id=draft.pk, by=None, now=early)

    added = add(draft, START - timedelta(days=1))

    assert added.state == TouchpointState.SKIPPED
    assert "its time was over" in added.state_reason


def test_kind_is_told_by_the_words_as_in_a_document(draft, early):
    added = add(draft, early, name="Second reminder")

    assert added.kind == TouchpointKind.REMINDER


def test_audience_is_written_as_a_plan_would_write_it(draft, early):
    group = StakeholderGroupFactory(project=draft.project, name="Pilots")
    foreign = StakeholderGroupFactory(name="Theirs")

    added = add(draft, early, groups=[group.pk, foreign.pk])

    assert added.written_to == {"to": ["Everyone", "Pilots"], "cc": []}


def test_added_touchpoint_is_in_the_exported_plan(draft, early):
    add(draft, early)

    plan = parse(services.export_plan(workshop=draft))

    found = [
        (each.opens_day, each.closes_day, each.email.to)
        for each in plan.touchpoints
        if each.email and "second thoughts" in each.email.subject
    ]
    assert found == [(-5, -4, ("Everyone",))]


def test_cancelled_workshop_takes_no_touchpoint(draft, early):
    services.schedule(workshop_id=draft.pk, by=None, now=early)
    services.cancel(workshop_id=draft.pk, reason="", by=None, now=early)

    with pytest.raises(ServiceError, match="cancelled"):
        add(draft, early)


def test_window_that_ends_before_it_begins_is_refused(draft, early):
    before = names(draft)

    with pytest.raises(ValidationError):
        add(draft, early, first_day=-1, last_day=-2)

    assert names(draft) == before


def test_state_and_workshop_cannot_be_given(draft, early):
    with pytest.raises(ValueError, match="state"):
        add(draft, early, state="done")


def test_touchpoint_of_a_draft_is_removed_and_its_neighbours_take_over(draft, early):
    agenda = draft.touchpoints.get(kind=TouchpointKind.AGENDA)

    services.remove_touchpoint(touchpoint_id=agenda.pk, by=None, now=early)

    first = draft.touchpoints.get(kind=TouchpointKind.SAVE_THE_DATE)
    assert agenda.name not in names(draft)
    # The invitation makes sense until the next mail opens, which is now the reminder.
    assert first.expires_at == draft.touchpoints.get(kind=TouchpointKind.REMINDER).opens_at
    assert draft.history.first().detail == agenda.name


def test_touchpoint_of_a_scheduled_workshop_stays(draft, early):
    services.schedule(workshop_id=draft.pk, by=None, now=early)
    agenda = draft.touchpoints.get(kind=TouchpointKind.AGENDA)

    with pytest.raises(ServiceError, match="skip"):
        services.remove_touchpoint(touchpoint_id=agenda.pk, by=None, now=early)

    assert agenda.name in names(draft)
