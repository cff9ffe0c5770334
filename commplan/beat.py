"""When beat wakes the sending loop."""

from datetime import datetime, timedelta

from celery.schedules import schedule


class Every(schedule):
    """Due after so long, and at once where the last time lies ahead.

    Then the clock was set back, and Celery's own schedule would do nothing until that time comes again.
    """

    run_every: timedelta

    def remaining_estimate(self, last_run_at: datetime) -> timedelta:
        remaining: timedelta = super().remaining_estimate(last_run_at)
        return timedelta() if remaining > self.run_every else remaining
