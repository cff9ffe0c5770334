"""`manage.py worker`: the process that sends, one of as many as there are.

Celery's own command loads a shell of 10 MB and every page of the site to look for mistakes in them, and forks
a process for each core.
"""

import logging
import os
import sys
import time
from typing import Any, Final

from django.core import checks
from django.core.management.base import BaseCommand

from commplan.celery import app
from commplan.checks import MAILS
from emails.tasks import is_told_to_stop

logger = logging.getLogger(__name__)

# Seconds until a worker that its broker threw out tries anew.
PAUSE: Final = 5
# A tick that waits for a slow mail server leaves room for the next one, and for health checks.
THREADS = 4


class Command(BaseCommand):
    help = "Start a Celery worker in one process; wrong settings stop the start."
    # What a worker can do wrong: it has no pages, and need not have them in memory.
    requires_system_checks = [MAILS, checks.Tags.models]

    def handle(self, *args: Any, **options: Any) -> None:
        # By Celery they would all be made once more.
        os.environ["CELERY_SKIP_CHECKS"] = "true"
        worker = app.Worker(pool="threads", concurrency=THREADS, loglevel="INFO")
        worker.start()
        if worker.exitcode and not is_told_to_stop():
            _start_anew()
        sys.exit(worker.exitcode)


def _start_anew() -> None:
    """As a new process in this one's place: Celery gives up where Redis takes no writes, as one does that is
    full, or a standby. The tasks at hand have ended by now. Returns where somebody ends us meanwhile."""
    logger.error("the broker does not let the worker work: it starts anew in %s s", PAUSE)
    until = time.monotonic() + PAUSE
    while time.monotonic() < until:
        if is_told_to_stop():
            return
        time.sleep(0.1)
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])
