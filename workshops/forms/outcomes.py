"""Open questions and approvals: who owns them, until when, and what became of them."""

from typing import Any

from django import forms

from workshops.models import Approval, OpenQuestion, Workshop

DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def _owners_of(form: forms.ModelForm, workshop: Workshop) -> None:
    owner = form.fields["owner"]
    assert isinstance(owner, forms.ModelChoiceField)
    owner.queryset = workshop.project.people.all()
    owner.empty_label = "Nobody yet"


class QuestionForm(forms.ModelForm):
    class Meta:
        model = OpenQuestion
        fields = ["text", "owner", "due_on", "state", "answer"]
        widgets = {"due_on": DAY, "answer": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, workshop: Workshop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _owners_of(self, workshop)


class ApprovalForm(forms.ModelForm):
    class Meta:
        model = Approval
        fields = ["text", "owner", "due_on", "state", "reason"]
        widgets = {"due_on": DAY, "reason": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, workshop: Workshop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _owners_of(self, workshop)


def values_of(form: forms.ModelForm) -> dict[str, Any]:
    """What the services take: the fields, with the owner by its id."""
    values = dict(form.cleaned_data)
    owner = values.pop("owner")
    return values | {"owner_id": owner.pk if owner else None}
