"""What hangs on a person, found by looking at the models."""

from tests.factories.actions import ActionItemFactory
from tests.factories.workshops import ParticipantFactory, PersonFactory, RiskFactory, WorkshopFactory
from workshops.models import Person
from workshops.relations import Hanging, hanging_on, relations_to


def test_every_room_is_looked_at():
    rooms = {relation.model._meta.app_label for relation in relations_to(Person)}

    assert rooms == {"actions", "emails", "workshops"}


def test_rows_are_counted_a_kind_at_a_time_register_rows_too(project):
    person = PersonFactory(project=project)
    workshop = WorkshopFactory(project=project)
    ParticipantFactory(workshop=workshop, person=person)
    RiskFactory.create_batch(2, workshop=workshop, owner=person)
    ActionItemFactory(project=project, owner=person)

    assert hanging_on(person) == [
        Hanging("1 action", goes_with_it=False),
        Hanging("1 participation with its answer", goes_with_it=True),
        Hanging("2 risks", goes_with_it=False),
    ]
