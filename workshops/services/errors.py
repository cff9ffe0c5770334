"""What a use case says when it cannot be done."""

from typing import Any


class ServiceError(Exception):
    """Nothing was changed; the message is a sentence for the user that says why and how to mend it."""


class EditedMeanwhile(ServiceError):
    """Somebody else changed it since it was read: what both wrote is to be seen before either is lost."""


class NewerVersion(EditedMeanwhile):
    """Somebody saved the row in the meantime; `row` is what it is now."""

    def __init__(self, row: Any) -> None:
        super().__init__("Somebody else changed this in the meantime: nothing was saved.")
        self.row = row
