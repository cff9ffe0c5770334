"""What people do before the workshop, for all or by group."""

from typing import Any

from django import forms

from workshops.forms.agenda import RowForm, row_formset
from workshops.models import Project, StakeholderGroup, Workshop
from workshops.validators import one_line, plain_text


class PreWorkForm(RowForm):
    main_field = "text"
    group = forms.ModelChoiceField(
        queryset=StakeholderGroup.objects.none(), label="For the group", required=False, empty_label="All"
    )
    audience = forms.CharField(label="Shown as", required=False, max_length=200, validators=[one_line])
    text = forms.CharField(
        label="What to do",
        required=False,
        max_length=5000,
        validators=[plain_text],
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        group = self.fields["group"]
        assert isinstance(group, forms.ModelChoiceField)
        group.queryset = project.groups.all()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("text") == "" and (cleaned.get("group") or cleaned.get("audience")):
            self.add_error("text", "What should they do?")
        # A browser sends its own ends of lines: they are no change.
        cleaned["text"] = cleaned.get("text", "").replace("\r\n", "\n")
        if not cleaned.get("audience"):
            cleaned["audience"] = cleaned["group"].name if cleaned.get("group") else "All"
        return cleaned


PreWorkFormSet = row_formset(PreWorkForm, most=60, extra=2)


def prework_rows(workshop: Workshop) -> list[dict[str, Any]]:
    """What the form shows of the pre-work as it is."""
    return [
        {"group": group_id, "audience": audience, "text": text}
        for group_id, audience, text in workshop.prework.values_list("group_id", "audience", "text")
    ]
