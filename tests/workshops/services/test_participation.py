"""What participants do on their own page: pre-work ticked, constraints flagged, and the manager's answer."""

import pytest
from django.core.exceptions import ValidationError

from tests.factories.workshops import (
    ConstraintFactory,
    ParticipantFactory,
    PreWorkFactory,
    StakeholderGroupFactory,
    WorkshopFactory,
)
from workshops import services
from workshops.services import PreWorkEntry, ServiceError
from workshops.services.participation import MOST_CONSTRAINTS


@pytest.fixture
def participant(db):
    return ParticipantFactory()


@pytest.fixture
def prework(participant):
    return PreWorkFactory(workshop=participant.workshop)


def ticks_of(participant):
    return list(participant.prework_ticks.values_list("prework__text", flat=True))


def test_pre_work_is_ticked_once_and_taken_back(participant, prework, early):
    for _ in range(2):
        services.tick_prework(participant_id=participant.pk, prework_id=prework.pk, is_done=True, now=early)
    ticked = ticks_of(participant)
    services.tick_prework(participant_id=participant.pk, prework_id=prework.pk, is_done=False, now=early)

    assert ticked == ["Read the overview."]
    assert ticks_of(participant) == []


def test_pre_work_of_another_group_or_workshop_is_not_ticked(participant, early):
    group = StakeholderGroupFactory(project=participant.workshop.project)
    of_others = PreWorkFactory(workshop=participant.workshop, group=group)

    for prework in (of_others, PreWorkFactory()):
        with pytest.raises(ServiceError, match="changed in the meantime"):
            services.tick_prework(
                participant_id=participant.pk, prework_id=prework.pk, is_done=True, now=early
            )

    assert ticks_of(participant) == []


def test_ticks_last_as_long_as_the_words(participant, prework, early):
    services.tick_prework(participant_id=participant.pk, prework_id=prework.pk, is_done=True, now=early)
    moved = [PreWorkEntry("All", None, "List the jobs."), PreWorkEntry("Everyone", None, prework.text)]
    services.save_prework(workshop_id=participant.workshop_id, items=moved, by=None, now=early)
    after_moving = ticks_of(participant)

    reworded = [PreWorkEntry("All", None, "Read the overview and the plan.")]
    services.save_prework(workshop_id=participant.workshop_id, items=reworded, by=None, now=early)

    assert after_moving == ["Read the overview."]
    assert ticks_of(participant) == []
    assert [row.text for row in participant.workshop.prework.all()] == ["Read the overview and the plan."]


def test_words_that_come_back_find_their_ticks_again(participant, prework, early):
    services.tick_prework(participant_id=participant.pk, prework_id=prework.pk, is_done=True, now=early)
    for text in (f"{prework.text} And", "Something else.", f"{prework.text}\n"):
        items = [PreWorkEntry("All", None, text)]
        services.save_prework(workshop_id=participant.workshop_id, items=items, by=None, now=early)

    assert ticks_of(participant) == [f"{prework.text}\n"]
    assert not participant.earlier_ticks.exists()


def test_ticks_of_another_workshop_do_not_come_with_the_same_words(participant, prework, early):
    services.tick_prework(participant_id=participant.pk, prework_id=prework.pk, is_done=True, now=early)
    services.save_prework(workshop_id=participant.workshop_id, items=[], by=None, now=early)
    other = ParticipantFactory(person=participant.person)

    items = [PreWorkEntry("All", None, prework.text)]
    services.save_prework(workshop_id=other.workshop_id, items=items, by=None, now=early)

    assert ticks_of(other) == []
    assert participant.earlier_ticks.count() == 1


def test_constraint_is_flagged_once_and_stands_in_the_history(participant, early):
    for _ in range(2):
        services.flag_constraint(participant_id=participant.pk, text="No deployment in June", now=early)

    constraint = participant.workshop.constraints.get()
    event = participant.workshop.history.get()
    assert (constraint.text, constraint.flagged_by, constraint.at) == (
        "No deployment in June",
        participant.person,
        early,
    )
    assert event.detail == f"{participant.person.name}: No deployment in June"


def test_constraint_of_more_than_a_line_is_refused(participant, early):
    with pytest.raises(ValidationError):
        services.flag_constraint(participant_id=participant.pk, text="One\r\nBcc: two", now=early)

    assert not participant.workshop.constraints.exists()


def test_one_link_cannot_fill_the_register(participant, early):
    ConstraintFactory.create_batch(
        MOST_CONSTRAINTS, workshop=participant.workshop, flagged_by=participant.person
    )

    with pytest.raises(ServiceError, match="talk to the organizer"):
        services.flag_constraint(participant_id=participant.pk, text="One more", now=early)


def test_cancelled_workshop_takes_no_constraint(early, db):
    participant = ParticipantFactory(workshop=WorkshopFactory(state="cancelled"))

    with pytest.raises(ServiceError, match="cancelled"):
        services.flag_constraint(participant_id=participant.pk, text="No room", now=early)
