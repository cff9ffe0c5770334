"""The room's use cases: the tick and its parts, what a manager may ask, and what a provider tells."""

from emails.services.dispatch import dispatch_due
from emails.services.events import take_event
from emails.services.opening import open_deliveries
from emails.services.reminders import plan_reminders
from emails.services.resending import leave_delivery, resend_delivery
from emails.services.suppressions import release_suppression
from emails.services.testing import send_test
from emails.services.ticks import tick

__all__ = [
    "dispatch_due",
    "leave_delivery",
    "open_deliveries",
    "plan_reminders",
    "release_suppression",
    "resend_delivery",
    "send_test",
    "take_event",
    "tick",
]
