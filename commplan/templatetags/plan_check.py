"""The plan check's states and names as its page shows them."""

from typing import Any, Final

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from workshops.plan_check import GAP, MANUAL, OK

register = template.Library()

_PILLS: Final = {OK: ("done", "Met"), GAP: ("held", "Gap"), MANUAL: ("draft", "To tick")}
# The defects' names are for programs; people read these.
_TITLES: Final = {
    "agenda-fits-slot": "The agenda fits the slot",
    "every-group-invited": "Every group is invited",
    "artifact-linked": "Every document is linked",
    "no-empty-section": "No section is empty",
    "no-unfilled-placeholder": "No placeholder is left unfilled",
    "mail-has-recipients": "Every mail has recipients",
}


@register.filter
def check_pill(state: str) -> SafeString:
    """The state of a check as one of the pages' pills."""
    return format_html('<span class="state state-{}">{}</span>', *_PILLS[state])


@register.filter
def check_title(name: str) -> str:
    """A defect's name in words; a point of the plan's checklist keeps its own."""
    return _TITLES.get(name, name)


@register.filter
def row(rows: dict[int, Any], pk: int | None) -> Any:
    """The row with this id, or nothing."""
    return rows.get(pk) if pk is not None else None
