"""A worker process that may be killed: for each line `go` it forks a child that ticks until all is sent.

It answers with the child's process id, and when that has ended with its exit code, as a line each. Django
is loaded once, so that two hundred kills take minutes. Time is the clock's, and each child's further on:
where a tick changes nothing, a minute is taken as passed instead of waited for.
"""

import argparse
import multiprocessing
import os
import sys
import traceback
from datetime import datetime, timedelta
from typing import Any

import django
from django.db import connections
from django.utils import timezone

# A retry comes after 72 minutes at the latest: what has not moved by then waits for a person.
LONGEST_WAIT = 100


def main() -> None:
    django.setup()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes-ahead", type=float, default=0.0, help="how wrong its clock is")
    passed = multiprocessing.Value("d", parser.parse_args().minutes_ahead)
    for _ in sys.stdin:
        connections.close_all()
        child = os.fork()
        if child == 0:
            os._exit(_work(passed))
        print(child, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


def _work(passed: Any) -> int:
    try:
        _tick_until_done(passed)
    except Exception:
        traceback.print_exc()
        return 1
    return 0


def _tick_until_done(passed: Any) -> None:
    from emails import services
    from emails.models import Delivery, DeliveryEvent, Notice
    from workshops.models import Invitation

    def now() -> datetime:
        return timezone.now() + timedelta(minutes=passed.value)

    waited = 0
    moving = ["queued", "claimed", "retry"]
    unfinished = (
        Delivery.objects.filter(state__in=[*moving, "uncertain"]),
        Notice.objects.filter(state__in=moving),
        Invitation.objects.exclude(mail_due_at=None),
    )
    while waited < LONGEST_WAIT:
        last = DeliveryEvent.objects.order_by("-pk").values_list("pk", flat=True).first()
        services.tick(now=now())
        if not any(rows.exists() for rows in unfinished):
            return
        if DeliveryEvent.objects.order_by("-pk").values_list("pk", flat=True).first() == last:
            waited += 1
            passed.value += 1
        else:
            waited = 0


if __name__ == "__main__":
    main()
