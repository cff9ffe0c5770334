"""Forms for the people of a project."""

from typing import Any

from django import forms

from workshops.forms.meanwhile import MeanwhileForm
from workshops.forms.widgets import TextOrFileForm
from workshops.models import Person, Project

EXAMPLE = "name,email,groups\nAda Quill,ada@example.org,BI Lead; QA"


class PersonForm(MeanwhileForm, forms.ModelForm):
    class Meta:
        model = Person
        fields = ["name", "email", "groups"]
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "off"}),
            "email": forms.EmailInput(attrs={"autocomplete": "off"}),
            "groups": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.project = project
        self.group_field.queryset = project.groups.all()
        if not self.group_field.queryset.exists():
            del self.fields["groups"]
        self.watch()

    @property
    def group_field(self) -> "forms.ModelMultipleChoiceField[Any]":
        field = self.fields["groups"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        return field

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        same = self.project.people.filter(email__iexact=email).exclude(pk=self.instance.pk).first()
        if same is not None:
            raise forms.ValidationError("%(name)s already has this address.", params={"name": same.name})
        return email

    @property
    def group_ids(self) -> list[int]:
        return [group.pk for group in self.cleaned_data.get("groups", [])]


class PeopleImportForm(TextOrFileForm):
    """Rows of `name,email,groups`; the rows themselves are judged one by one by the import."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        text = self.fields["text"]
        text.label = "Paste rows"
        text.help_text = (
            "First line name,email,groups; several groups are separated by a semicolon. Rows of a "
            "spreadsheet will do, and addresses copied from a mail: Ada Quill &lt;ada@example.org&gt;; …"
        )
        text.widget.attrs |= {
            "rows": 5,
            "placeholder": "name,email,groups\nAda Quill,ada@example.org,BI Lead; QA",
        }
        self.fields["file"].label = "or choose a CSV file"
