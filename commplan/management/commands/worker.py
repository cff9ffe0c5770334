"""`manage.py worker`: the process that sends, one of as many as there are.

Celery's own command loads a shell of 10 MB and every page of the site to look for mistakes in them, and forks
a process for each core.
"""

import os
import sys
from typing import Any

from django.core import checks
from django.core.management.base import BaseCommand

from commplan.celery import app
from commplan.checks import MAILS

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
        sys.exit(worker.exitcode)
