"""Two who edit one form at once: each keeps what the other left alone, and neither overwrites unseen."""

from datetime import time
from typing import Any

from django import forms
from django.db.models import Model, QuerySet
from django.http import QueryDict

from workshops.edit_tags import text_tag


class MeanwhileForm(forms.Form):
    """Knows, by a tag a field, what it showed when it was opened; `initial` is what is saved now.

    A field that was left as it was shown takes what somebody else wrote meanwhile. One that both changed is
    an error which tells the newer words: saving again is then a decision.
    """

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.watched = [name for name in self.fields if name != "seen"]

    def watch(self) -> None:
        """Once `initial` is complete: what is shown now is what will have been seen."""
        instance = getattr(self, "instance", None)
        if instance is not None and instance.pk is None:
            # What is not there yet, nobody else can change.
            del self.fields["seen"]
            return
        self.initial["seen"] = " ".join(
            f"{name}={self._tag(self.initial.get(name))}" for name in self.watched
        )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        seen = dict(pair.split("=", 1) for pair in cleaned.pop("seen", "").split() if "=" in pair)
        if not seen:
            return cleaned
        shown = {"seen": self.initial["seen"]}
        for name in self.watched:
            now = self._tag(self.initial.get(name))
            if name not in cleaned or seen.get(name, now) == now:
                continue
            sent = self.fields[name].prepare_value(self.initial.get(name))
            if self._tag(cleaned[name]) == seen[name]:
                shown[name] = sent
                cleaned[name] = self.fields[name].clean(sent)
            elif self._tag(cleaned[name]) != now:
                self.add_error(name, self._told(self.fields[name].clean(sent)))
        self._show(shown)
        return cleaned

    def _show(self, values: dict[str, Any]) -> None:
        """As if it had been sent."""
        data = QueryDict(mutable=True)
        data.update(self.data)
        for name, value in values.items():
            data.setlist(self.add_prefix(name), list(value) if _holds_many(value) else [value])
        self.data = data

    @staticmethod
    def _told(newer: Any) -> str:
        words = "; ".join(map(str, newer)) if _holds_many(newer) else str(newer or "")
        if isinstance(newer, time):
            words = f"{newer:%H:%M}"
        says = f"says now: “{words}”" if words else "is empty now"
        return (
            f"Somebody else changed this in the meantime, and it {says}. "
            "Save again to put yours in its place."
        )

    @staticmethod
    def _tag(value: Any) -> str:
        if _holds_many(value):
            rows = [str(getattr(row, "pk", row)) for row in value]
            # In whatever order they were chosen.
            value = "\n".join(sorted(rows) if any(isinstance(row, Model) for row in value) else rows)
        return text_tag(str(getattr(value, "pk", value) or ""))


def _holds_many(value: Any) -> bool:
    return isinstance(value, list | tuple | QuerySet)
