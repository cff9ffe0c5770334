"""What mails and pages read of the action log."""

from datetime import date

import pytest

from actions.selectors import log as selectors
from tests.factories.actions import ActionItemFactory
from tests.factories.workshops import PersonFactory, StakeholderGroupFactory, WorkshopFactory

pytestmark = pytest.mark.django_db


def test_a_workshops_actions_come_by_their_day_with_their_owners(project, django_assert_num_queries):
    workshop = WorkshopFactory(project=project)
    later = ActionItemFactory(project=project, workshop=workshop, due_on=date(2026, 12, 20))
    undated = ActionItemFactory(
        project=project, workshop=workshop, due_on=None, owner=None, owner_text="BI Lead"
    )
    sooner = ActionItemFactory(project=project, workshop=workshop, due_on=date(2026, 12, 16), state="done")
    ActionItemFactory(project=project)

    with django_assert_num_queries(1):
        found = [(item, item.owner_name) for item in selectors.workshop_actions(workshop)]

    assert found == [(sooner, sooner.owner.name), (later, later.owner.name), (undated, "BI Lead")]


def test_a_persons_open_actions_leave_out_what_is_closed_or_anothers(project):
    ada = PersonFactory(project=project)
    blocked = ActionItemFactory(project=project, owner=ada, state="blocked", due_on=None)
    running = ActionItemFactory(project=project, owner=ada, state="in-progress")
    for state in ("done", "cancelled"):
        ActionItemFactory(project=project, owner=ada, state=state)
    ActionItemFactory(project=project)

    found = list(selectors.actions_of(ada))

    assert found == [running, blocked]


@pytest.fixture
def leads(project):
    group = StakeholderGroupFactory(project=project, name="BI Lead")
    people = [PersonFactory(project=project, name=name) for name in ("Ada", "Ben")]
    group.people.set(people)
    return people


def test_what_a_role_owns_belongs_to_the_people_of_the_group_of_that_name(project, leads):
    ada, ben = leads
    StakeholderGroupFactory(name="BI Lead").people.add(PersonFactory())
    own = ActionItemFactory(project=project, owner=ada, due_on=date(2026, 12, 20))
    of_role = ActionItemFactory(project=project, owner=None, owner_text="bi  lead", due_on=None)
    ActionItemFactory(project=project, owner=None, owner_text="Operations")
    ActionItemFactory(owner=None, owner_text="BI Lead")

    assert (list(selectors.actions_of(ada)), list(selectors.actions_of(ben))) == ([own, of_role], [of_role])
    assert selectors.people_in_roles([own, of_role]) == {(project.pk, "bi lead"): [ada, ben]}


@pytest.mark.parametrize("people", [1, 3])
def test_many_peoples_actions_are_found_at_once(project, leads, people, django_assert_num_queries):
    ada = leads[0]
    others = [PersonFactory(project=project) for _ in range(people)]
    items = [ActionItemFactory(project=project, owner=person) for person in others]
    of_role = ActionItemFactory(project=project, owner=None, owner_text="BI Lead", due_on=None)
    ActionItemFactory(project=project, owner=ada, state="done")

    with django_assert_num_queries(3):
        found = selectors.actions_of_people([ada.pk, *(person.pk for person in others)])

    assert found == {ada.pk: [of_role]} | {
        person.pk: [item] for person, item in zip(others, items, strict=True)
    }


@pytest.mark.parametrize("rows", [1, 3])
def test_roles_are_resolved_in_two_questions(project, leads, rows, django_assert_num_queries):
    items = [ActionItemFactory(project=project, owner=None, owner_text="BI Lead") for _ in range(rows)]

    with django_assert_num_queries(2):
        found = selectors.people_in_roles(items)

    assert found == {(project.pk, "bi lead"): leads}
