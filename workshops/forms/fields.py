"""Fields of texts that people write a line at a time."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from workshops.validators import one_line

# A plan's list is read by people: more lines than this are pasted by mistake.
MOST_LINES = 100


class LinesField(forms.CharField):
    """A list of texts, one a line; blank lines do not count."""

    def __init__(self, *, line_length: int = 500, **kwargs: Any) -> None:
        self.line_length = line_length
        kwargs.setdefault("required", False)
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 5}))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        text = super().clean(value)
        lines = [line.strip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
        lines = [line for line in lines if line]
        if len(lines) > MOST_LINES:
            raise ValidationError(f"These are more than {MOST_LINES} lines.")
        for line in lines:
            one_line(line)
            if len(line) > self.line_length:
                raise ValidationError(
                    "“%(start)s…” is longer than %(most)s characters.",
                    params={"start": line[:40], "most": self.line_length},
                )
        return lines


class OneLineField(forms.CharField):
    """A line that is written in an area: an end of line in it, typed or pasted, is a space."""

    def to_python(self, value: Any) -> str:
        return re.sub(r"\s*[\r\n]+\s*", " ", super().to_python(value) or "").strip()
