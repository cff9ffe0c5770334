"""How an action shows that its day is near or past: a word and a shape, not a colour alone."""

from datetime import date

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from actions.models import ActionItem
from actions.selectors import SOON
from actions.states import ActionState

register = template.Library()

_LOOK = {
    ActionState.OPEN: "draft",
    ActionState.IN_PROGRESS: "next",
    ActionState.BLOCKED: "held",
    ActionState.DONE: "done",
    ActionState.CANCELLED: "skipped",
}


@register.filter
def due_mark(item: ActionItem, today: date) -> SafeString | str:
    """“Overdue”, “Due today” or “Due soon”; nothing for what is closed or far."""
    if not item.is_open or item.due_on is None or item.due_on > today + SOON:
        return ""
    if item.due_on < today:
        return _pill("late", "Overdue")
    return _pill("held", "Due today" if item.due_on == today else "Due soon")


@register.filter
def state_mark(item: ActionItem) -> SafeString:
    """The action's state as a pill."""
    return _pill(_LOOK[ActionState(item.state)], item.get_state_display())


def _pill(look: str, word: str) -> SafeString:
    return format_html('<span class="state state-{}">{}</span>', look, word)
