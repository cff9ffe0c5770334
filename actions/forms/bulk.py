"""Many actions changed at once."""

import re
from datetime import date
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

from actions.services import MOST_AT_ONCE
from actions.states import ActionState
from workshops.forms.registers import DueField
from workshops.owners import OwnerBook
from workshops.validators import one_line

# Typed where an owner or a due date is to be taken away; an empty field leaves what is there.
NONE: Final = "none"
_LONGEST_CHOICE: Final = MOST_AT_ONCE * 32
_PAIR = re.compile(r"([0-9]{1,18}):([0-9]{1,9})")


class DueOrNoneField(DueField):
    """A day, or `none`, which comes out as the word."""

    def clean(self, value: Any) -> Any:
        is_none = isinstance(value, str) and value.strip().casefold() == NONE
        return NONE if is_none else super().clean(value)


class BulkForm(forms.Form):
    """What to set; what is left empty stays as it is in each action."""

    state = forms.ChoiceField(choices=[("", "Keep"), *ActionState.choices], required=False)
    blocked_reason = forms.CharField(
        label="What blocks them",
        max_length=500,
        required=False,
        validators=[one_line],
        help_text="Needed for the state “Blocked”.",
    )
    owner = forms.CharField(
        max_length=200,
        required=False,
        validators=[one_line],
        help_text="A person or a role; “none” takes the owner away.",
        widget=forms.TextInput(attrs={"list": "action-owners", "autocomplete": "off", "placeholder": "Keep"}),
    )
    due_on = DueOrNoneField(
        label="Due", required=False, help_text="fri, +7d or a date; “none” takes the date away."
    )
    all = forms.BooleanField(required=False)
    confirmed = forms.BooleanField(required=False)

    def __init__(self, *args: Any, book: OwnerBook, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._book = book
        due = self.fields["due_on"]
        assert isinstance(due, DueField)  # for the type checker: declared above
        due.today = today
        due.widget.attrs["placeholder"] = "Keep"

    def clean(self) -> None:
        data = self.cleaned_data
        if data.get("state") == ActionState.BLOCKED and not data.get("blocked_reason"):
            self.add_error("blocked_reason", "Say what blocks the actions.")
        if not self.errors and not self.values():
            raise ValidationError("Choose a state, an owner or a due date to set.")

    def values(self) -> dict[str, Any]:
        """As the service takes them."""
        data, values = self.cleaned_data, {}
        if data.get("state"):
            values = {"state": data["state"], "blocked_reason": data.get("blocked_reason", "")}
        if owner := data.get("owner"):
            is_none = owner.casefold() == NONE
            values |= {"owner_id": None if is_none else self._book.find(owner)}
            values |= {"owner_text": "" if is_none else owner}
        if due := data.get("due_on"):
            values["due_on"] = None if due == NONE else due
        return values

    def summary(self) -> list[tuple[str, str]]:
        """What is to be set, in words."""
        data = self.cleaned_data
        said = [("State", ActionState(data["state"]).label)] if data.get("state") else []
        if data.get("state") == ActionState.BLOCKED:
            said.append(("Because", data["blocked_reason"]))
        if data.get("owner"):
            said.append(("Owner", "nobody" if data["owner"].casefold() == NONE else data["owner"]))
        if due := data.get("due_on"):
            said.append(("Due", "no date" if due == NONE else f"{due:%-d %b %Y}"))
        return said


def chosen_of(texts: list[str]) -> dict[int, int]:
    """Id -> the version that was seen, from `12:3` of a box or many such with commas; others do not count."""
    pairs = (pair for text in texts for pair in _PAIR.findall(text[:_LONGEST_CHOICE]))
    return {int(pk): int(version) for pk, version in pairs}


def chosen_text(chosen: dict[int, int]) -> str:
    return ",".join(f"{pk}:{version}" for pk, version in chosen.items())
