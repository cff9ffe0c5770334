"""What a use case says when it cannot be done."""


class ServiceError(Exception):
    """Nothing was changed; the message is a sentence for the user that says why and how to mend it."""
