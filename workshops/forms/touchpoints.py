"""One touchpoint: when it goes, to whom, and what it says."""

from collections.abc import Collection
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Column, Layout, Row
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from workshops import placeholders
from workshops.models import Touchpoint
from workshops.states import PLAN_AUDIENCES, Audience, Daypart
from workshops.timing import MINUTES_OF_A_DAY
from workshops.validators import one_line

# A year on either side of the workshop: further away it is another plan's.
MOST_DAYS = 366

# What may be changed of a touchpoint that the program writes: it follows another one or a change.
OWN_FIELDS = ("subject", "body")
GROUP_FIELDS = ("groups", "cc_groups")


class TouchpointForm(forms.ModelForm):
    class Meta:
        model = Touchpoint
        fields = [
            "name", "purpose", "first_day", "last_day", "daypart", "is_after", "in_working_days",
            "at_time", "minutes",
            "audience", "groups", "cc_groups", "sender", "subject", "body",
        ]  # fmt: skip
        labels = {
            "first_day": "From day",
            "last_day": "To day",
            "is_after": "Day 0 is after the workshop (T+0)",
            "in_working_days": "Count working days only",
            "at_time": "Exact time",
            "minutes": "Or in minutes",
            "groups": "To these groups as well",
            "cc_groups": "Copy to these groups",
            "sender": "Sender’s name",
            "body": "Text",
        }
        help_texts = {
            "first_day": "Days from the workshop’s day: -7 is a week before it.",
            "last_day": "The same day, or later.",
            "at_time": "In the workshop’s zone, such as 16:30, in place of the time of day.",
            "minutes": "120 is two hours before the workshop starts; after it ends where day 0 is after it.",
            "in_working_days": "Then -3 is the third working day before it, by the project’s calendar.",
            "sender": "As the plan gives it, for example Tech Manager.",
            "body": "Markdown. Placeholders such as {{ workshop.when }} are filled in for each mail.",
        }
        widgets = {
            "purpose": forms.Textarea(attrs={"rows": 2}),
            "at_time": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "groups": forms.CheckboxSelectMultiple,
            "cc_groups": forms.CheckboxSelectMultiple,
            "subject": forms.TextInput(attrs={"data-placeholders": "line", "autocomplete": "off"}),
            "body": forms.Textarea(attrs={"rows": 18, "class": "mail-text", "data-placeholders": "text"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = self.helper.disable_csrf = False
        if self.instance.is_own:
            self._keep(OWN_FIELDS)
            self.helper.layout = Layout(*self._texts("subject", "body"))
            return
        groups = self.instance.workshop.project.groups.all()
        for name in GROUP_FIELDS:
            field = self.fields[name]
            assert isinstance(field, forms.ModelMultipleChoiceField)
            field.queryset = groups
        self.fields["minutes"].validators += [MaxValueValidator(MINUTES_OF_A_DAY - 1)]
        for name in ("first_day", "last_day"):
            self.fields[name].validators += [MinValueValidator(-MOST_DAYS), MaxValueValidator(MOST_DAYS)]
        choices = [(audience.value, audience.label) for audience in PLAN_AUDIENCES]
        self.fields["audience"] = forms.ChoiceField(choices=choices, required=False)
        if not groups:
            self._keep([name for name in self.fields if name not in GROUP_FIELDS])
        self.helper.layout = self._layout()

    def _keep(self, names: Collection[str]) -> None:
        for name in [name for name in self.fields if name not in names]:
            del self.fields[name]

    def _layout(self) -> Layout:
        days = [Column(name, css_class="col-6 col-sm-3") for name in ("first_day", "last_day")]
        window = Row(*days, Column("daypart", css_class="col-sm-6"))
        hours = Row(*(Column(name, css_class="col-sm-6") for name in ("at_time", "minutes")))
        groups = Row(*(Column(name, css_class="col-sm-6") for name in GROUP_FIELDS if name in self.fields))
        texts = self._texts("subject", "body")
        return Layout(
            "name",
            "purpose",
            window,
            hours,
            "in_working_days",
            "is_after",
            "audience",
            groups,
            "sender",
            *texts,
        )

    @staticmethod
    def _texts(*names: str) -> list[str | HTML]:
        """Each field with the place where the live preview says what is wrong in it."""
        place = '<div id="problems-{}" class="draft-problems" role="status"></div>'
        return [part for name in names for part in (name, HTML(place.format(name)))]

    def clean_subject(self) -> str:
        subject: str = self.cleaned_data["subject"]
        self._refuse_unknown_placeholders(subject, is_subject=True)
        return subject

    def clean_body(self) -> str:
        body: str = self.cleaned_data["body"].replace("\r\n", "\n")
        self._refuse_unknown_placeholders(body, is_subject=False)
        return body

    @staticmethod
    def _refuse_unknown_placeholders(text: str, *, is_subject: bool) -> None:
        problems = placeholders.problems(text, is_subject=is_subject)
        if problems:
            raise forms.ValidationError(problems)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first is None or last is None:
            return cleaned
        if last < first:
            self.add_error("last_day", "The last day is before the first.")
        elif first < 0 < last:
            self.add_error("last_day", "A window lies before the workshop or after it, not on both sides.")
        cleaned["is_after"] = first > 0 or (
            first == 0
            and (cleaned.get("is_after", False) or cleaned.get("daypart") == Daypart.AFTER or last > 0)
        )
        self._check_hours(first, last, cleaned)
        # Day 0 is the workshop's own however the others are counted.
        cleaned["in_working_days"] = cleaned.get("in_working_days", False) and bool(first or last)
        if cleaned.get("audience") == Audience.NOBODY and not cleaned.get("groups"):
            self.add_error("audience", "Nobody would get it: choose an audience here, or a group below.")
        return cleaned

    def _check_hours(self, first: int, last: int, cleaned: dict[str, Any]) -> None:
        """Minutes count from the workshop itself, so that nothing else says when it goes."""
        if cleaned.get("minutes") is None:
            return
        if first or last:
            self.add_error("minutes", "These count from the workshop itself: both days are 0 then.")
        if cleaned.get("at_time") is not None:
            self.add_error("minutes", "Either an exact time, or minutes from the workshop.")

    def differences(self, saved: Touchpoint) -> list[tuple[str, str]]:
        """The label of each field in which the saved touchpoint says something else, and what it says."""
        found = []
        for name, value in self.cleaned_data.items():
            if name in GROUP_FIELDS:
                theirs = ", ".join(group.name for group in getattr(saved, name).all())
                is_same = set(value) == set(getattr(saved, name).all())
            else:
                theirs = self._shown(saved, name)
                is_same = getattr(saved, name) == value
            if not is_same:
                found.append((str(self.fields[name].label), theirs))
        return found

    @staticmethod
    def _shown(saved: Touchpoint, name: str) -> str:
        display = getattr(saved, f"get_{name}_display", None)
        value = display() if display else getattr(saved, name)
        return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)

    @property
    def values(self) -> dict[str, Any]:
        """The changed fields of the touchpoint itself, without its groups."""
        return {name: value for name, value in self.cleaned_data.items() if name not in GROUP_FIELDS}

    def chosen(self, field: str) -> list[int]:
        """The ids of the groups chosen in `groups` or `cc_groups`."""
        return [group.pk for group in self.cleaned_data.get(field, [])]


class SkipForm(forms.Form):
    reason = forms.CharField(
        label="Why it is skipped",
        max_length=300,
        validators=[one_line],
        help_text="Stands beside the touchpoint on the workshop’s page.",
    )


class HoldForm(forms.Form):
    reason = forms.CharField(
        label="Why it is held",
        required=False,
        max_length=300,
        validators=[one_line],
        help_text="Stands beside the touchpoint, so that the others know what it waits for.",
    )
