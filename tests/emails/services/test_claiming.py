"""What a worker claims: what is due, and nothing else."""

import pytest
from django.db import connection

from emails.models import Delivery, DeliveryEvent
from emails.services import moves, open_deliveries
from emails.states import DeliveryState
from tests.emails.scenes import DAY, MINUTE, SAVE_THE_DATE_AT, Scene, add_person, scheduled_plan
from tests.emails.services.test_dispatch import queued
from tests.factories.emails import DeliveryFactory
from workshops.models import Touchpoint
from workshops.states import TouchpointState

pytestmark = pytest.mark.django_db

NOW = SAVE_THE_DATE_AT


@pytest.fixture
def scene() -> Scene:
    return scheduled_plan()


def claimed(*, limit: int = 100, workshop_id: int | None = None) -> list[int]:
    return [row.pk for row in moves.claim(limit=limit, now=NOW, workshop_id=workshop_id)]


def test_what_is_claimed_is_what_is_due(scene):
    touchpoints = [scene.touchpoint(slug) for slug in ("save-the-date", "agenda", "reminder")]
    _, *by_hand = touchpoints
    Touchpoint.objects.filter(pk__in=[touchpoint.pk for touchpoint in by_hand]).update(held_at=NOW)
    Touchpoint.objects.filter(pk=by_hand[1].pk).update(state=TouchpointState.SKIPPED)
    for touchpoint in touchpoints:
        for number, state in enumerate(DeliveryState):
            for at in (NOW - DAY, NOW, NOW + MINUTE):
                person = add_person(scene, f"Person{touchpoint.pk}-{number}-{at.timestamp():.0f}")
                DeliveryFactory(touchpoint=touchpoint, person=person, state=state, not_before=at)
    due = list(Delivery.objects.due(NOW).order_by("not_before", "pk").values_list("pk", flat=True))

    # Two states, two of three times, two of three touchpoints.
    assert len(due) == 8
    assert claimed() == due


def test_oldest_are_claimed_first(scene):
    queued(scene)
    first, second = Delivery.objects.order_by("pk")
    Delivery.objects.filter(pk=second.pk).update(not_before=NOW - MINUTE)

    assert (claimed(limit=1), claimed(limit=1)) == ([second.pk], [first.pk])


def test_play_of_a_workshop_claims_nothing_of_another(scene):
    other = scheduled_plan()
    open_deliveries(now=NOW)

    mine = claimed(workshop_id=scene.workshop.pk)

    assert {Delivery.objects.get(pk=pk).touchpoint.workshop for pk in mine} == {scene.workshop}
    assert {Delivery.objects.get(pk=pk).touchpoint.workshop for pk in claimed()} == {other.workshop}


def test_claim_is_told_by_each_delivery_and_by_its_history(scene):
    queued(scene)
    Delivery.objects.update(error="451 Try again later")
    retried = Delivery.objects.latest("pk")
    Delivery.objects.filter(pk=retried.pk).update(state=DeliveryState.RETRY, attempts=1)

    rows = moves.claim(limit=10, now=NOW)

    for row, delivery in zip(rows, Delivery.objects.order_by("pk"), strict=True):
        assert (delivery.state, delivery.error, delivery.lease, delivery.attempts) == (
            "claimed", "", row.lease, row.attempts,
        )  # fmt: skip
        assert delivery.lease_until == NOW + moves.LEASE
        for column in ("touchpoint_id", "revision", "person_id", "doubts", "message_id"):
            assert getattr(row, column) == getattr(delivery, column)
    assert [row.attempts for row in rows] == [1, 2]
    lines = DeliveryEvent.objects.filter(to_state="claimed").order_by("delivery_id")
    assert [(line.from_state, line.at, line.by) for line in lines] == [
        ("queued", NOW, "the program"),
        ("retry", NOW, "the program"),
    ]


def test_nothing_due_opens_no_transaction(scene, django_assert_num_queries):
    with django_assert_num_queries(1) as asked:
        assert claimed() == []
    assert asked[0]["sql"].lstrip().startswith("SELECT")


def test_watched_and_unwatched_claims_are_the_same(scene):
    """SQLite is asked past Django's cursor, unless somebody watches."""
    queued(scene)
    unwatched = moves.claim(limit=1, now=NOW)
    with connection.execute_wrapper(lambda execute, *arguments: execute(*arguments)):
        watched = moves.claim(limit=1, now=NOW)

    assert [[*map(type, row)] for row in unwatched] == [[*map(type, row)] for row in watched]
