"""How an action shows that its day is near or past: a word and a shape, not a colour alone."""

from collections.abc import Iterable
from datetime import date
from functools import cache
from html import escape

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from actions.models import ActionItem
from actions.selectors.log import SOON
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
def due_text(item: ActionItem) -> str:
    """The day in a form that every reader understands."""
    return f"{item.due_on:%-d %b %Y}" if item.due_on else "No date"


@register.filter
def state_mark(item: ActionItem) -> SafeString:
    """The action's state as a pill."""
    return _state_pill(item.state)


@cache
def _state_pill(state: str) -> SafeString:
    return _pill(_LOOK[ActionState(state)], ActionState(state).label)


@register.simple_tag
def options(choices: Iterable[tuple[str, str]], chosen: str = "") -> SafeString:
    """The options of a select box. In Python, because a page of the log has a thousand of them."""
    marked = (
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(label)}</option>'
        for value, label in choices
    )
    return mark_safe("".join(marked))


@cache
def _pill(look: str, word: str) -> SafeString:
    return format_html('<span class="state state-{}">{}</span>', look, word)
