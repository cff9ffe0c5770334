"""Workers that stand still, clocks that are wrong, a locked database, and rows that go while mails leave."""

import signal
import sqlite3
import time
from datetime import timedelta

import psycopg
import pytest
from django.db import OperationalError, connection
from django.urls import reverse
from django.utils import timezone

from emails.models import Delivery
from emails.services import tick
from tests.factories.workshops import PersonFactory, ProjectFactory, UserFactory
from tests.faults.processes import Worker, test_database_url
from tests.faults.scene import due_now
from tests.faults.smtp_server import Answer, Mail, SmtpServer, Stage
from tests.faults.test_changes import change_after
from tests.faults.test_kills import extra_copies, states_of_the_lost
from workshops.models import Workshop

pytestmark = pytest.mark.django_db(transaction=True)

MAILS = 30
TAKEN = 6


def at_mail(server: SmtpServer, number: int, act) -> None:
    """Do it when the server has so many mails, and before it says so."""

    def on_taken(mail: Mail) -> None:
        if len(server.mails) == number:
            act()

    server.on_taken = on_taken


@pytest.fixture
def over_smtp(server, settings, start_worker) -> None:
    """Mails of this very process go to the server, on the tests' own database."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port


def test_worker_frozen_for_longer_than_its_lease_sends_nothing_that_another_sent(server, start_worker):
    due_now(MAILS, now=timezone.now())
    frozen: Worker = start_worker()
    other: Worker = start_worker()
    at_mail(server, TAKEN, lambda: frozen.send(signal.SIGSTOP))

    frozen.go()
    while len(server.mails) < TAKEN:
        time.sleep(0.01)
    # Its minutes pass while nothing moves, until the lease of the first is over.
    other.go()
    assert other.finish() == 0
    frozen.send(signal.SIGCONT)
    assert frozen.finish() == 0

    assert states_of_the_lost(server) == []
    assert extra_copies(server) == {server.mails[TAKEN - 1].message_id: 1}
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}


def test_worker_whose_clock_is_an_hour_ahead_costs_a_copy_and_loses_nothing(server, start_worker, report):
    def slowly(stage: Stage, recipient: str) -> Answer | None:
        return Answer("250 taken", after=0.02, takes=True) if stage == "end" else None

    server.script = slowly
    due_now(MAILS, now=timezone.now())
    right: Worker = start_worker()
    ahead: Worker = start_worker("--minutes-ahead=60")

    right.go()
    while len(server.mails) < TAKEN:
        time.sleep(0.01)
    ahead.go()

    assert (right.finish(), ahead.finish()) == (0, 0)
    assert states_of_the_lost(server) == []
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
    # Each time that one takes the other's lease for over, the mail that was being handed over.
    assert sum(extra_copies(server).values()) <= 2
    report(f"a clock an hour ahead: {sum(extra_copies(server).values())} extra copies of {MAILS} mails")


def test_locked_database_loses_nothing(server, over_smtp):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL locks rows, not the whole database")
    now = timezone.now()
    due_now(MAILS, now=now)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 200")
    lock = sqlite3.connect(connection.settings_dict["NAME"], uri=True, check_same_thread=False)
    lock.isolation_level = None
    at_mail(server, TAKEN, lambda: lock.execute("BEGIN IMMEDIATE"))

    with pytest.raises(OperationalError, match="locked"):
        tick(now=now)
    taken = len(server.mails)
    lock.execute("ROLLBACK")
    lock.close()
    tick(now=now + timedelta(minutes=5))

    # Nothing leaves whose result could not be written down.
    assert taken == TAKEN
    assert states_of_the_lost(server) == []
    assert extra_copies(server) == {server.mails[TAKEN - 1].message_id: 1}


def test_locked_table_is_told_before_whoever_asks_gives_up(client):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite reads what another is writing")
    with psycopg.connect(test_database_url()) as other:
        other.execute("LOCK TABLE emails_delivery IN ACCESS EXCLUSIVE MODE")
        begun = time.monotonic()

        answer = client.get("/readyz")

        waited = time.monotonic() - begun
        other.rollback()
    assert answer.status_code == 503
    assert "The database does not answer." in answer.json()["reasons"]
    assert waited < 5


def test_page_that_a_locked_database_refuses_says_that_what_was_typed_can_be_sent_again(client):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL locks rows, not the whole database")
    manager = UserFactory()
    person = PersonFactory(project=ProjectFactory(manager=manager), name="Ada")
    client.force_login(manager)
    client.raise_request_exception = False
    page, form = reverse("workshops:person-edit", args=[person.pk]), {"name": "Bo", "email": "bo@example.org"}
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 200")
    lock = sqlite3.connect(connection.settings_dict["NAME"], uri=True)
    lock.isolation_level = None
    lock.execute("BEGIN IMMEDIATE")

    seen, refused = client.get(page), client.post(page, form)
    lock.execute("ROLLBACK")
    lock.close()
    saved = client.post(page, form)

    assert (seen.status_code, refused.status_code, saved.status_code) == (200, 503, 302)
    assert "send it again" in refused.content.decode()
    person.refresh_from_db()
    assert person.name == "Bo"


def test_database_that_hangs_up_right_after_a_mail_was_taken_costs_no_copy(server, over_smtp):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no connection that could be cut")
    now = timezone.now()
    due_now(MAILS, now=now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [pid] = cursor.fetchone()
    other = psycopg.connect(**connection.get_connection_params(), autocommit=True)
    at_mail(server, TAKEN, lambda: other.execute(f"SELECT pg_terminate_backend({pid})"))

    tick(now=now)
    tick(now=now + timedelta(minutes=5))

    other.close()
    assert states_of_the_lost(server) == []
    assert extra_copies(server) == {}
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}


def test_workshop_that_is_deleted_sends_nothing_more(server, start_worker):
    due_now(MAILS, now=timezone.now())
    change_after(server, lambda: Workshop.objects.all().delete())
    worker: Worker = start_worker()

    worker.go()

    assert worker.finish() == 0
    assert len(server.mails) == 12
    assert not Delivery.objects.exists()


def test_person_who_is_deleted_gets_nothing_more_and_holds_up_nobody(server, start_worker):
    due_now(MAILS, now=timezone.now())
    gone = "bo29@example.org"
    change_after(server, lambda: Delivery.objects.get(person__email=gone).person.delete())
    worker: Worker = start_worker()

    worker.go()

    assert worker.finish() == 0
    assert {mail.recipient for mail in server.mails} == {f"bo{n}@example.org" for n in range(MAILS - 1)}
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
