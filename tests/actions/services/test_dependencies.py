"""Which action waits for which."""

import itertools
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from actions import services
from actions.models import ActionItem
from tests.actions.services.test_items import NOW
from tests.factories.actions import ActionItemFactory
from tests.factories.workshops import ProjectFactory
from workshops.services.errors import ServiceError

pytestmark = pytest.mark.django_db


def waits(item, *others):
    item.refresh_from_db()
    return services.update_action(
        action_id=item.pk,
        version=item.version,
        values={"depends_on_ids": [other.pk for other in others]},
        by=None,
        now=NOW,
    )


def test_what_an_action_waits_for_is_kept_and_recorded(project):
    first, second, third = (ActionItemFactory(project=project, key=f"A-{n}") for n in (1, 2, 3))

    waits(third, first, second)
    waits(third, second)

    assert list(third.depends_on.all()) == [second]
    assert [event.changes for event in third.history.order_by("pk")] == [
        {"waits for": ["", "A-1, A-2"]},
        {"waits for": ["A-1, A-2", "A-2"]},
    ]


def test_the_same_again_changes_nothing(project):
    first, second = (ActionItemFactory(project=project) for _ in range(2))
    waits(second, first)

    waits(second, first)

    second.refresh_from_db()
    assert (second.version, second.history.count()) == (2, 1)


@pytest.mark.parametrize("length", [2, 3, 6])
def test_a_circle_is_refused_however_long_it_is(project, length):
    items = [ActionItemFactory(project=project, key=f"A-{n}") for n in range(length)]
    for earlier, later in itertools.pairwise(items):
        waits(later, earlier)

    with pytest.raises(ServiceError, match=f"A-{length - 1} waits for A-0 already"):
        waits(items[0], items[-1])

    assert not items[0].depends_on.exists()


def test_neither_itself_nor_an_action_elsewhere_can_be_waited_for(project):
    item = ActionItemFactory(project=project)

    with pytest.raises(ServiceError, match="cannot wait for itself"):
        waits(item, item)
    with pytest.raises(ServiceError, match="Choose actions of this project"):
        waits(item, ActionItemFactory())


@pytest.mark.django_db(transaction=True)
def test_two_who_tie_a_circle_from_both_ends_cannot_both_succeed():
    project = ProjectFactory()
    first, second = (ActionItemFactory(project=project) for _ in range(2))

    def tie(pair: tuple[ActionItem, ActionItem]) -> bool:
        try:
            waits(*pair)
        except ServiceError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(max_workers=2) as pool:
        results = list(pool.map(tie, [(first, second), (second, first)]))

    assert sorted(results) == [False, True]
