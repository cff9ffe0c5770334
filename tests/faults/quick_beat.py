"""The program's Celery app with a tick a second, short waits for the broker, and the test's own lease."""

import os
from datetime import timedelta

from commplan.beat import Every
from commplan.celery import app as app

app.conf.beat_schedule["tick"]["schedule"] = Every(1)
for name in ("socket_timeout", "health_check_interval"):
    app.conf.broker_transport_options[name] /= 10


@app.on_after_finalize.connect
def shorten_lease(**kwargs: object) -> None:
    """A worker that is gone keeps its mails for two minutes: the short form does not wait so long."""
    from emails.services import moves

    seconds = float(os.environ["FAULTS_LEASE"])
    setattr(moves, "LEASE", timedelta(seconds=seconds))  # noqa: B010 - a constant to all others
