"""Who takes part, and what they answer."""

from datetime import timedelta

import pytest

from tests.factories.workshops import (
    ParticipantFactory,
    PersonFactory,
    StakeholderGroupFactory,
    WorkshopFactory,
    WorkshopGroupFactory,
)
from workshops import services
from workshops.models import Participant
from workshops.states import Attendance, PartStat


def test_enroll_makes_members_of_invited_groups_participants_once(project, early):
    invited = WorkshopGroupFactory(workshop__project=project)
    person = PersonFactory(project=project, groups=[invited.group])

    services.enroll(project_id=project.pk, now=early)
    services.enroll(project_id=project.pk, now=early)

    participants = Participant.objects.filter(workshop=invited.workshop)
    assert [participant.person for participant in participants] == [person]


def test_enroll_takes_the_stronger_attendance_of_two_groups(project, early):
    workshop = WorkshopFactory(project=project)
    optional = WorkshopGroupFactory(workshop=workshop, attendance=Attendance.OPTIONAL)
    required = WorkshopGroupFactory(workshop=workshop)
    PersonFactory(project=project, groups=[optional.group, required.group])

    services.enroll(project_id=project.pk, now=early)

    assert workshop.participants.get().attendance == Attendance.REQUIRED


def test_enroll_leaves_out_groups_that_are_only_informed(project, early):
    informed = WorkshopGroupFactory(workshop__project=project, attendance=Attendance.INFORMED)
    PersonFactory(project=project, groups=[informed.group])

    services.enroll(project_id=project.pk, now=early)

    assert not informed.workshop.participants.exists()


def test_enroll_brings_nobody_back_who_was_removed(project, early):
    invited = WorkshopGroupFactory(workshop__project=project)
    person = PersonFactory(project=project, groups=[invited.group])
    participant = ParticipantFactory(workshop=invited.workshop, person=person)
    services.remove_participant(participant_id=participant.pk, by=None, now=early)

    services.enroll(project_id=project.pk, now=early)

    assert not invited.workshop.participants.active().exists()


def test_enroll_leaves_past_workshops_alone(project, early):
    invited = WorkshopGroupFactory(workshop__project=project, workshop__start=early - timedelta(days=1))
    PersonFactory(project=project, groups=[invited.group])

    services.enroll(project_id=project.pk, now=early)

    assert not invited.workshop.participants.exists()


def test_enroll_fills_a_draft_whose_day_is_past_already(project, early):
    workshop = WorkshopFactory(project=project, draft=True, start=early - timedelta(hours=2))
    invited = WorkshopGroupFactory(workshop=workshop)
    person = PersonFactory(project=project, groups=[invited.group])

    services.enroll(project_id=project.pk, now=early)

    assert [participant.person for participant in workshop.participants.all()] == [person]


def test_new_group_of_a_person_brings_them_into_the_workshop(project, early):
    invited = WorkshopGroupFactory(workshop__project=project)

    services.save_person(
        project_id=project.pk,
        name="Bo Finch",
        email="Bo@Example.org",
        group_ids=[invited.group.pk],
        by=None,
        now=early,
    )

    assert invited.workshop.participants.get().person.email == "bo@example.org"


@pytest.mark.parametrize("partstat", [PartStat.ACCEPTED, PartStat.TENTATIVE, PartStat.DECLINED])
def test_answer_can_be_changed_until_the_start(early, partstat, db):
    participant = ParticipantFactory(partstat=PartStat.ACCEPTED)

    services.answer(participant_id=participant.pk, partstat=partstat, comment="Ten late.", now=early)

    participant.refresh_from_db()
    assert (participant.partstat, participant.comment, participant.answered_at) == (
        partstat,
        "Ten late.",
        early,
    )


def test_answer_is_closed_once_the_workshop_starts(db):
    participant = ParticipantFactory()

    with pytest.raises(services.ServiceError, match="answers are closed"):
        services.answer(
            participant_id=participant.pk,
            partstat=PartStat.ACCEPTED,
            comment="",
            now=participant.workshop.start,
        )


def test_answer_outside_the_list_is_refused(early, db):
    participant = ParticipantFactory(partstat=PartStat.ACCEPTED)

    with pytest.raises(services.ServiceError, match="Choose one"):
        services.answer(participant_id=participant.pk, partstat=PartStat.NEEDS_ACTION, comment="", now=early)


def test_person_of_another_project_cannot_be_added(early, db):
    workshop = WorkshopFactory()
    stranger = PersonFactory()

    with pytest.raises(services.ServiceError, match="of this project"):
        services.add_participant(
            workshop_id=workshop.pk,
            person_id=stranger.pk,
            attendance=Attendance.REQUIRED,
            by=None,
            now=early,
        )


def test_removed_participant_can_be_restored_with_a_new_link(early, db):
    participant = ParticipantFactory()
    key = participant.link_key

    services.remove_participant(participant_id=participant.pk, by=None, now=early)
    services.restore_participant(participant_id=participant.pk, by=None, now=early)

    participant.refresh_from_db()
    assert participant.removed_at is None
    assert participant.link_key != key


def test_group_member_is_enrolled_by_an_import_of_people(project, early):
    group = StakeholderGroupFactory(project=project, name="Data Engineers")
    invited = WorkshopGroupFactory(workshop__project=project, group=group)

    services.import_people(
        project_id=project.pk, text="name,email,groups\nBo,bo@example.org,data  engineers", by=None, now=early
    )

    assert [row.person.name for row in invited.workshop.participants.all()] == ["Bo"]
