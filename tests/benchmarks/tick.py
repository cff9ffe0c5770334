"""What a tick costs, with few and with many deliveries in the table; and how fast many people are queued.

Run by hand: `python -m tests.benchmarks.tick [--rows 10000 1000000] [--people 100000] [--rounds 15]`. It
makes a database of its own on the server of DATABASE_URL (SQLite without one) and drops it again. A tenth of
the deliveries wait for a later try, and 100 are due; medians.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from tests.benchmarks.database import own_database, peak_memory, set_up, tidy

DUE = 100
PEOPLE = 10_000
_DELIVERIES = """
    INSERT INTO emails_delivery (
        touchpoint_id, revision, person_id, state, not_before, attempts, doubts, email, message_id,
        provider_id, error, created_at, sent_at, is_recorded
    )
    SELECT t.id, 1, p.id, CASE WHEN p.id % 10 = 0 THEN 'retry' ELSE 'sent' END, %s, 1, 0, p.email, '',
        '', '', %s, CASE WHEN p.id % 10 = 0 THEN NULL ELSE {moment} END, TRUE
    FROM workshops_touchpoint t, workshops_person p
    WHERE t.state = 'done' AND p.project_id = %s
"""


def fill(rows: int) -> None:
    """So many deliveries of touchpoints that are over, and DUE that are due now."""
    from django.db import connection
    from django.utils import timezone

    from tests.benchmarks import audience
    from tests.factories.workshops import TouchpointFactory, WorkshopFactory
    from workshops.models import Touchpoint, Workshop
    from workshops.states import TouchpointState

    now = timezone.now()
    past: Workshop = WorkshopFactory(start=now - timedelta(days=30))
    Touchpoint.objects.bulk_create(
        TouchpointFactory.build(
            workshop=past, state=TouchpointState.DONE, opens_at=now - timedelta(days=40), position=n
        )
        for n in range(max(1, rows // PEOPLE))
    )
    audience.add_people(past, min(rows, PEOPLE))
    moment = "CAST(%s AS timestamptz)" if connection.vendor == "postgresql" else "%s"
    later = connection.ops.adapt_datetimefield_value(now + timedelta(hours=1))
    before = connection.ops.adapt_datetimefield_value(now - timedelta(days=40))
    with connection.cursor() as cursor:
        sql = _DELIVERIES.replace("% 10", "%% 10").format(moment=moment)
        cursor.execute(sql, [later, before, before, past.project_id])
    audience.fill(DUE, now=now)


def measure(rounds: int) -> dict[str, float]:
    """Milliseconds: of a tick that finds nothing to do, and of claiming what is due."""
    from django.db import transaction
    from django.utils import timezone

    from emails import services
    from emails.models import Delivery
    from emails.services import moves
    from emails.states import DeliveryState

    def claim() -> None:
        now = timezone.now()
        with transaction.atomic():
            claimed = moves.claim(limit=DUE, now=now)
            assert len(claimed) == DUE
            transaction.set_rollback(True)

    def find() -> None:
        now = timezone.now()
        assert len(Delivery.objects.due(now).order_by("not_before", "pk").values_list("pk")[:DUE]) == DUE

    def idle() -> None:
        services.tick(now=timezone.now())

    services.open_deliveries(now=timezone.now())
    tidy()
    found = {
        "find 100 due": _median(find, rounds),
        "claim 100 due": _median(claim, rounds),
        "... in the database": statistics.median(_in_database(claim) for _ in range(rounds)),
    }
    due = Delivery.objects.due(timezone.now())
    due.update(state=DeliveryState.SENT, sent_at=timezone.now())
    tidy()
    return {"idle tick": _median(idle, rounds)} | found


def _median(run: Callable[[], None], rounds: int) -> float:
    run()
    times = []
    for _ in range(rounds):
        begin = time.perf_counter()
        run()
        times.append(time.perf_counter() - begin)
    return 1000 * statistics.median(times)


def _in_database(run: Callable[[], None]) -> float:
    """Milliseconds that the database's statements take of it; the rest is ours and Django's."""
    from django.db import connection

    taken = 0.0

    def watch(execute: Callable[..., Any], *arguments: Any) -> Any:
        nonlocal taken
        begin = time.perf_counter()
        try:
            return execute(*arguments)
        finally:
            taken += time.perf_counter() - begin

    with connection.execute_wrapper(watch):
        run()
    return 1000 * taken


def queue(people: int) -> None:
    """Reconcile so many recipients in one go, in this process, whose memory is looked at."""
    from django.utils import timezone

    from emails import services
    from emails.models import Delivery

    before = peak_memory()
    begin, begin_cpu = time.perf_counter(), time.process_time()
    services.open_deliveries(now=timezone.now())
    seconds, cpu = time.perf_counter() - begin, time.process_time() - begin_cpu
    assert Delivery.objects.count() == people
    print(f"{people:,} recipients queued in {seconds:.1f} s, {cpu:.1f} s of them our own work")
    print(f"{before:.0f} MB before, {peak_memory():.0f} MB at most")


def report_ticks(rows: list[int], rounds: int) -> None:
    from django.db import connection

    found = []
    for number in rows:
        with own_database():
            fill(number)
            found.append(measure(rounds))
    print(f"{connection.vendor}, {rounds} rounds")
    print(f"{'ms':<20}" + "".join(f"{number:>12,}" for number in rows) + f"{'ratio':>8}")
    for what in found[0]:
        times = [one[what] for one in found]
        print(f"{what:<20}" + "".join(f"{ms:>12.2f}" for ms in times) + f"{times[-1] / times[0]:>8.2f}")


def report_queueing(people: int) -> None:
    from django.utils import timezone

    from tests.benchmarks import audience

    with own_database() as variables:
        audience.fill(people, now=timezone.now())
        tidy()
        # In a process of its own: this one's memory is full of those whom it has made up.
        command = [sys.executable, "-m", "tests.benchmarks.tick", "--queue", str(people)]
        subprocess.run(command, env={**os.environ, **variables}, check=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000, 1_000_000])
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--queue", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    set_up()
    if options.queue:
        queue(options.queue)
        return
    report_ticks(options.rows, options.rounds)
    sys.stdout.flush()
    report_queueing(options.people)


if __name__ == "__main__":
    main()
