"""Who takes part: groups as a whole, and single people."""

from typing import Any

from django import forms

from workshops.models import Person, StakeholderGroup, Workshop
from workshops.states import Attendance

PERSON_ATTENDANCE = [choice for choice in Attendance.choices if choice[0] != Attendance.INFORMED]


class AddParticipantForm(forms.Form):
    person = forms.ModelChoiceField(queryset=Person.objects.none(), empty_label="Choose a person")
    attendance = forms.ChoiceField(choices=PERSON_ATTENDANCE, initial=Attendance.REQUIRED)

    def __init__(self, *args: Any, workshop: Workshop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person = self.fields["person"]
        assert isinstance(person, forms.ModelChoiceField)
        taking_part = workshop.participants.active().values("person_id")
        person.queryset = workshop.project.people.exclude(pk__in=taking_part)


class AttendanceForm(forms.Form):
    attendance = forms.ChoiceField(choices=PERSON_ATTENDANCE)


class GroupsForm(forms.Form):
    """How each group of the project takes part; one field a group."""

    def __init__(self, *args: Any, workshop: Workshop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        invited = dict(workshop.workshop_groups.values_list("group_id", "attendance"))
        # The plan's order first: it is kept when the form is saved.
        order = {group_id: place for place, group_id in enumerate(invited)}
        self.groups: list[StakeholderGroup] = sorted(
            workshop.project.groups.all(), key=lambda group: order.get(group.pk, len(order))
        )
        for group in self.groups:
            self.fields[self._name(group)] = forms.ChoiceField(
                label=group.name,
                required=False,
                choices=[("", "Not invited"), *Attendance.choices],
                initial=invited.get(group.pk, ""),
            )

    @staticmethod
    def _name(group: StakeholderGroup) -> str:
        return f"group-{group.pk}"

    @property
    def attendance(self) -> list[tuple[int, str]]:
        """(group, attendance) for those that take part."""
        answers = ((group.pk, self.cleaned_data[self._name(group)]) for group in self.groups)
        return [(group_id, attendance) for group_id, attendance in answers if attendance]
