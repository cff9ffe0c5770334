"""Forms of the way from a plan document to a workshop: the text, then what the document does not say."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from workshops.forms.slot import SlotForm
from workshops.forms.widgets import TextOrFileForm
from workshops.plan_document import PlanDocument, PlanError, parse, read_bytes, require_plan, split_series
from workshops.validators import plain_address, plain_text

# No plan that people follow comes near; a list pasted by mistake would keep the database busy for minutes.
MOST_ROWS = 200
LISTS = ("touchpoints", "groups", "agenda", "prework", "recap_sections", "checks", "objectives", "artifacts")


def refuse_endless_lists(plan: PlanDocument) -> None:
    for name in LISTS:
        count = len(getattr(plan, name))
        if count > MOST_ROWS:
            words = name.replace("_", " ")
            raise ValidationError(
                f"This document has {count} entries under {words}; {MOST_ROWS} is the most."
            )


def refuse_series(text: str) -> None:
    """Mails of one workshop are never sent around the day of another."""
    titles = [part.title for part in split_series(text)]
    if titles:
        raise ValidationError(
            f"This document holds the plans of {len(titles)} workshops ({'; '.join(titles)[:300]}). "
            "Import one at a time: paste the part of one workshop."
        )


class PlanSourceForm(TextOrFileForm):
    """A text that holds a plan; `source` of the cleaned data is that text, `plan` what it says."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        text, file = self.fields["text"], self.fields["file"]
        text.label, file.label = "Paste the plan", "Choose a file"
        file.help_text = "A Markdown document, saved as UTF-8, up to 1 MB."
        file.widget.attrs["accept"] = ".md,.markdown,.txt,text/markdown,text/plain"
        text.widget.attrs["rows"] = 12
        self.order_fields(["file", "text"])

    def decode(self, data: bytes) -> str:
        try:
            return read_bytes(data)
        except PlanError as error:
            raise ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "source" in cleaned:
            plain_text(cleaned["source"])
            refuse_series(cleaned["source"])
            cleaned["plan"] = parse(cleaned["source"])
            try:
                require_plan(cleaned["plan"])
            except PlanError as error:
                raise ValidationError(str(error)) from error
            refuse_endless_lists(cleaned["plan"])
        return cleaned


class PlanConfirmForm(SlotForm):
    """What a plan document leaves open: the slot, the place and the organizer. All may come later."""

    duration_min = None  # type: ignore[assignment]
    duration_max = None  # type: ignore[assignment]
    organizer_email = forms.CharField(
        label="Organizer’s address",
        required=False,
        max_length=254,
        validators=[plain_address],
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text="Answers to the mails go here. Who is not in the project yet is added to its people.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["date"].required = self.fields["time"].required = False

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        given = [name for name in ("date", "time") if cleaned.get(name) is not None]
        if len(given) == 1 and not self.errors:
            missing = "time" if given == ["date"] else "date"
            self.add_error(missing, "A slot needs both, a date and a time. Leave both empty to set it later.")
        if len(given) < 2:
            cleaned.pop("date", None)
            cleaned.pop("time", None)
        return super().clean()

    @property
    def answers(self) -> dict[str, Any]:
        """What `services.import_plan` takes beside the text."""
        names = ("time_zone", "location", "organizer_email")
        return {"start": self.cleaned_data.get("start")} | {name: self.cleaned_data[name] for name in names}
