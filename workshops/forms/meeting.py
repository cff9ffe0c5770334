"""What is typed while the workshop runs."""

from typing import Any

from django import forms

from workshops.services.meeting import LONGEST_NOTE
from workshops.validators import plain_text


class NoteForm(forms.Form):
    """The notes of one place; without an item they are for the meeting as a whole.

    `over` is the version of somebody else's words that these replace, `both` of those that they follow.
    """

    item = forms.IntegerField(required=False)
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1)
    over = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1)
    both = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1)
    text = forms.CharField(required=False, strip=False, max_length=LONGEST_NOTE, validators=[plain_text])

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        return text.replace("\r\n", "\n").replace("\r", "\n")

    @property
    def known_version(self) -> int:
        """The newest version that the writer has seen."""
        seen = (self.cleaned_data[name] for name in ("over", "both", "version"))
        return next(version for version in seen if version is not None)

    @property
    def typed(self) -> str:
        return str(self.data.get("text", ""))

    def reasons(self) -> list[str]:
        """What is wrong, in sentences."""
        said: list[Any] = [*self.errors.get("text", []), *self.non_field_errors()]
        return [str(reason) for reason in said] or ["Load the page again: this form is not whole."]
