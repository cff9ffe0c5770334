"""kill -9 of a worker: nothing is lost, and an extra copy comes only of a kill that left it in doubt."""

import random

import pytest
from django.utils import timezone

from emails.models import Delivery
from tests.faults.processes import Worker
from tests.faults.scene import due_now
from tests.faults.smtp_server import Mail, SmtpServer

pytestmark = pytest.mark.django_db(transaction=True)


def unrecorded(server: SmtpServer) -> set[str]:
    """The mails that the server took and that do not stand as sent."""
    sent = set(Delivery.objects.filter(state="sent").values_list("message_id", flat=True))
    return set(server.copies) - sent


def extra_copies(server: SmtpServer) -> dict[str, int]:
    return {message_id: count - 1 for message_id, count in server.copies.items() if count > 1}


def states_of_the_lost(server: SmtpServer) -> list[str]:
    """The states of the deliveries whose mail the server never took."""
    return list(Delivery.objects.exclude(message_id__in=list(server.copies)).values_list("state", flat=True))


def test_kill_between_acceptance_and_commit_costs_at_most_one_copy(server, start_worker, is_long, report):
    kills = 200 if is_long else 8
    due_now(kills * 3, now=timezone.now())
    worker: Worker = start_worker()
    doomed: set[str] = set()

    def kill_at_every_third(mail: Mail) -> None:
        is_first_copy = server.copies[mail.message_id] == 1
        if is_first_copy and len(server.copies) % 3 == 0:
            doomed.add(mail.message_id)
            worker.kill()

    server.on_taken = kill_at_every_third
    worker.go()
    while worker.finish() != 0:
        worker.go()

    assert len(doomed) == kills
    assert states_of_the_lost(server) == []
    assert set(extra_copies(server)) <= doomed
    assert set(extra_copies(server).values()) <= {1}
    report(f"{kills} kills after acceptance: 0 lost, {len(extra_copies(server))} extra copies")


def test_kill_at_any_moment_loses_nothing(server, start_worker, is_long, report):
    kills = 200 if is_long else 8
    # More than leave before the last kill, even where this test gets its turn late.
    due_now(kills * 40, now=timezone.now())
    worker: Worker = start_worker()
    moments = random.Random(4)
    doubtful: list[str] = []
    done = 0

    while done < kills:
        worker.go()
        is_early = moments.random() < 0.2
        enough = len(server.mails) + (0 if is_early else moments.randint(1, 8))
        while len(server.mails) < enough and not worker.ends_within(0.001):
            pass
        if worker.ends_within(moments.uniform(0, 0.02)):
            break
        worker.kill()
        worker.finish()
        done += 1
        doubtful += unrecorded(server)
    until_then = len(server.mails)
    worker.go()

    assert (worker.finish(), done) == (0, kills)
    assert states_of_the_lost(server) == []
    assert set(extra_copies(server)) <= set(doubtful)
    assert sum(extra_copies(server).values()) <= kills
    extra = sum(extra_copies(server).values())
    report(f"{kills} kills at random among {until_then} mails: 0 lost, {extra} extra copies")
