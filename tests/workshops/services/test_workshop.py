"""Details, agenda, pre-work and groups."""

import pytest
from django.core.exceptions import ValidationError

from tests.factories.workshops import (
    AgendaItemFactory,
    PersonFactory,
    StakeholderGroupFactory,
    WorkshopFactory,
)
from workshops import services
from workshops.services import AgendaEntry, PreWorkEntry
from workshops.states import Attendance


def test_agenda_is_replaced_in_the_given_order(early, db):
    workshop = WorkshopFactory()
    AgendaItemFactory(workshop=workshop, title="Old")

    services.save_agenda(
        workshop_id=workshop.pk,
        items=[AgendaEntry("Welcome", 5, 10), AgendaEntry("Flows")],
        by=None,
        now=early,
    )

    items = workshop.agenda_items.values_list("title", "minutes_min", "minutes_max")
    assert list(items) == [("Welcome", 5, 10), ("Flows", None, None)]


def test_agenda_with_a_wrong_item_keeps_the_old_one(early, db):
    workshop = WorkshopFactory()
    AgendaItemFactory(workshop=workshop, title="Old")

    with pytest.raises(ValidationError):
        services.save_agenda(
            workshop_id=workshop.pk, items=[AgendaEntry("Welcome", 10, 5)], by=None, now=early
        )

    assert workshop.agenda_items.get().title == "Old"


def test_prework_for_a_foreign_group_is_for_nobody_in_particular(early, db):
    workshop = WorkshopFactory()
    foreign = StakeholderGroupFactory()

    services.save_prework(
        workshop_id=workshop.pk, items=[PreWorkEntry("BI", foreign.pk, "Read.")], by=None, now=early
    )

    assert workshop.prework.get().group is None


def test_details_take_an_organizer_of_the_project_only(early, db):
    workshop = WorkshopFactory()

    with pytest.raises(services.ServiceError, match="organizer"):
        services.update_details(
            workshop_id=workshop.pk,
            title="New",
            code="2a",
            organizer_id=PersonFactory().pk,
            objectives=[],
            preparation=[],
            artifacts=[],
            by=None,
            now=early,
        )

    workshop.refresh_from_db()
    assert workshop.title == "Pipeline Design"


def test_details_are_saved_with_each_artifact_once(early, db):
    workshop = WorkshopFactory()

    services.update_details(
        workshop_id=workshop.pk,
        title="New",
        code="2a",
        organizer_id=None,
        objectives=["One", "Two"],
        preparation=[],
        artifacts=["a.md", "b.md", "a.md"],
        by=None,
        now=early,
    )

    workshop.refresh_from_db()
    assert (workshop.title, workshop.code, workshop.objectives) == ("New", "2a", ["One", "Two"])
    assert [artifact.path for artifact in workshop.artifacts.all()] == ["a.md", "b.md"]


def test_invited_groups_bring_their_members(early, db):
    workshop = WorkshopFactory()
    group = StakeholderGroupFactory(project=workshop.project)
    person = PersonFactory(project=workshop.project, groups=[group])

    services.set_groups(workshop_id=workshop.pk, groups=[(group.pk, Attendance.OPTIONAL)], by=None, now=early)

    participant = workshop.participants.get()
    assert (participant.person, participant.attendance) == (person, Attendance.OPTIONAL)
