"""One line for whatever is said in a meeting: an action, or a row of any register."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

from workshops.forms.registers import DueField, EntryForm, quick_form
from workshops.models import Workshop
from workshops.owners import OwnerBook
from workshops.registers.kinds import BY_SLUG, KINDS, asked_for
from workshops.selectors.register import plan_words
from workshops.validators import one_line

ACTION: Final = "action"


class CaptureForm(forms.Form):
    """What was said, where it belongs, whose it is and until when."""

    register = forms.ChoiceField(label="Put into")
    text = forms.CharField(
        label="What was said",
        max_length=500,
        validators=[one_line],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    owner = forms.CharField(
        max_length=200,
        required=False,
        validators=[one_line],
        widget=forms.TextInput(attrs={"list": "capture-owners", "autocomplete": "off"}),
    )
    due = DueField(label="Due", required=False)
    item = forms.ChoiceField(label="Under", required=False)

    def __init__(self, *args: Any, workshop: Workshop, book: OwnerBook, today: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "capture-%s", **kwargs})
        self._book, self._today = book, today
        register, due = self.fields["register"], self.fields["due"]
        assert isinstance(register, forms.ChoiceField)  # for the type checker: declared above
        assert isinstance(due, DueField)
        register.choices = _choices(workshop)
        due.today = today
        items = [(str(row.pk), row.title) for row in workshop.agenda_items.all()]
        item = self.fields["item"]
        assert isinstance(item, forms.ChoiceField)
        item.choices = [("", "No item"), *items]
        self._titles = dict(items)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        slug = cleaned.get("register", "")
        if not self.errors and slug != ACTION:
            self._check_row(slug)
        return cleaned

    def _check_row(self, slug: str) -> None:
        """Hold what was typed against the register's own form."""
        form = self._row_form(slug)
        if self.cleaned_data["due"] and "due_on" not in form.fields:
            what = BY_SLUG[slug].what
            raise ValidationError({"due": f"A {what} has no due day. Leave it empty, or put down an action."})
        if not form.is_valid():
            for name, reasons in form.errors.items():
                self.add_error(
                    {"due_on": "due"}.get(name, name if name in self.fields else None), list(reasons)
                )

    def _row_form(self, slug: str) -> EntryForm:
        blank = quick_form(slug, book=self._book, today=self._today)
        data = {
            blank.add_prefix(name): blank.get_initial_for_field(field, name)
            for name, field in blank.fields.items()
        }
        given = {"text": self.cleaned_data["text"], "owner": self.cleaned_data["owner"]}
        due = self.cleaned_data["due"]
        given["due_on"] = due.isoformat() if due else ""
        data |= {blank.add_prefix(name): value for name, value in given.items()}
        return quick_form(slug, data, book=self._book, today=self._today)

    @property
    def is_action(self) -> bool:
        return bool(self.cleaned_data["register"] == ACTION)

    def action_values(self) -> dict[str, Any]:
        """As the action log's service takes them."""
        data = self.cleaned_data
        owner = {"owner_id": self._book.find(data["owner"]), "owner_text": data["owner"]}
        return {"action": data["text"], "due_on": data["due"]} | owner

    def row_values(self) -> dict[str, Any]:
        """As the register's service takes them."""
        form = self._row_form(self.cleaned_data["register"])
        form.is_valid()
        return form.values() | {"agenda_item_id": int(self.cleaned_data["item"] or 0) or None}

    def source(self, workshop: Workshop) -> str:
        """Where an action came from, in words."""
        title = self._titles.get(self.cleaned_data["item"], "")
        return (f"{workshop}, {title}" if title else str(workshop))[:300]

    @property
    def what(self) -> str:
        """What was caught, in a word."""
        slug = self.cleaned_data["register"]
        return "action" if slug == ACTION else BY_SLUG[slug].what


def _choices(workshop: Workshop) -> list[Any]:
    asked = asked_for(plan_words(workshop)) | set(workshop.more_registers)
    own = [(kind.slug, kind.what.capitalize()) for kind in KINDS if kind.slug in asked]
    others = [(kind.slug, kind.what.capitalize()) for kind in KINDS if kind.slug not in asked]
    choices: list[Any] = [(ACTION, "Action"), *own]
    return [*choices, ("Other registers", others)] if others else choices
