"""One action: caught while it is said, changed as a whole or a cell at a time, and talked about."""

import re
from datetime import date
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

from actions.models import ActionItem
from actions.services.comments import LONGEST_COMMENT
from actions.sheet import NOTES_LIMIT
from actions.states import ActionState
from workshops.forms.registers import DueField
from workshops.models import Project, Workshop
from workshops.owners import OwnerBook
from workshops.validators import one_line, plain_text

# More than an action sensibly waits for: a longer list is pasted by mistake.
_MOST_KEYS: Final = 30


def due_field(today: date) -> DueField:
    field = DueField(required=False, label="Due")
    field.today = today
    return field


class QuickAddForm(forms.Form):
    """What, who, until when: enough to catch an action while it is said."""

    action = forms.CharField(max_length=500, validators=[one_line])
    owner = forms.CharField(
        max_length=200,
        required=False,
        validators=[one_line],
        help_text="A name or address of a person, or a role such as “BI Lead”.",
        widget=forms.TextInput(attrs={"list": "action-owners", "autocomplete": "off"}),
    )
    due_on = DueField(required=False, label="Due")

    def __init__(self, *args: Any, book: OwnerBook, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._book = book
        self.fields["due_on"] = due_field(today)

    def values(self) -> dict[str, Any]:
        """As the service takes them: a person where one is meant, else the words as written."""
        data = self.cleaned_data
        return {"action": data["action"], "due_on": data["due_on"]} | self._owner()

    def suggestions(self) -> list[str]:
        """What to type for the owner."""
        return self._book.suggestions()

    def _owner(self) -> dict[str, Any]:
        text = self.cleaned_data["owner"]
        return {"owner_id": self._book.find(text), "owner_text": text}


class ActionForm(QuickAddForm):
    """Everything of an action that people change; `only` of it where a cell of the table is changed."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    state = forms.ChoiceField(choices=ActionState.choices)
    blocked_reason = forms.CharField(
        label="What blocks it",
        max_length=500,
        required=False,
        validators=[one_line],
        help_text="Needed while the state is “Blocked”.",
    )
    workshop: "forms.ModelChoiceField[Workshop]" = forms.ModelChoiceField(
        queryset=Workshop.objects.none(), required=False, empty_label="None"
    )
    depends_on = forms.CharField(
        label="Waits for",
        max_length=1000,
        required=False,
        validators=[one_line],
        help_text="Ids of actions that must be done first, such as A-3, A-7.",
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
    field_order = [
        *("action", "owner", "due_on", "state", "blocked_reason", "workshop", "depends_on"),
        *("source", "notes", "version"),
    ]

    def __init__(self, *args: Any, item: ActionItem, only: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, initial=initial_of(item, only), **kwargs)
        self._item = item
        for name in set(self.fields) - {*only, "version"} if only else ():
            del self.fields[name]
        if "workshop" in self.fields:
            workshops = self.fields["workshop"]
            assert isinstance(workshops, forms.ModelChoiceField)  # for the type checker: declared above
            workshops.queryset = item.project.workshops.all()

    def clean_depends_on(self) -> list[int]:
        keys = list(dict.fromkeys(filter(None, re.split(r"[\s,;]+", self.cleaned_data["depends_on"]))))
        if len(keys) > _MOST_KEYS:
            raise ValidationError(f"These are more than {_MOST_KEYS} actions.")
        rows = ActionItem.objects.filter(project=self._item.project_id, key__in=keys)
        found = dict(rows.values_list("key", "pk"))
        if missing := [key for key in keys if key not in found]:
            raise ValidationError(f"There is no action {missing[0][:40]} in this project.")
        return list(found.values())

    def clean(self) -> None:
        data = self.cleaned_data
        if data.get("state") == ActionState.BLOCKED and not data.get("blocked_reason"):
            self.add_error("blocked_reason", "Say what blocks the action.")

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        plain = ("action", "due_on", "state", "blocked_reason", "source", "notes")
        values = {name: data[name] for name in plain if name in data}
        if "owner" in data:
            values |= self._owner()
        if "workshop" in data:
            values["workshop_id"] = data["workshop"].pk if data["workshop"] else None
        if "depends_on" in data:
            values["depends_on_ids"] = data["depends_on"]
        return values

    def _owner(self) -> dict[str, Any]:
        owner = self._item.owner
        # A name left as it was means the same person, even where others have it too.
        if owner and self.cleaned_data["owner"] == owner.name:
            return {"owner_id": owner.pk}
        return super()._owner()


def initial_of(item: ActionItem, only: tuple[str, ...] = ()) -> dict[str, Any]:
    """What stands in the action's form before anybody types."""
    names = ("action", "due_on", "state", "blocked_reason", "source", "notes", "version")
    values = {name: getattr(item, name) for name in names}
    if not only or "depends_on" in only:
        values["depends_on"] = ", ".join(item.depends_on.order_by("pk").values_list("key", flat=True))
    return values | {"owner": item.owner_name, "workshop": item.workshop_id}


class CommentForm(forms.Form):
    """A word to the team."""

    text = forms.CharField(
        label="Comment",
        max_length=LONGEST_COMMENT,
        validators=[plain_text],
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class LinkForm(forms.Form):
    """The id of an action that is tied to something, or loosened from it; `item` of the cleaned data."""

    link = forms.CharField(
        label="Link an action that is there",
        max_length=40,
        required=False,
        validators=[one_line],
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "A-7"}),
    )
    unlink = forms.CharField(max_length=40, required=False, validators=[one_line], widget=forms.HiddenInput)

    def __init__(self, *args: Any, project: Project | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._project = project

    def clean(self) -> None:
        key = self.cleaned_data.get("link") or self.cleaned_data.get("unlink")
        if not key:
            self.add_error("link", "Type the id of an action, such as A-7.")
            return
        item = ActionItem.objects.filter(project=self._project, key=key).first()
        if item is None:
            self.add_error("link", f"There is no action {key} in this project.")
        self.cleaned_data["item"] = item
