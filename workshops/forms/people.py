"""Forms for the people of a project."""

from typing import Any

from django import forms

from workshops.forms.meanwhile import MeanwhileForm
from workshops.forms.widgets import TextOrFileForm
from workshops.models import Person, Project, StakeholderGroup
from workshops.people_csv import decode_list

EXAMPLE = "name,email,groups\nAda Quill,ada@example.org,BI Lead; QA"


class GroupsForm(forms.BaseForm):
    """A form whose field `groups` offers those of a project, where it has any."""

    def offer_groups(self, project: Project) -> None:
        field = self.fields["groups"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = project.groups.all()
        if not field.queryset.exists():
            del self.fields["groups"]

    @property
    def group_ids(self) -> list[int]:
        return [group.pk for group in self.cleaned_data.get("groups", [])]


class PersonForm(GroupsForm, MeanwhileForm, forms.ModelForm):
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
        self.offer_groups(project)
        self.watch()

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        same = self.project.people.filter(email__iexact=email).exclude(pk=self.instance.pk).first()
        if same is not None:
            raise forms.ValidationError("%(name)s already has this address.", params={"name": same.name})
        return email


class PeopleImportForm(GroupsForm, TextOrFileForm):
    """Rows of `name,email,groups`; the rows themselves are judged one by one by the import."""

    groups = forms.ModelMultipleChoiceField(
        label="Put everybody on the list into",
        queryset=StakeholderGroup.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_groups(project)
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

    def decode(self, data: bytes) -> str:
        """As spreadsheets write it, which is not always UTF-8."""
        try:
            return decode_list(data)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error
