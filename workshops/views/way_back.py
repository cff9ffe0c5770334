"""A message that says what happened, with the way to change it."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.html import format_html


def done(request: HttpRequest, text: str, *, url: str, label: str) -> None:
    """Show the text on the next page, and behind it the link."""
    messages.success(request, format_html('{} <a href="{}">{}</a>', text, url, label))
