"""The registers' rows: one line while somebody talks, and everything of a row on its page."""

from datetime import date
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db.models import QuerySet

from workshops import due_dates
from workshops.forms.widgets import TextOrFileForm
from workshops.models import (
    AgendaItem,
    Approval,
    CapacityNeed,
    Constraint,
    Decision,
    Dependency,
    OpenQuestion,
    Person,
    Pipeline,
    Risk,
)
from workshops.owners import OwnerBook
from workshops.people_csv import decode_list
from workshops.registers.tables import TableError, read
from workshops.selectors.register import ENTRIES, model_of, owner_of
from workshops.validators import one_line

LONGEST_TEXT: Final = 20_000


class DueField(forms.CharField):
    """A day as people type it: `fri`, `+7d`, a date. Whoever makes the form sets `today`."""

    today: date

    def __init__(self, **kwargs: Any) -> None:
        kwargs["widget"] = forms.TextInput(attrs={"autocomplete": "off", "placeholder": "fri or +7d"})
        super().__init__(**{"max_length": 40, **kwargs})

    def clean(self, value: Any) -> date | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return due_dates.parse_due(text, today=self.today)
        except ValueError as error:
            raise ValidationError(f"“{text}” {error}") from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Two ways to write one day are the same."""
        try:
            return self.clean(data) != initial
        except ValidationError:
            return True


class EntryForm(forms.ModelForm):
    """A register's row; the owner is typed, a person where one is meant, else a role."""

    owner = forms.CharField(
        max_length=200,
        required=False,
        validators=[one_line],
        widget=forms.TextInput(attrs={"list": "owner-names", "autocomplete": "off"}),
    )
    # Which version of the row the form shows: who saves over a newer one is told.
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, book: OwnerBook, today: date, **kwargs: Any) -> None:
        instance = kwargs.get("instance")
        if instance is not None:
            given = kwargs.get("initial", {})
            kwargs["initial"] = {"owner": owner_of(instance), "version": instance.version, **given}
        super().__init__(*args, **kwargs)
        self._book = book
        for field in self.fields.values():
            if isinstance(field, DueField):
                field.today = today
            elif isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 3
                field.validators.append(MaxLengthValidator(LONGEST_TEXT))
        if instance is None:
            del self.fields["version"]
        elif "depends_on" in self.fields:
            self._offer_pipelines(instance)
        if instance is not None:
            self._offer("raised_by", Person.objects.filter(project=instance.workshop.project_id))
            self._offer("agenda_item", AgendaItem.objects.filter(workshop=instance.workshop_id))

    def _offer(self, name: str, rows: QuerySet[Any]) -> None:
        """What a relation's field may choose, where the form has such a field."""
        field = self.fields.get(name)
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = rows
            field.empty_label = "Not said"

    def _offer_pipelines(self, pipeline: Pipeline) -> None:
        field = self.fields["depends_on"]
        assert isinstance(
            field, forms.ModelMultipleChoiceField
        )  # for the type checker: a relation of the model
        others = Pipeline.objects.filter(workshop__project=pipeline.workshop.project_id)
        field.widget = forms.CheckboxSelectMultiple()
        # Set last: it gives the widget its choices.
        field.queryset = others.exclude(pk=pipeline.pk)

    def clean_owner(self) -> str:
        text: str = self.cleaned_data["owner"]
        has_words = self._meta.model in ENTRIES.values()
        if text and not has_words and self._owner_id(text) is None:
            raise ValidationError(f"“{text}” is nobody, or more than one, of the project's people.")
        return text

    def _owner_id(self, text: str) -> int | None:
        # A name left as it was means the same person, even where others have it too.
        has_flag = isinstance(self.instance, Constraint)
        before = self.instance.flagged_by if has_flag else getattr(self.instance, "owner", None)
        return before.pk if before and text == before.name else self._book.find(text)

    def values(self) -> dict[str, Any]:
        """As the services take them."""
        values = dict(self.cleaned_data)
        values.pop("version", None)
        text = values.pop("owner")
        values["owner_id"] = self._owner_id(text)
        if self._meta.model in ENTRIES.values():
            values["owner_text"] = "" if values["owner_id"] else text
        if "depends_on" in values:
            values["depends_on"] = [pipeline.pk for pipeline in values["depends_on"]]
        for name in {"raised_by", "agenda_item"} & set(values):
            chosen = values.pop(name)
            values[f"{name}_id"] = chosen.pk if chosen else None
        return {name: _unix(value) for name, value in values.items()}


