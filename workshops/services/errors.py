"""What a use case says when it cannot be done."""


class ServiceError(Exception):
    """Nothing was changed; the message is a sentence for the user that says why and how to mend it."""


class EditedMeanwhile(ServiceError):
    """Somebody else changed it since it was read: what both wrote is to be seen before either is lost."""
