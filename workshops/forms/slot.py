"""The slot of a workshop, and its cancelling."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator

from workshops.forms.meanwhile import MeanwhileForm
from workshops.forms.widgets import ZoneField
from workshops.models import Workshop
from workshops.timing import at_wall_clock
from workshops.validators import one_line

# Wide enough for every plan; a mistyped year stands out.
FIRST_DAY, LAST_DAY = dt.date(2000, 1, 1), dt.date(2199, 12, 31)
LONGEST_MINUTES = 24 * 60


class SlotForm(forms.Form):
    """When and where. `start` of the cleaned data is the instant, in UTC."""

    date = forms.DateField(
        validators=[MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    time = forms.TimeField(
        label="Starts at", widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "step": "300"})
    )
    time_zone = ZoneField(label="Time zone")
    duration_min = forms.IntegerField(
        label="Shortest duration", min_value=1, max_value=LONGEST_MINUTES, help_text="Minutes."
    )
    duration_max = forms.IntegerField(
        label="Longest duration",
        min_value=1,
        max_value=LONGEST_MINUTES,
        help_text="Minutes. The calendar entry holds this long.",
    )
    location = forms.CharField(
        label="Room or link",
        required=False,
        max_length=300,
        validators=[one_line],
        help_text="The mails before the workshop wait for it. With “to be announced” they go; who has one "
        "is told the place as soon as you put it here.",
    )

    @classmethod
    def initial_of(cls, workshop: Workshop) -> dict[str, Any]:
        """What the form shows of a workshop as it is."""
        local = workshop.local_start
        return {
            "date": local.date() if local else None,
            "time": local.time() if local else None,
            "time_zone": workshop.time_zone,
            "duration_min": workshop.duration_min,
            "duration_max": workshop.duration_max,
            "location": workshop.location,
        }

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = helper.disable_csrf = False
        helper.layout = Layout(
            Row(*(Column(name, css_class="col-sm-6") for name in ("date", "time"))),
            "time_zone",
            Row(*(Column(name, css_class="col-sm-6") for name in ("duration_min", "duration_max"))),
            "location",
        )
        return helper

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if {"duration_min", "duration_max"} <= cleaned.keys() and (
            cleaned["duration_max"] < cleaned["duration_min"]
        ):
            self.add_error("duration_max", "The longest duration is shorter than the shortest.")
        if {"date", "time", "time_zone"} <= cleaned.keys():
            try:
                cleaned["start"] = self._start(
                    cleaned["date"], cleaned["time"], ZoneInfo(cleaned["time_zone"])
                )
            except ValidationError as error:
                self.add_error("time", error)
        return cleaned

    @staticmethod
    def _start(day: dt.date, at: dt.time, zone: ZoneInfo) -> dt.datetime:
        start = at_wall_clock(day, at, zone)
        if start.astimezone(zone).replace(tzinfo=None) != dt.datetime.combine(day, at):
            raise ValidationError(
                "The clocks in %(zone)s skip this hour on that day.", params={"zone": zone.key}
            )
        return start.astimezone(dt.UTC)

    @property
    def slot(self) -> dict[str, Any]:
        """What `services.set_slot` takes."""
        names = ("start", "time_zone", "duration_min", "duration_max", "location")
        return {name: self.cleaned_data[name] for name in names}


class WorkshopSlotForm(SlotForm, MeanwhileForm):
    """The slot of a workshop that several may edit; what one of them left alone stays as it is saved."""

    def __init__(self, *args: Any, workshop: Workshop, **kwargs: Any) -> None:
        super().__init__(*args, initial=self.initial_of(workshop), **kwargs)
        self.watch()

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        helper.layout.append("seen")
        return helper


class CancelForm(forms.Form):
    reason = forms.CharField(
        label="Why it is cancelled",
        required=False,
        max_length=300,
        validators=[one_line],
        help_text="Goes into the mail that tells the others. May stay empty.",
    )
