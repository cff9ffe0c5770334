"""Forms of a project: its calendar, its groups and its members."""

import re
from collections.abc import Collection
from functools import lru_cache
from typing import Any

from django import forms

from workshops.forms.meanwhile import MeanwhileForm
from workshops.forms.widgets import ZoneField
from workshops.models import Project, StakeholderGroup
from workshops.models.people import group_key
from workshops.states import Role
from workshops.validators import plain_address

WEEKDAYS = [
    ("1", "Monday"),
    ("2", "Tuesday"),
    ("3", "Wednesday"),
    ("4", "Thursday"),
    ("5", "Friday"),
    ("6", "Saturday"),
    ("7", "Sunday"),
]


@lru_cache(maxsize=1)
def countries() -> tuple[tuple[str, str], ...]:
    """The countries whose public holidays are known, by name."""
    from holidays.registry import COUNTRIES

    named = [(code, _spaced(name)) for name, code, *_ in COUNTRIES.values()]
    return ("", "No public holidays"), *sorted(named, key=lambda country: country[1])


def working_days_text(weekdays: Collection[int]) -> str:
    """`Monday to Friday`, or the days one by one where they are no run."""
    names = [name for number, name in WEEKDAYS if int(number) in weekdays]
    first, last = min(weekdays, default=0), max(weekdays, default=0)
    if len(names) > 2 and last - first + 1 == len(names):
        return f"{names[0]} to {names[-1]}"
    return ", ".join(names) or "every day"


def _spaced(name: str) -> str:
    """`BosniaAndHerzegovina` as people write it."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name)
    return re.sub(r" (And|The|Of)(?= )", lambda word: word.group().lower(), words)


class WeekdaysField(forms.MultipleChoiceField):
    """The days of the week as the project keeps them: `1,2,3`, Monday first."""

    def prepare_value(self, value: Any) -> Any:
        return value.split(",") if isinstance(value, str) else value

    def clean(self, value: Any) -> str:
        return ",".join(sorted(super().clean(value)))


class ProjectForm(MeanwhileForm, forms.ModelForm):
    time_zone = ZoneField(label="Time zone")
    working_days = WeekdaysField(
        label="Working days",
        choices=WEEKDAYS,
        # A field that is declared does not take the model's default by itself.
        initial=Project._meta.get_field("working_days").default,
        widget=forms.CheckboxSelectMultiple,
        help_text="Mails are planned for these days. One that falls on a day off moves to a working day.",
    )
    country = forms.ChoiceField(
        label="Public holidays of", choices=countries, required=False, help_text="They count as days off."
    )

    class Meta:
        model = Project
        fields = ["name", "time_zone", "working_days", "country"]
        help_texts = {"name": "Also the prefix of the mails’ subjects."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.watch()


class GroupForm(MeanwhileForm, forms.ModelForm):
    class Meta:
        model = StakeholderGroup
        fields = ["name"]
        help_texts = {"name": "As your plans write it, for example “ETL / Data Engineers”."}

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.project = project
        self.watch()

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        same = self.project.groups.filter(key=group_key(name)).exclude(pk=self.instance.pk).first()
        if same is not None:
            raise forms.ValidationError(
                "The project already has the group “%(name)s”.", params={"name": same}
            )
        return name


class MemberForm(forms.Form):
    email = forms.CharField(
        label="Email",
        max_length=254,
        validators=[plain_address],
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        choices=Role,
        initial=Role.MEMBER,
        help_text="A manager changes the plan and its people; a member reads it and works on actions.",
    )

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()
