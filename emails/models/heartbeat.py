"""When the sending loop last ran."""

from typing import Final

from django.db import models

TICK: Final = "tick"


class Heartbeat(models.Model):
    """One row a loop, written anew at each pass: without it nobody would see that mails only wait."""

    name = models.CharField(max_length=20, primary_key=True)
    started_at = models.DateTimeField()
    # Of a pass that came to its end: one that breaks each time has a start and no end.
    finished_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.name} at {self.started_at}"
