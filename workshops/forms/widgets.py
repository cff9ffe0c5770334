"""Form fields that several pages share."""

from functools import lru_cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from workshops.file_kinds import no_text
from workshops.validators import time_zone, time_zones

# As large as a plan document or a list of people may be.
MAX_BYTES = 1024 * 1024


@lru_cache(maxsize=1)
def zone_names() -> tuple[str, ...]:
    """The time zones that people choose from: places and UTC, without the aliases of old times."""
    places = (name for name in time_zones() if "/" in name)
    return ("UTC", *sorted(name for name in places if not name.startswith(("Etc/", "posix/", "right/"))))


class ZoneInput(forms.TextInput):
    """A text field that offers the zones' names while one types; without suggestions it is a plain field."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        list_id = f"{(attrs or {}).get('id') or name}-zones"
        field = super().render(name, value, {**(attrs or {}), "list": list_id}, renderer)
        options = format_html_join("", '<option value="{}"></option>', ((zone,) for zone in zone_names()))
        return format_html('{}<datalist id="{}">{}</datalist>', field, list_id, options)


class ZoneField(forms.CharField):
    """The name of a time zone, as written by people too: `berlin`, `europe/berlin`, `America/New York`."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 64)
        kwargs.setdefault("help_text", "Type a city, such as Berlin, and choose.")
        super().__init__(widget=ZoneInput(attrs={"autocomplete": "off", "spellcheck": "false"}), **kwargs)

    def clean(self, value: Any) -> str:
        written = super().clean(value)
        if not written:
            return ""
        found = _zones_by_spelling().get(written.casefold().replace(" ", "_"), written)
        time_zone(found)
        return found


@lru_cache(maxsize=1)
def _zones_by_spelling() -> dict[str, str]:
    by_city = {zone.rpartition("/")[2].casefold(): zone for zone in reversed(zone_names())}
    return by_city | {zone.casefold(): zone for zone in time_zones()}


class TextOrFileForm(forms.Form):
    """A text that is pasted, or a file of it. `source` of the cleaned data holds whichever came.

    What was typed stays in the field when something is wrong with it.
    """

    text = forms.CharField(
        label="Paste the text", required=False, strip=False, widget=forms.Textarea(attrs={"rows": 10})
    )
    file = forms.FileField(label="or choose a file", required=False, allow_empty_file=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].validators = []
        self.fields["text"].widget.attrs["spellcheck"] = "false"

    def decode(self, data: bytes) -> str:
        """The file's text. Raises ValidationError with a sentence for the user."""
        if len(data) > MAX_BYTES:
            raise ValidationError("This file is larger than 1 MB.")
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            raise ValidationError(f"This file is not UTF-8 text (line {line}). Save it as UTF-8.") from error
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"].removeprefix("\ufeff")
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
            raise ValidationError("This text is larger than 1 MB.")
        return text

    def clean_file(self) -> str | None:
        file: UploadedFile | None = self.cleaned_data["file"]
        if file is None:
            return None
        # One byte more than allowed tells a larger file without reading it whole.
        data = file.read(MAX_BYTES + 1)
        if reason := no_text(data):
            raise ValidationError(reason)
        return self.decode(data)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        source = cleaned["file"] if cleaned["file"] is not None else cleaned["text"]
        if not source.strip():
            raise ValidationError("Choose a file or paste a text.", code="required")
        cleaned["source"] = source
        return cleaned
