"""The lists in mails."""

from emails.message import blocks
from emails.message.rendering import markdown_to_html
from workshops.models import AgendaItem


def item(title: str, low: int | None, high: int | None, presenter: str = "") -> AgendaItem:
    return AgendaItem(title=title, minutes_min=low, minutes_max=high, presenter=presenter)


def test_agenda_tells_minutes_and_presenter_where_they_are_known():
    items = [item("Welcome", 5, 10), item("Flows", 30, 30, "Ada"), item("End", None, None, "Bo")]

    assert blocks.agenda(items) == "1. Welcome (5–10 min)\n2. Flows (30 min) – Ada\n3. End – Bo"


def test_presenter_is_inert_in_a_mail():
    html = markdown_to_html(blocks.agenda([item("Welcome", 5, 5, "[x](https://e.example) *y*")]))

    assert "<a" not in html
    assert "[x](https://e.example) *y*" in html
