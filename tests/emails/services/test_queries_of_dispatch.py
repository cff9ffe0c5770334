"""What claiming and sending asks the database."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from emails.models import Delivery, EarlierCopy, Notice
from emails.models.literals import is_named
from emails.services import dispatch_due, open_deliveries, runs
from emails.services.moves import claim
from tests.emails.scenes import BEFORE, MINUTE, SAVE_THE_DATE_AT, Scene, add_person, scheduled_plan
from tests.emails.services.test_dispatch import Recorder, queued
from workshops.models import Touchpoint

pytestmark = pytest.mark.django_db

# The statements of a pass over one touchpoint that are not about a single mail.
SHARED = 42


@pytest.fixture
def scene() -> Scene:
    return scheduled_plan()


def test_mail_costs_few_statements_and_what_its_chunk_shares(scene, monkeypatch):
    # On a busy machine the clock would make it read anew in between.
    monkeypatch.setattr(runs, "FRESH", 86_400)
    monkeypatch.setattr(runs, "KEEP_UP", 86_400)
    monkeypatch.setattr(runs, "PROMPT", 86_400)
    monkeypatch.setattr(runs, "FIRST", runs.CHUNK)
    for number in range(100):
        add_person(scene, f"Person{number}")
    queued(scene)

    with CaptureQueriesContext(connection) as few:
        assert dispatch_due(now=SAVE_THE_DATE_AT, limit=2, connection=Recorder()) == 2
    with CaptureQueriesContext(connection) as many:
        assert dispatch_due(now=SAVE_THE_DATE_AT, limit=100, connection=Recorder()) == 100

    # The last look, and the result with its line in the history, which PostgreSQL writes in one. What a chunk
    # shares is read and written once, however many its mails are.
    per_mail = (len(many) - len(few)) / 98
    assert per_mail == (2 if connection.vendor == "postgresql" else 3)
    assert len(few) <= SHARED + 2 * 2


def test_idle_tick_asks_little_however_much_was_sent(scene):
    for number in range(10):
        add_person(scene, f"Person{number}")
    queued(scene)
    dispatch_due(now=SAVE_THE_DATE_AT, limit=100, connection=Recorder())

    with CaptureQueriesContext(connection) as queries:
        open_deliveries(now=SAVE_THE_DATE_AT + MINUTE)
        dispatch_due(now=SAVE_THE_DATE_AT + MINUTE, limit=100, connection=Recorder())

    assert len(queries) <= 8


@pytest.mark.parametrize(
    ("rows", "column", "index"),
    [
        (lambda: Delivery.objects.due(BEFORE), "not_before", "delivery_waiting"),
        (lambda: Delivery.objects.abandoned(BEFORE), "lease_until", "delivery_claimed"),
        (lambda: Touchpoint.objects.open(BEFORE), "opens_at", "touchpoint_planned"),
    ],
)
def test_the_loops_own_queries_use_their_index(rows, column, index):
    queryset = rows().order_by(column)
    if connection.vendor == "postgresql":
        # Two rows fit on a page: without this a scan would be the better plan.
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")

    plan = queryset.explain()

    assert index in plan


@pytest.mark.parametrize(
    ("model", "index"),
    [(Delivery, "delivery"), (EarlierCopy, "earlier_copy"), (Notice, "notice")],
)
def test_mail_that_a_provider_speaks_of_is_found_by_either_of_its_ids(model, index):
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # In a table without rows each way is as good as the others.
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")

    plan = model.objects.filter(is_named("1f@example.org")).order_by("pk").explain()

    assert f"{index}_message_id" in plan
    assert f"{index}_provider_id" in plan


def test_whose_mails_are_to_wait_is_found_among_what_is_held(scene):
    touchpoint = Touchpoint.objects.filter(state="planned")[0]
    for number in range(50):
        touchpoint.pk, touchpoint.position = None, 100 + number
        touchpoint.save()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")

    assert "touchpoint_held" in Delivery.objects.due(BEFORE).explain()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL alone has the setting")
def test_what_comes_after_a_claim_in_its_transaction_may_be_sorted(scene):
    queued(scene)

    assert len(claim(limit=10, now=SAVE_THE_DATE_AT)) == 2

    with connection.cursor() as cursor:
        cursor.execute("SHOW enable_sort")
        assert cursor.fetchone() == ("on",)


def test_what_is_claimed_is_not_sorted_first(scene):
    rows = Delivery.objects.due(BEFORE).order_by("not_before", "pk")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_sort = off")

    plan = rows.explain()

    assert "Sort" not in plan
    assert "TEMP B-TREE" not in plan
