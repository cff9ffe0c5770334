"""Which name and which address of two people stay."""

from typing import Any

from django import forms

from workshops.models import Person


class MergeForm(forms.Form):
    name = forms.ChoiceField(label="Name that stays", widget=forms.RadioSelect)
    email = forms.ChoiceField(
        label="Address that stays", widget=forms.RadioSelect, help_text="All further mails go to it."
    )

    def __init__(self, *args: Any, kept: Person, gone: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field, values in (("name", (kept.name, gone.name)), ("email", (kept.email, gone.email))):
            choice = self.fields[field]
            assert isinstance(choice, forms.ChoiceField)
            choice.choices = [(value, value) for value in dict.fromkeys(values)]
            choice.initial = values[0]
