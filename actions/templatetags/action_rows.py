"""The rows of an action table, and other long lists of a page of the log.

Written in Python: of a page with fifty rows the template engine took two thirds of the time. Every value
goes through `escape`; what is marked safe is put together here, out of nothing else.
"""

from collections.abc import Iterable
from datetime import date
from html import escape
from typing import TYPE_CHECKING

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator

from actions.templatetags.action_marks import due_mark, due_text, state_mark

if TYPE_CHECKING:
    # Every process that renders a template loads this module, a worker that has no pages too.
    from actions.views.rows import Row

register = template.Library()

_NOTES_SHOWN = 120


@register.simple_tag
def action_row(row: "Row", today: date, is_panel: bool = False) -> SafeString:
    """A `<tr>`: each cell links to its field on the action's page, and is changed in place by script."""
    item, waits = row.item, ", ".join(row.waits_for)
    notes = Truncator(item.notes).chars(_NOTES_SHOWN) if len(item.notes) > _NOTES_SHOWN else item.notes
    words = _cell(row, "action", item.action) + _cell(row, "notes", notes, "Add notes", is_aside=True)
    words += _cell(row, "depends_on", f"Waits for {waits}", is_aside=True) if waits else ""
    owner = _cell(row, "owner", item.owner_name, "Nobody yet")
    owner += _note(", ".join(person.name for person in row.in_role))
    due = _marked(row, "due_on", escape(due_text(item))) + due_mark(item, today)
    state = _marked(row, "state", state_mark(item))
    state += _note(item.blocked_reason or "Nobody said why") if item.state == "blocked" else ""
    key = f'<a href="{escape(row.url)}">{escape(item.key)}</a>{_saved(row)}'
    cells = [
        "" if is_panel else _box(row),
        f'<th scope="row" class="nowrap">{key}</th>',
        f'<td class="cell-wide">{words}</td>',
        f'<td data-label="Owner">{owner}</td>',
        "" if is_panel else f'<td data-label="Workshop">{_origin(row)}</td>',
        f'<td class="times nowrap" data-label="Due">{due}</td>',
        f'<td data-label="State">{state}</td>',
    ]
    return mark_safe(f'<tr id="action-{item.pk}" data-id="{item.pk}">{"".join(cells)}</tr>')


def _box(row: "Row") -> str:
    item = row.item
    return (
        f'<td><input class="form-check-input" type="checkbox" name="item" value="{item.pk}:{item.version}"'
        f' form="bulk" aria-label="Select {escape(item.key)}"></td>'
    )


def _saved(row: "Row") -> str:
    return '<div class="text-success small" role="status">Saved</div>' if row.is_saved else ""


def _origin(row: "Row") -> str:
    workshop = str(row.item.workshop) if row.item.workshop else ""
    # What was agreed in a workshop has it for its source too: said once, it is enough.
    said = "" if row.item.source == workshop else row.item.source
    source = _cell(row, "source", said, "Change source" if workshop else "Add source", is_aside=True)
    return _cell(row, "workshop", workshop, "No workshop") + source


def _cell(row: "Row", name: str, text: str, blank: str = "", *, is_aside: bool = False) -> str:
    look = " cell-aside" if is_aside else ""
    return _marked(row, name, escape(text or blank), look if text else f"{look} cell-blank")


def _marked(row: "Row", name: str, shown: str, look: str = "") -> str:
    """The link around what is safe to show already."""
    return f'<a class="cell{look}" data-cell="{name}" href="{escape(row.url)}#id_{name}">{shown}</a>'


def _note(text: str) -> str:
    return f'<span class="cell-note">{escape(text)}</span>' if text else ""


@register.simple_tag
def suggestion_list(list_id: str, names: Iterable[str]) -> SafeString:
    """What a field offers while one types."""
    options = "".join(f'<option value="{escape(name)}"></option>' for name in names)
    return mark_safe(f'<datalist id="{escape(list_id)}">{options}</datalist>')
