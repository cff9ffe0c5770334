"""What Celery's beat wakes: reads the clock, and calls the services."""

from celery import shared_task
from django.utils import timezone

from emails import services


@shared_task(ignore_result=True)
def tick() -> None:
    """One pass, and further ones as long as mails leave: a long list does not wait for the beat."""
    while services.tick(now=timezone.now()):
        pass
