"""What a workshop is about and who holds it."""

from typing import Any

from django import forms

from workshops.forms.fields import LinesField
from workshops.forms.meanwhile import MeanwhileForm
from workshops.models import Workshop


class WorkshopForm(MeanwhileForm, forms.ModelForm):
    objectives = LinesField(help_text="One a line.")
    preparation = LinesField(
        label="Come prepared with", help_text="One a line. The reminder asks the participants for it."
    )
    artifacts = LinesField(
        label="Linked documents",
        help_text="One path or address a line, such as docs/overview.md.",
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
    )

    class Meta:
        model = Workshop
        fields = ["title", "code", "organizer"]
        labels = {"code": "Number"}
        help_texts = {
            "code": "As the project counts its workshops: 4, 2a.",
            "organizer": "Invites, and gets the answers to the mails.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organizer = self.fields["organizer"]
        assert isinstance(organizer, forms.ModelChoiceField)
        organizer.queryset = self.instance.project.people.all()
        organizer.empty_label = "Nobody yet"
        self.initial.update(
            objectives=self.instance.objectives,
            preparation=self.instance.preparation,
            artifacts=[artifact.path for artifact in self.instance.artifacts.all()],
        )
        self.watch()

    def clean_artifacts(self) -> list[str]:
        return list(dict.fromkeys(self.cleaned_data["artifacts"]))

    @property
    def details(self) -> dict[str, Any]:
        """What `services.update_details` takes."""
        organizer = self.cleaned_data["organizer"]
        names = ("title", "code", "objectives", "preparation", "artifacts")
        return {name: self.cleaned_data[name] for name in names} | {
            "organizer_id": organizer.pk if organizer else None
        }
