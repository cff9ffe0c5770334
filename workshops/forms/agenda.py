"""The agenda in one form: change, add, reorder and remove items. It works without script: blank rows at the
end, a number for the place, a box to remove."""

from typing import Any

from django import forms

from workshops.forms.fields import OneLineField
from workshops.models import Workshop
from workshops.validators import one_line

LONGEST_MINUTES = 24 * 60
# An agenda is read aloud; the limit only stops a page of pasted rows.
MOST_ITEMS = 60
# Rows that were removed stay in the form, so that they can be brought back; no sitting makes as many.
REMOVED_ROWS = 400


class RowForm(forms.Form):
    """A row of a list editor; one without its main field is no row."""

    main_field = ""

    def has_changed(self) -> bool:
        # The place in the list alone makes no row of a blank one.
        return any(name not in ("ORDER", "DELETE") for name in self.changed_data)


class AgendaItemForm(RowForm):
    main_field = "title"
    title = OneLineField(label="Item", required=False, max_length=300, validators=[one_line])
    minutes_min = forms.IntegerField(label="From", required=False, min_value=0, max_value=LONGEST_MINUTES)
    minutes_max = forms.IntegerField(label="To", required=False, min_value=0, max_value=LONGEST_MINUTES)
    presenter = forms.CharField(label="Presenter", required=False, max_length=120, validators=[one_line])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        low, high = cleaned.get("minutes_min"), cleaned.get("minutes_max")
        if "title" in cleaned and not cleaned["title"] and (low is not None or high is not None):
            self.add_error("title", "What is done in these minutes?")
        elif "title" in cleaned and not cleaned["title"] and cleaned.get("presenter"):
            self.add_error("title", "What is presented?")
        if low is not None and high is not None and high < low:
            self.add_error("minutes_max", "“To” is less than “from”.")
        # “90 min” is written into one of the two fields.
        cleaned["minutes_min"] = low if low is not None else high
        cleaned["minutes_max"] = high if high is not None else low
        return cleaned


class RowFormSet(forms.BaseFormSet):
    """Rows in the order of their numbers; those without one stay where they stand."""

    def rows(self) -> list[dict[str, Any]]:
        """The cleaned rows that are kept, in their order."""
        kept = [
            (form.cleaned_data.get("ORDER") or index + 1, index, form.cleaned_data)
            for index, form in enumerate(self.forms)
            if form.cleaned_data.get(form.main_field) and not form.cleaned_data.get("DELETE")
        ]
        return [data for _, _, data in sorted(kept, key=lambda row: row[:2])]

    def removed(self) -> list[tuple[int, dict[str, Any]]]:
        """The cleaned rows that are marked to be removed, each with the place at which it stood."""
        return [
            (index, form.cleaned_data)
            for index, form in enumerate(self.forms)
            if form.cleaned_data.get(form.main_field) and form.cleaned_data.get("DELETE")
        ]


def row_formset(form: type[RowForm], *, most: int, extra: int) -> type[RowFormSet]:
    formset = forms.formset_factory(
        form, formset=RowFormSet, extra=extra, can_order=True, can_delete=True, max_num=most,
        absolute_max=most + REMOVED_ROWS, validate_max=True,
    )  # fmt: skip
    assert issubclass(formset, RowFormSet)
    return formset


AgendaFormSet = row_formset(AgendaItemForm, most=MOST_ITEMS, extra=3)


def agenda_rows(workshop: Workshop) -> list[dict[str, Any]]:
    """What the form shows of the agenda as it is."""
    return [
        {
            "title": item.title,
            "minutes_min": item.minutes_min,
            "minutes_max": item.minutes_max,
            "presenter": item.presenter,
        }
        for item in workshop.agenda_items.all()
    ]
