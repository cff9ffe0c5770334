"""What people type about actions: adding, changing, filtering, uploading."""

import base64
import binascii
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from actions.models import ActionItem
from actions.paging import Place
from actions.selectors import GROUPS, NO_OWNER, SORTS, UNFINISHED, LogFilter
from actions.sheet import MAX_BYTES, NOTES_LIMIT
from actions.states import ActionState
from workshops.models import Project, Workshop
from workshops.owners import OwnerBook
from workshops.validators import one_line, plain_text

# The largest number that both databases take as an id.
_LARGEST_ID = 2**63 - 1


class DayField(forms.DateField):
    """A day: what the browser's own date field sends, or typed as in an uploaded table."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(
            required=False, label="Due", input_formats=["%Y-%m-%d", "%d.%m.%Y"], widget=widget, **kwargs
        )


class RowForm(forms.Form):
    """What is changed in place."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    state = forms.ChoiceField(choices=ActionState.choices)
    due_on = DayField()

    def values(self) -> dict[str, Any]:
        return {"state": self.cleaned_data["state"], "due_on": self.cleaned_data["due_on"]}


class QuickAddForm(forms.Form):
    """What, who, until when: enough to catch an action while it is said."""

    action = forms.CharField(max_length=500, validators=[one_line])
    owner = forms.CharField(
        max_length=200,
        required=False,
        validators=[one_line],
        help_text="A name or address of a person, or a role such as “BI Lead”.",
        widget=forms.TextInput(attrs={"list": "owner-names", "autocomplete": "off"}),
    )
    due_on = DayField()

    def __init__(self, *args: Any, book: OwnerBook, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._book = book

    def values(self) -> dict[str, Any]:
        """As the service takes them: a person where one is meant, else the words as written."""
        data = self.cleaned_data
        return {"action": data["action"], "due_on": data["due_on"]} | self._owner()

    def _owner(self) -> dict[str, Any]:
        text = self.cleaned_data["owner"]
        return {"owner_id": self._book.find(text), "owner_text": text}


class ActionForm(QuickAddForm):
    """Everything of an action that people change."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    state = forms.ChoiceField(choices=ActionState.choices)
    workshop: "forms.ModelChoiceField[Workshop]" = forms.ModelChoiceField(
        queryset=Workshop.objects.none(), required=False, empty_label="None"
    )
    source = forms.CharField(
        max_length=300,
        required=False,
        validators=[one_line],
        help_text="Where it comes from: a meeting, a document, a line of it.",
    )
    notes = forms.CharField(
        max_length=NOTES_LIMIT,
        required=False,
        validators=[plain_text],
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    field_order = ["action", "owner", "due_on", "state", "workshop", "source", "notes", "version"]

    def __init__(self, *args: Any, item: ActionItem, **kwargs: Any) -> None:
        super().__init__(*args, initial=initial_of(item), **kwargs)
        self._item = item
        workshops = self.fields["workshop"]
        assert isinstance(workshops, forms.ModelChoiceField)  # for the type checker: declared above
        workshops.queryset = item.project.workshops.all()

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        workshop_id = data["workshop"].pk if data["workshop"] else None
        rest = {name: data[name] for name in ("state", "source", "notes")}
        return super().values() | rest | {"workshop_id": workshop_id}

    def _owner(self) -> dict[str, Any]:
        owner = self._item.owner
        # A name left as it was means the same person, even where others have it too.
        if owner and self.cleaned_data["owner"] == owner.name:
            return {"owner_id": owner.pk}
        return super()._owner()


def initial_of(item: ActionItem) -> dict[str, Any]:
    """What stands in the action's form before anybody types."""
    names = ("action", "due_on", "state", "source", "notes", "version")
    values = {name: getattr(item, name) for name in names}
    return values | {"owner": item.owner_name, "workshop": item.workshop_id}


class LogFilterForm(forms.Form):
    """The filters in the page's address. What makes no sense there is as good as not there."""

    q = forms.CharField(max_length=200, required=False)
    owner = forms.CharField(max_length=201, required=False)
    state = forms.ChoiceField(
        choices=[("", "Any state"), (UNFINISHED, "Not finished"), *ActionState.choices], required=False
    )
    workshop = forms.IntegerField(min_value=0, max_value=_LARGEST_ID, required=False)
    overdue = forms.BooleanField(required=False)
    sort = forms.ChoiceField(
        choices=[(f"{sign}{name}", name) for name in SORTS for sign in ("", "-")], required=False
    )
    group = forms.ChoiceField(choices=[("", "No groups"), *((name, name) for name in GROUPS)], required=False)
    after = forms.CharField(required=False)
    before = forms.CharField(required=False)

    def wanted(self) -> LogFilter:
        self.is_valid()
        data = self.cleaned_data
        group = data.get("group") or ""
        sort = data.get("sort") or "due"
        # Groups need their own order, which may be turned round.
        if group and sort.removeprefix("-") != GROUPS[group]:
            sort = GROUPS[group]
        before, after = data.get("before"), data.get("after")
        return LogFilter(
            owner=data.get("owner") or "",
            state=data.get("state") or "",
            workshop_id=data.get("workshop"),
            is_overdue=bool(data.get("overdue")),
            text=data.get("q") or "",
            sort=sort.removeprefix("-"),
            is_descending=sort.startswith("-"),
            group=group,
            place=Place(before or after or "", is_backward=bool(before)) if before or after else None,
        )


class UploadForm(forms.Form):
    file = forms.FileField(
        label="CSV file",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,text/csv"}),
        help_text="At most 1 MB. Columns: id, action, owner, due_date, status, source, notes.",
        # An empty file gets the same sentence as any other that names no columns.
        allow_empty_file=True,
    )

    def clean_file(self) -> bytes:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MAX_BYTES:
            raise ValidationError("The file is larger than 1 MB. Split it.")
        data: bytes = file.read()
        return data


class ConfirmForm(forms.Form):
    """What the preview carries to the moment of saving: the file to the byte, and what it showed."""

    content = forms.CharField(widget=forms.HiddenInput, strip=False)
    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def clean_content(self) -> bytes:
        try:
            return base64.b64decode(self.cleaned_data["content"], validate=True)
        except (binascii.Error, ValueError) as error:
            raise ValidationError("The file did not come through whole. Upload it again.") from error


def confirm_form(data: bytes, digest: str) -> ConfirmForm:
    return ConfirmForm(initial={"content": base64.b64encode(data).decode(), "digest": digest})


def filter_choices(project: Project, owners: list[tuple[str, str]]) -> dict[str, list[tuple[str, str]]]:
    """What the page's select boxes offer."""
    workshops = [(str(workshop.pk), str(workshop)) for workshop in project.workshops.all()]
    return {
        "owners": [("", "Any owner"), *owners, (NO_OWNER, "Nobody yet")],
        "workshops": [("", "Any workshop"), *workshops],
    }