def _unix(value: Any) -> Any:
    """Browsers send lines ended as on the typewriter."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


_DUE: Final = {"due_on": DueField, "decided_on": DueField}
# What is typed in the meeting: enough to catch it, the rest comes after.
_QUICK: Final[dict[str, tuple[Any, tuple[str, ...]]]] = {
    "pipeline": (Pipeline, ("text", "starts_in", "ends_in", "schedule", "owner")),
    "decision": (Decision, ("text", "rationale", "owner")),
    "risk": (Risk, ("text", "impact", "likelihood", "owner")),
    "dependency": (Dependency, ("text", "owner", "due_on")),
    "capacity": (CapacityNeed, ("text", "amount", "due_on", "owner")),
    "constraint": (Constraint, ("text", "owner")),
    "question": (OpenQuestion, ("text", "owner", "due_on")),
    "approval": (Approval, ("text", "owner", "due_on")),
}
_ORIGIN: Final = ("agenda_item", "raised_by")
_WHOLE: Final[dict[str, tuple[str, ...]]] = {
    "pipeline": (
        *("text", "state", "owner", "source", "starts_in", "ends_in", "schedule", "depends_on"),
        *("environments", "sla", "monitoring", "alerting", "error_handling", "on_call"),
        *_ORIGIN,
    ),
    "decision": ("text", "state", "owner", "rationale", "decided_on", "artifacts", *_ORIGIN),
    "risk": ("text", "state", "impact", "likelihood", "owner", "mitigation", *_ORIGIN),
    "dependency": ("text", "state", "owner", "due_on", "note", *_ORIGIN),
    "capacity": ("text", "state", "amount", "due_on", "owner", "note", *_ORIGIN),
    "constraint": ("text", "owner", "answer", "agenda_item"),
    "question": ("text", "state", "owner", "due_on", "answer", "agenda_item"),
    "approval": ("text", "state", "owner", "due_on", "reason", "agenda_item"),
}
_LABELS: Final = {
    "pipeline": {"text": "Pipeline"},
    "decision": {"text": "What was decided", "owner": "By whom"},
    "risk": {"text": "Risk"},
    "dependency": {"text": "What we depend on"},
    "capacity": {"text": "Who or what is needed"},
    "constraint": {"text": "Constraint", "owner": "Flagged by"},
    "question": {"text": "Question"},
    "approval": {"text": "What is to be approved", "owner": "Who approves"},
}


def quick_form(register: str, data: Any = None, *, book: OwnerBook, today: date) -> EntryForm:
    """The line under a register."""
    model, names = _QUICK[register]
    columns = [name for name in names if name != "owner"]
    widgets: dict[str, Any] = {"rationale": forms.TextInput()}
    factory: Any = forms.modelform_factory(
        model, form=EntryForm, fields=columns, field_classes=_DUE, widgets=widgets
    )
    form = factory(data, prefix=register, book=book, today=today)
    return _arranged(form, register, names)


def entry_form(register: str, data: Any = None, *, entry: Any, book: OwnerBook, today: date) -> EntryForm:
    """Everything of a row that people change."""
    names = _WHOLE[register]
    columns = [name for name in names if name != "owner"]
    factory: Any = forms.modelform_factory(
        model_of(register), form=EntryForm, fields=columns, field_classes=_DUE
    )
    form = _arranged(factory(data, instance=entry, book=book, today=today), register, names)
    if register == "constraint":
        form.fields["answer"].help_text = "Empty opens the constraint again."
    return form


def _arranged(form: EntryForm, register: str, names: tuple[str, ...]) -> EntryForm:
    form.order_fields(names)
    for name, label in _LABELS[register].items():
        form.fields[name].label = label
    return form


class TableForm(TextOrFileForm):
    """A decision log or a risk register; `table` of the cleaned data is what it says."""

    def __init__(self, *args: Any, register: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._register = register
        self.fields["text"].label = "Paste the table"
        self.fields["file"].label = "or choose a CSV or Markdown file"

    def decode(self, data: bytes) -> str:
        try:
            return decode_list(data)
        except ValueError as error:
            raise ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "source" in cleaned:
            try:
                cleaned["table"] = read(self._register, cleaned["source"])
            except TableError as error:
                raise ValidationError(str(error)) from error
        return cleaned
