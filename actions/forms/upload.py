"""An uploaded table, and the yes that follows its preview."""

import base64
import binascii

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from actions.sheet import MAX_BYTES


class UploadForm(forms.Form):
    file = forms.FileField(
        label="CSV file",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,text/csv"}),
        help_text="At most 1 MB. Columns: id, action, owner, due_date, status, source, notes.",
        # An empty file gets the same sentence as any other that names no columns.
        allow_empty_file=True,
    )

    def clean_file(self) -> bytes:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MAX_BYTES:
            raise ValidationError("The file is larger than 1 MB. Split it.")
        data: bytes = file.read()
        return data


class ConfirmForm(forms.Form):
    """What the preview carries to the moment of saving: the file to the byte, and what it showed."""

    content = forms.CharField(widget=forms.HiddenInput, strip=False)
    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def clean_content(self) -> bytes:
        try:
            return base64.b64decode(self.cleaned_data["content"], validate=True)
        except (binascii.Error, ValueError) as error:
            raise ValidationError("The file did not come through whole. Upload it again.") from error


def confirm_form(data: bytes, digest: str) -> ConfirmForm:
    return ConfirmForm(initial={"content": base64.b64encode(data).decode(), "digest": digest})
