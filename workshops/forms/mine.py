"""What somebody says by their own link about what is theirs."""

from django import forms

from workshops.validators import plain_text

_REASON = "Say why: it is what the others act on."


class QuestionAnswerForm(forms.Form):
    """The answer to an open question, and which version of it its owner saw."""

    version = forms.IntegerField(min_value=1, max_value=2**31 - 1)
    answer = forms.CharField(
        max_length=5000,
        validators=[plain_text],
        widget=forms.Textarea(attrs={"rows": 3, "class": "form-control"}),
        error_messages={"required": "Write the answer."},
    )


class DecisionForm(forms.Form):
    """The button that was pressed under an approval, and the reason, which a rejection needs."""

    version = forms.IntegerField(min_value=1, max_value=2**31 - 1)
    verdict = forms.ChoiceField(
        choices=[("give", "Approve"), ("reject", "Reject")],
        error_messages={"required": "Press “Approve” or “Reject”."},
    )
    reason = forms.CharField(
        max_length=2000,
        required=False,
        validators=[plain_text],
        widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
    )

    @property
    def is_given(self) -> bool:
        return bool(self.cleaned_data.get("verdict") == "give")

    def clean_reason(self) -> str:
        reason: str = self.cleaned_data["reason"].strip()
        if self.cleaned_data.get("verdict") == "reject" and not reason:
            raise forms.ValidationError(_REASON)
        return reason
