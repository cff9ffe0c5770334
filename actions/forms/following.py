"""Filters under a name."""

from django import forms

from workshops.validators import one_line


class FilterNameForm(forms.Form):
    name = forms.CharField(max_length=80, validators=[one_line], label="Name")
