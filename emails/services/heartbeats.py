"""What the sending loop leaves behind for those who watch it."""

from datetime import datetime

from emails.models import Heartbeat
from emails.models.heartbeat import TICK
from emails.services.sessions import reconnecting


def start(*, now: datetime) -> None:
    """A tick begins."""
    _write(Heartbeat(name=TICK, started_at=now), "started_at")


@reconnecting
def finish(*, now: datetime) -> None:
    """The tick that began at that moment has come to its end."""
    _write(Heartbeat(name=TICK, started_at=now, finished_at=now), "finished_at")


def _write(row: Heartbeat, column: str) -> None:
    # One statement, whether or not the row is there: two ticks may begin at the same moment.
    Heartbeat.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["name"], update_fields=[column]
    )
