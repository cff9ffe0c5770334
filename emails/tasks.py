"""What Celery's beat wakes: reads the clock, and calls the services."""

from typing import Any

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from emails import services
from emails.elapsed import elapsed

# When this process began the last pass that left nothing to do.
_rested_at = float("-inf")


@shared_task(bind=True, ignore_result=True)
def tick(self: Any) -> None:
    """One pass, and further ones as long as mails leave: a long list does not wait for the beat.

    While no worker runs ticks pile up in the broker, and would only compare the same rows again: where a
    pass has just found nothing to do, a tick ends at once. They do not expire by the clock instead: to a
    worker whose clock is ahead of beat's by more than a tick all of them would be too old.
    """
    global _rested_at
    # Far less than between two beats, and enough for hundreds of ticks that wait.
    has_just_rested = elapsed() - _rested_at < settings.TICK_SECONDS / 6
    if has_just_rested and not self.request.called_directly:
        return
    begun = elapsed()
    while services.tick(now=timezone.now()):
        begun = elapsed()
    _rested_at = begun
