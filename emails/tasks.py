"""What Celery's beat wakes: reads the clock, and calls the services."""

from celery import shared_task
from django.utils import timezone

from emails import services


@shared_task(ignore_result=True)
def tick() -> None:
    """One pass, and further ones as long as mails leave: a long list does not wait for the beat."""
    while services.tick(now=timezone.now(), is_stopped=is_told_to_stop) and not is_told_to_stop():
        pass


def is_told_to_stop() -> bool:
    """Whether the worker was told to end, by a signal; Celery notes it as an exit code, which may be 0."""
    # Not where tasks are only named: it takes the whole worker with it.
    from celery.worker import state

    return any(code is not None and code is not False for code in (state.should_stop, state.should_terminate))
