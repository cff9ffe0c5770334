"""The first password of somebody who was invited, and the name of whoever signs in."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password

from workshops.models import Invitation, User
from workshops.validators import one_line


class OwnNameForm(forms.Form):
    name = forms.CharField(
        label="Your name",
        max_length=120,
        validators=[one_line],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text="As the people you write to know you, for example Ada Quill.",
    )


class JoinForm(forms.Form):
    name = forms.CharField(
        label="Your name",
        max_length=120,
        validators=[one_line],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label="Choose a password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=password_validators_help_text_html(),
    )
    again = forms.CharField(
        label="The password once more",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invitation = invitation

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        password, again = values.get("password"), values.get("again")
        if password and again and password != again:
            self.add_error("again", "The two passwords are not the same.")
        elif password:
            name = str(values.get("name", ""))
            try:
                validate_password(password, User(email=self.invitation.email, first_name=name[:150]))
            except forms.ValidationError as error:
                self.add_error("password", error)
        return values
