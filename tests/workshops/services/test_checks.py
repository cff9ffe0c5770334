from datetime import UTC, datetime, timedelta

import pytest

from tests.factories.workshops import PlanCheckPointFactory, UserFactory
from workshops import services

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def point(db):
    return PlanCheckPointFactory(name="The tone is friendly")


def history(point):
    return list(point.workshop.history.values_list("kind", "detail", "by_id"))


def test_tick_keeps_who_and_when(point):
    user = UserFactory()

    services.tick_point(point_id=point.pk, is_ticked=True, by=user, now=NOW)

    point.refresh_from_db()
    assert (point.ticked_by, point.ticked_at) == (user, NOW)
    assert history(point) == [("plan check ticked", "The tone is friendly", user.pk)]


def test_second_tick_changes_nothing(point):
    first, second = UserFactory(), UserFactory()
    services.tick_point(point_id=point.pk, is_ticked=True, by=first, now=NOW)

    services.tick_point(point_id=point.pk, is_ticked=True, by=second, now=NOW + timedelta(days=1))

    point.refresh_from_db()
    assert (point.ticked_by, point.ticked_at) == (first, NOW)
    assert len(history(point)) == 1


def test_tick_is_taken_back(point):
    user = UserFactory()
    services.tick_point(point_id=point.pk, is_ticked=True, by=user, now=NOW)

    services.tick_point(point_id=point.pk, is_ticked=False, by=user, now=NOW + timedelta(days=1))

    point.refresh_from_db()
    assert (point.ticked_by, point.ticked_at, point.is_ticked) == (None, None, False)
    assert history(point)[0] == ("plan check opened again", "The tone is friendly", user.pk)
