"""People's own words as pages show them."""

import re
from typing import Final

from django import template
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

register = template.Library()

_ADDRESS: Final = re.compile(r"([^\s@<>]+)@[^\s@<>]+")

# Emphasis and code alone: no link, no image, no markup of the writer's own. All other text is escaped.
_MARKS = MarkdownIt("zero").enable(["emphasis", "backticks"])
_LISTS = MarkdownIt("zero").enable(["emphasis", "backticks", "list", "newline", "table"])


@register.filter
def emphasis(text: str) -> SafeString:
    """A line of a plan with its **strong** and `code` words marked up."""
    return mark_safe(_MARKS.renderInline(text))


@register.filter
def written(text: str) -> SafeString:
    """A text of several lines: paragraphs, lists and tables, with the same words marked up."""
    return mark_safe(_LISTS.render(text))


@register.filter
def name_only(text: str) -> str:
    """A name as who has no account may read it: of an address that stands for one, what is before the @."""
    return _ADDRESS.sub(r"\1", text)
