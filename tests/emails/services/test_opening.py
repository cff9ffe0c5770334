"""A tick's look at the open touchpoints."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from emails.audience import addressed
from emails.models import Delivery, Hold
from emails.services import open_deliveries, opening
from emails.services.inserting import insert_many
from emails.services.opening import _with_progress
from tests.emails.scenes import SAVE_THE_DATE_AT, scheduled_plan
from tests.factories.emails import DeliveryFactory
from tests.factories.workshops import PersonFactory, TouchpointFactory
from workshops.models import Touchpoint

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
TOUCHPOINTS, PEOPLE = 200, 100


def test_whether_a_mail_of_a_touchpoint_waits_is_found_without_reading_all_that_wait():
    own, *others = TouchpointFactory.create_batch(1 + TOUCHPOINTS, opens_at=NOW - timedelta(hours=1))
    project = own.workshop.project
    people = PersonFactory.create_batch(PEOPLE, project=project)
    shared = {
        "revision": 1,
        "not_before": NOW,
        "attempts": 1,
        "doubts": 0,
        "email": "",
        "message_id": "",
        "provider_id": "",
        "error": "",
        "created_at": NOW,
        "is_recorded": True,
    }
    states = ["retry", *["sent"] * 19] * (PEOPLE // 20)
    rows = [
        (touchpoint.pk, person.pk, state)
        for touchpoint in others
        for person, state in zip(people, states, strict=True)
    ]
    insert_many(Delivery, shared, ("touchpoint_id", "person_id", "state"), rows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")

    plan = _with_progress(Touchpoint.objects.open(NOW).filter(pk=own.pk)).explain()

    assert "delivery_waiting_of" in plan, plan


def test_who_has_a_mail_is_looked_up_for_each_whatever_the_database_knows_of_the_mails():
    """Right after a big mailing its statistics are from before, when there was none."""
    touchpoint = TouchpointFactory()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    for person in PersonFactory.create_batch(50, project=touchpoint.workshop.project):
        DeliveryFactory(touchpoint=touchpoint, person=person)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")

    plan = opening._without_delivery(addressed(Touchpoint.objects.filter(pk=touchpoint.pk))).explain()

    assert "Anti Join" not in plan, plan
    # SQLite's own name for the index of the constraint is the first that it makes for the table.
    assert any(index in plan for index in ("delivery_once", "delivery_person", "emails_delivery_1")), plan


def test_tick_that_another_one_overtakes_takes_nobody_for_missing(monkeypatch):
    scheduled_plan()
    gaps = opening._gaps

    def gaps_after_another_tick(*arguments: Any) -> Any:
        monkeypatch.setattr(opening, "_gaps", gaps)
        open_deliveries(now=SAVE_THE_DATE_AT)
        return gaps(*arguments)

    monkeypatch.setattr(opening, "_gaps", gaps_after_another_tick)

    open_deliveries(now=SAVE_THE_DATE_AT)

    assert Delivery.objects.count() == 2
    assert not Hold.objects.exists()
