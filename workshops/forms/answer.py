"""A participant's answer to the invitation."""

from django import forms

from workshops.states import PartStat
from workshops.validators import one_line

ANSWERS = [
    (PartStat.ACCEPTED, "I will come"),
    (PartStat.TENTATIVE, "Maybe"),
    (PartStat.DECLINED, "I cannot come"),
]


class AnswerForm(forms.Form):
    """The button that was pressed, and what the participant wants to say with it."""

    answer = forms.ChoiceField(choices=ANSWERS, error_messages={"required": "Press one of the answers."})
    comment = forms.CharField(
        label="Comment for the organizer",
        required=False,
        max_length=500,
        validators=[one_line],
        help_text="For example a constraint, or who comes in your place.",
    )
