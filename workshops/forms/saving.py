"""What a service refuses is said on the form, with everything typed still in it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from workshops.services.errors import EditedMeanwhile, ServiceError


@contextmanager
def refusals_on(form: forms.BaseForm) -> Iterator[None]:
    """Around the call of a service: afterwards the form is valid if, and only if, the service did it.

    EditedMeanwhile is no fault of the form: it is the view's to show what both wrote.
    """
    try:
        yield
    except EditedMeanwhile:
        raise
    except ServiceError as error:
        form.add_error(None, str(error))
    except ValidationError as error:
        for field, reasons in _by_field(error).items():
            if field in form.fields or field == NON_FIELD_ERRORS:
                form.add_error(None if field == NON_FIELD_ERRORS else field, reasons)
            else:
                # What the form does not ask for comes out of a document: say at least what it is.
                name = field.replace("_", " ").capitalize()
                form.add_error(None, [f"{name}: {reason}" for reason in reasons])


def _by_field(error: ValidationError) -> dict[str, list[str]]:
    if hasattr(error, "error_dict"):
        return error.message_dict
    return {NON_FIELD_ERRORS: error.messages}
