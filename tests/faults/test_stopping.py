"""A worker that is told to end while mails wait: as a deployment does it, and a machine that is shut down."""

import signal
from collections import Counter
from pathlib import Path

import pytest
from django.utils import timezone
from kombu import Connection

from commplan.celery import app
from emails.models import Delivery
from tests.faults.processes import celery_worker
from tests.faults.scene import due_now
from tests.faults.servers import Redis, wait_until
from tests.faults.smtp_server import Answer, SmtpServer, Stage
from tests.faults.test_kills import extra_copies

# It is the process that is told; the database is asked for what is left.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.any_database]

MAILS, TAKEN = 60, 5


def wake(redis: Redis) -> None:
    with Connection(redis.url) as connection:
        app.send_task("emails.tasks.tick", connection=connection)


def states() -> Counter[str]:
    return Counter(Delivery.objects.values_list("state", flat=True))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
def test_worker_ends_with_the_mail_at_hand_and_puts_the_rest_back(
    server: SmtpServer, redis: Redis, tmp_path: Path, number: signal.Signals
):
    def slowly(stage: Stage, recipient: str) -> Answer | None:
        return Answer("250 taken", after=0.3, takes=True) if stage == "end" else None

    server.script = slowly
    due_now(MAILS, now=timezone.now())
    with celery_worker(redis.url, tmp_path / "worker.log", EMAIL_URL=server.url) as process:
        wake(redis)
        wait_until(lambda: len(server.mails) >= TAKEN, seconds=60)
        process.send_signal(number)
        process.wait(timeout=20)

    sent = len(server.mails)
    assert TAKEN <= sent < TAKEN + 5
    assert states() == {"sent": sent, "queued": MAILS - sent}
    assert extra_copies(server) == {}
    assert set(Delivery.objects.filter(state="queued").values_list("attempts", "lease")) == {(0, None)}
