"""The recap, section by section as the plan has them."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from workshops.edit_tags import text_tag
from workshops.models import Recap, RecapSection
from workshops.registers.kinds import writer_for
from workshops.validators import plain_text

LONGEST_SECTION = 20_000
_NEWER = "Somebody else changed this section in the meantime. Yours is not saved yet."


class RecapForm(forms.Form):
    """Each section with the tag of the text that was shown: who writes over newer words is told."""

    def __init__(self, *args: Any, recap: Recap, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sections: list[RecapSection] = list(recap.sections.all())
        # By section, what somebody else wrote meanwhile.
        self.newer: dict[int, str] = {}
        for section in self.sections:
            self.fields[self._name(section)] = forms.CharField(
                label=section.heading,
                required=False,
                initial=section.text,
                max_length=LONGEST_SECTION,
                validators=[plain_text],
                help_text=section.prompt,
                widget=forms.Textarea(attrs={"rows": 5}),
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for section in self.sections:
            name, seen = self._name(section), self.data.get(self._seen(section))
            typed = cleaned.get(name)
            if typed is None or not seen or seen == text_tag(section.text):
                continue
            if text_tag(typed) == seen:
                # Left as it was shown: the newer words stay, and stand there should the form come back.
                cleaned[name] = section.text
                self.data = dict(self.data.items()) | {name: section.text}
            elif text_tag(typed) != text_tag(section.text):
                self.newer[section.pk] = section.text
                self.add_error(name, _NEWER)
        return cleaned

    @staticmethod
    def _seen(section: RecapSection) -> str:
        return f"seen-{section.pk}"

    @staticmethod
    def _name(section: RecapSection) -> str:
        return f"section-{section.pk}"

    def rows(self) -> Iterator[tuple[RecapSection, BoundField, str, str, str]]:
        """Each section with its field, what could write it out of the registers, its tag, and newer words."""
        for section in self.sections:
            field, newer = self[self._name(section)], self.newer.get(section.pk, "")
            yield section, field, writer_for(section.heading), text_tag(section.text), newer

    @property
    def texts(self) -> dict[int, str]:
        return {
            section.pk: self.cleaned_data[self._name(section)].replace("\r\n", "\n")
            for section in self.sections
        }
