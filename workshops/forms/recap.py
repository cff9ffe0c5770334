"""The recap, section by section as the plan has them."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from workshops.models import Recap, RecapSection
from workshops.registers.kinds import writer_for
from workshops.validators import plain_text

LONGEST_SECTION = 20_000


class RecapForm(forms.Form):
    def __init__(self, *args: Any, recap: Recap, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sections: list[RecapSection] = list(recap.sections.all())
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

    @staticmethod
    def _name(section: RecapSection) -> str:
        return f"section-{section.pk}"

    def rows(self) -> Iterator[tuple[RecapSection, BoundField, str]]:
        """Each section with its field, and what could write it out of the registers."""
        for section in self.sections:
            yield section, self[self._name(section)], writer_for(section.heading)

    @property
    def texts(self) -> dict[int, str]:
        return {
            section.pk: self.cleaned_data[self._name(section)].replace("\r\n", "\n")
            for section in self.sections
        }
