"""`manage.py worker`: the process that sends, one of as many as there are.

Celery's own command loads a shell of 10 MB, forks a process for each core, and starts with any settings.
"""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from commplan.celery import app

# A tick that waits for a slow mail server leaves room for the next one, and for health checks.
THREADS = 4


class Command(BaseCommand):
    help = "Start a Celery worker in one process; wrong settings stop the start."

    def handle(self, *args: Any, **options: Any) -> None:
        worker = app.Worker(pool="threads", concurrency=THREADS, loglevel="INFO")
        worker.start()
        sys.exit(worker.exitcode)
