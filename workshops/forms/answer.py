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


class PreWorkTickForm(forms.Form):
    """The box that was pressed, and what it is to be then."""

    prework = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    done = forms.ChoiceField(choices=[("yes", "Done"), ("no", "Not done")])


class ConstraintForm(forms.Form):
    """What the workshop has to reckon with."""

    text = forms.CharField(
        label="Flag a constraint",
        max_length=500,
        validators=[one_line],
        error_messages={"required": "Write what the workshop has to reckon with."},
        help_text="What the plan has to reckon with: a freeze, a limit, a missing right. It goes to the "
        "organizer.",
    )
