"""The program's Celery app with short waits for the broker, and the test's own lease and clock."""

import os
import time
from datetime import timedelta

import time_machine

from commplan.celery import app as app

for name in ("socket_timeout", "health_check_interval"):
    app.conf.broker_transport_options[name] /= 10
if ahead := float(os.environ.get("FAULTS_AHEAD", "0")):
    time_machine.travel(time.time() + ahead, tick=True).start()


@app.on_after_finalize.connect
def shorten_lease(**kwargs: object) -> None:
    """A worker that is gone keeps its mails for two minutes: the short form does not wait so long."""
    from emails.services import moves

    seconds = float(os.environ["FAULTS_LEASE"])
    setattr(moves, "LEASE", timedelta(seconds=seconds))  # noqa: B010 - a constant to all others
