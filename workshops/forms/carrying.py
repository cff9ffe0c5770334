"""Which open points an agenda takes up, and under how many items."""

from collections.abc import Iterable
from typing import Any

from django import forms

from workshops.validators import one_line

TITLE = "Open points from earlier workshops"


class CarryForm(forms.Form):
    """`chosen` are subjects out of what was offered; `title` of the values is empty for an item each."""

    chosen = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple, error_messages={"required": "Choose at least one."}
    )
    how = forms.ChoiceField(
        label="On the agenda",
        choices=[("one", "One item for all of them"), ("each", "An item each")],
        widget=forms.RadioSelect,
        initial="one",
    )
    title = forms.CharField(
        label="Name of the one item", max_length=300, required=False, validators=[one_line], initial=TITLE
    )
    minutes = forms.IntegerField(label="Minutes an item", min_value=1, max_value=600, required=False)

    def __init__(self, *args: Any, offered: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["chosen"]
        assert isinstance(field, forms.MultipleChoiceField)  # for the type checker
        field.choices = list(offered)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("how") == "one" and not cleaned.get("title") and "title" not in self.errors:
            self.add_error("title", "Give the item a name.")
        return cleaned

    @property
    def item(self) -> dict[str, Any]:
        """How the agenda takes them up, as the service has it."""
        title = self.cleaned_data["title"] if self.cleaned_data["how"] == "one" else ""
        return {"title": title, "minutes": self.cleaned_data["minutes"]}

    @property
    def ticked(self) -> list[str]:
        """What stands ticked on the page."""
        return list(self["chosen"].value() or [])
