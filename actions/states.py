"""The states of an action item, and the moves between them."""

from django.db.models import TextChoices


class ActionState(TextChoices):
    OPEN = "open", "Open"
    IN_PROGRESS = "in-progress", "In progress"
    BLOCKED = "blocked", "Blocked"
    DONE = "done", "Done"
    CANCELLED = "cancelled", "Cancelled"


CLOSED = (ActionState.DONE, ActionState.CANCELLED)
