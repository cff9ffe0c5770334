"""Two people become one, and nothing is lost."""

from datetime import timedelta
from typing import Any

import pytest

from tests.factories.workshops import (
    START,
    ApprovalFactory,
    ConstraintFactory,
    OpenQuestionFactory,
    ParticipantFactory,
    PersonFactory,
    PreWorkFactory,
    RiskFactory,
    StakeholderGroupFactory,
    WorkshopFactory,
    WorkshopGroupFactory,
)
from workshops import services
from workshops.models import Person
from workshops.services.merging import merge_people
from workshops.states import PartStat

NOW = START - timedelta(days=5)


@pytest.fixture
def kept(project):
    return PersonFactory(project=project, name="Ada Quill", email="ada@example.org")


@pytest.fixture
def gone(project):
    return PersonFactory(project=project, name="A. Quill", email="quill@example.com")


def merge(kept, gone, **values):
    given = {"name": kept.name, "email": kept.email, "by": None, "now": NOW} | values
    return merge_people(kept_id=kept.pk, gone_id=gone.pk, **given)


def test_rows_of_every_register_move(project, kept, gone):
    workshop = WorkshopFactory(project=project, organizer=gone)
    rows: list[Any] = [
        OpenQuestionFactory(workshop=workshop, owner=gone),
        ApprovalFactory(workshop=workshop, owner=gone),
        RiskFactory(workshop=workshop, owner=gone),
    ]
    constraint = ConstraintFactory(workshop=workshop, flagged_by=gone)

    merge(kept, gone)

    for row in (workshop, constraint, *rows):
        row.refresh_from_db()
    assert [row.owner for row in rows] == [kept, kept, kept]
    assert (workshop.organizer, constraint.flagged_by) == (kept, kept)
    assert not Person.objects.filter(pk=gone.pk).exists()


def test_groups_of_both_are_the_groups_of_one_and_bring_their_invitations(project, kept, gone):
    shared, own = StakeholderGroupFactory.create_batch(2, project=project)
    kept.groups.set([shared])
    gone.groups.set([shared, own])
    invited = WorkshopGroupFactory(workshop__project=project, group=own)

    merge(kept, gone)

    assert set(kept.groups.all()) == {shared, own}
    assert [row.person for row in invited.workshop.participants.all()] == [kept]


def test_name_and_address_of_either_can_stay(kept, gone):
    merged = merge(kept, gone, email=gone.email)

    assert (merged.pk, merged.name, merged.email) == (kept.pk, "Ada Quill", "quill@example.com")


def test_a_third_name_is_refused_and_nothing_moves(kept, gone):
    with pytest.raises(services.ServiceError, match="one of the two"):
        merge(kept, gone, email="third@example.org")

    assert Person.objects.filter(pk=gone.pk).exists()


def test_people_of_two_projects_stay_apart(kept):
    with pytest.raises(services.ServiceError, match="different projects"):
        merge(kept, PersonFactory())


def test_the_same_person_twice_is_refused(kept):
    with pytest.raises(services.ServiceError, match="not there any more"):
        merge(kept, kept)


@pytest.mark.parametrize(
    ("of_kept", "of_gone", "stays"),
    [
        ((PartStat.NEEDS_ACTION, None), (PartStat.ACCEPTED, 2), PartStat.ACCEPTED),
        ((PartStat.ACCEPTED, 1), (PartStat.DECLINED, 2), PartStat.DECLINED),
        ((PartStat.ACCEPTED, 3), (PartStat.DECLINED, 2), PartStat.ACCEPTED),
        ((PartStat.NEEDS_ACTION, None), (PartStat.NEEDS_ACTION, None), PartStat.NEEDS_ACTION),
    ],
)
def test_of_two_answers_the_last_one_counts(project, kept, gone, of_kept, of_gone, stays):
    workshop = WorkshopFactory(project=project)
    for person, (partstat, day) in ((kept, of_kept), (gone, of_gone)):
        answered_at = NOW - timedelta(days=9 - day) if day else None
        ParticipantFactory(
            workshop=workshop, person=person, partstat=partstat, answered_at=answered_at, comment=partstat
        )

    merge(kept, gone)

    participant = workshop.participants.get()
    assert (participant.person, participant.partstat, participant.comment) == (kept, stays, stays)


def test_who_is_required_once_or_invited_once_is_so(project, kept, gone):
    workshop = WorkshopFactory(project=project)
    ParticipantFactory(workshop=workshop, person=kept, attendance="optional", removed_at=NOW)
    ParticipantFactory(workshop=workshop, person=gone, attendance="required")

    merge(kept, gone)

    participant = workshop.participants.get()
    assert (participant.attendance, participant.removed_at) == ("required", None)


def test_link_of_who_takes_part_alone_goes_on_working(project, kept, gone):
    participant = ParticipantFactory(workshop__project=project, person=gone)
    key = participant.link_key

    merge(kept, gone)

    participant.refresh_from_db()
    assert (participant.person, participant.link_key) == (kept, key)


def test_ticks_of_both_are_kept_the_first_of_each(project, kept, gone):
    workshop = WorkshopFactory(project=project)
    both, own = PreWorkFactory.create_batch(2, workshop=workshop)
    first = ParticipantFactory(workshop=workshop, person=kept)
    second = ParticipantFactory(workshop=workshop, person=gone)
    first.prework_ticks.create(prework=both, at=NOW)
    second.prework_ticks.create(prework=both, at=NOW - timedelta(days=1))
    second.prework_ticks.create(prework=own, at=NOW)

    merge(kept, gone)

    ticks = workshop.participants.get().prework_ticks.values_list("prework", "at")
    assert set(ticks) == {(both.pk, NOW - timedelta(days=1)), (own.pk, NOW)}


def test_history_of_each_workshop_tells_of_it(manager, project, kept, gone):
    participant = ParticipantFactory(workshop__project=project, person=gone)

    merge(kept, gone, by=manager)

    event = participant.workshop.history.get()
    assert (event.kind, event.by) == ("people merged", manager)
    assert event.detail == "A. Quill <quill@example.com> into Ada Quill <ada@example.org>"
