"""The room's use cases: the tick and its parts, and what a manager may ask of a delivery."""

from emails.services.dispatch import dispatch_due
from emails.services.moves import retry
from emails.services.opening import open_deliveries
from emails.services.reminders import remind_managers
from emails.services.ticks import tick

__all__ = ["dispatch_due", "open_deliveries", "remind_managers", "retry", "tick"]
